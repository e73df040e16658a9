"""A handle as people paste it -> the account it names, by the rules of its platform.

`@Ana`, `x.com/ana` and `https://twitter.com/Ana/status/1` are one account on X. An address of another
platform, or a text that could be two things, raises NotUnderstood and proposes what to write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from config import forms
from config.addresses import Address, Form, is_address, read_address, unwrapped
from config.faults import NotUnderstood, shown
from config.platforms import PLATFORMS, owner, read_platform

_ON_ANY_HOST = ("mastodon", "feeds")


@dataclass(frozen=True)
class Handle:
    """An account's name on its platform, its address, and the host that serves it ("" for archive)."""

    platform: str
    handle: str
    url: str
    host: str

    @property
    def account_id(self) -> str:
        """`<platform>:<handle>`, the same for every spelling of one account."""
        return f"{self.platform}:{self.handle}"

    @property
    def twin_key(self) -> str:
        """Equal for two spellings that are one account although their ids differ (http and https)."""
        if self.platform == "feeds":
            return "feeds:" + re.sub(r"^https?://(www\.)?", "", self.handle).rstrip("/")
        if self.platform == "facebook":
            return self.account_id.replace(".", "")  # Facebook ignores dots in names
        return self.account_id


def normalise_handle(platform: str, text: str) -> Handle:
    """Read what stands in the handle column for this platform. Raises NotUnderstood."""
    name = read_platform(platform)
    known = PLATFORMS[name]
    pasted = unwrapped(text)
    if not pasted:
        raise NotUnderstood("is empty", f"write {known.forms}")
    address = _address(name, pasted)
    if address is not None and not _may_belong(name, address):
        whose = owner(address.host)
        raise _elsewhere(name, pasted, whose) if whose else _not_understood(name, pasted, address)
    if suspect := _mistaken_for(name, pasted, address):
        raise _elsewhere(name, pasted, suspect)
    form = forms.READERS[name](pasted, address)
    if form is None:
        raise _not_understood(name, pasted, address)
    return Handle(name, *form)


def _address(name: str, pasted: str) -> Address | None:
    # exports.d/ana.zip is a path to the archive and would be a site's address to everyone else
    if not is_address(pasted) or (name == "archive" and "://" not in pasted):
        return None
    return read_address(pasted)


def _may_belong(name: str, address: Address) -> bool:
    whose = owner(address.host)
    if name == "feeds" and whose == "youtube" and "playlist_id" in address.asked:
        return True  # a playlist is no channel, but it has a feed
    return whose == name or (whose is None and name in _ON_ANY_HOST)


def _mistaken_for(name: str, pasted: str, address: Address | None) -> str | None:
    """The other platform whose own form a bare text has: `did:plc:...` is nobody's name on X."""
    if address is not None or name == "archive":
        return None
    alike = (platform for platform, form in forms.UNMISTAKABLE.items() if form.fullmatch(pasted))
    return next((platform for platform in alike if platform != name and _read_there(platform, pasted)), None)


def _read_there(platform: str, pasted: str) -> Form | None:
    try:
        return forms.READERS[platform](pasted, _address(platform, pasted))
    except NotUnderstood:
        return None


def _elsewhere(name: str, pasted: str, platform: str) -> NotUnderstood:
    there, here = PLATFORMS[platform], PLATFORMS[name]
    found = _read_there(platform, pasted)
    handle = f" and the handle '{found.handle}'" if found else ""
    form = "is an address of" if is_address(pasted) else "has the form of"
    return NotUnderstood(
        f"{shown(pasted)} {form} {there.label}, not of {here.label}",
        f"write the platform '{platform}'{handle}, or for {name} {here.forms}",
    )


def _not_understood(name: str, pasted: str, address: Address | None) -> NotUnderstood:
    remedy = f"write {PLATFORMS[name].forms}"
    if address is not None and owner(address.host) is None:
        # any host may be a Mastodon server or a site: propose, do not assert
        other = "mastodon" if name != "mastodon" and _read_there("mastodon", pasted) else "feeds"
        remedy += f"; if it belongs to {PLATFORMS[other].label}, write the platform '{other}'"
    elif name == "feeds" and forms.EXPORTED.fullmatch(pasted):
        remedy += "; if it is an exported file, write the platform 'archive'"
    return NotUnderstood(f"{shown(pasted)} is no account on {PLATFORMS[name].label}", remedy)
