"""What a profile or a page names -> the account it is, whatever its platform.

    account_at("https://social.example/@ana")     mastodon:ana@social.example
    account_at("https://ana.example.com/notes")   feeds:https://ana.example.com/notes
    account_at("https://linktr.ee/ana")           None: a page of links is read, and is no account
    mirror_at("@ana.example.com@bsky.brid.gy")    the copy that Bridgy Fed makes of bluesky:ana.example.com

What the bridge calls its copies: https://fed.brid.gy/docs
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from config.faults import NotUnderstood
from config.handles import Handle, normalise_handle
from config.platforms import owner

# pages that a service keeps for somebody and that hold nothing but links
LINK_PAGES = frozenset({
    "linktr.ee", "beacons.ai", "bio.link", "lnk.bio", "solo.to", "campsite.bio", "bento.me", "linkpop.com", "msha.ke",
    "taplink.cc", "hoo.be", "allmylinks.com", "linkin.bio", "flow.page", "withkoji.com", "komi.io", "stan.store",
    "carrd.co", "about.me", "bio.site", "links.dev", "littlelink.io",
})  # fmt: skip
# where people are found, and nothing is that could be read as theirs: no feed, no account of a platform we know
_NO_ACCOUNT = LINK_PAGES | {
    "tiktok.com", "pinterest.com", "snapchat.com", "twitch.tv", "discord.gg", "discord.com", "t.me", "telegram.me",
    "wa.me", "whatsapp.com", "signal.me", "patreon.com", "ko-fi.com", "buymeacoffee.com", "opencollective.com",
    "paypal.me", "paypal.com", "venmo.com", "amazon.com", "spotify.com", "apple.com", "google.com", "goodreads.com",
    "orcid.org", "researchgate.net", "academia.edu", "wikipedia.org", "wikidata.org", "imdb.com", "crunchbase.com",
    "github.com", "gitlab.com", "codeberg.org", "stackoverflow.com", "npmjs.com", "pypi.org", "keyoxide.org",
    "calendly.com", "cal.com", "meetup.com", "eventbrite.com", "unsplash.com", "flickr.com", "vimeo.com", "odysee.com",
    "flipboard.com", "hashnode.com", "replit.com", "observablehq.com", "steemit.com", "hive.blog", "peakd.com",
    "nostr.com", "njump.me", "keybase.io", "gravatar.com", "matrix.to", "soundcloud.com", "bandcamp.com",
}  # fmt: skip
# names that a service gives away: they prove nothing of a domain
_GIVEN_AWAY = ("bsky.social", "bsky.team", "brid.gy")
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")
MOST_OF_ONE = 2  # accounts on one platform that a page may name as one person's
_FEDIVERSE_PATH = re.compile(r"/(?:@|users/)[\w.-]+/?")
_BRIDGE = "brid.gy"
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")
_USER = re.compile(r"(?<![\w@.])@[\w.-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class Mirror:
    """A copy that a bridge makes of somebody's account elsewhere: their words, and nobody there to be asked."""

    platform: str
    handle: str
    original: Handle


def account_at(told: str) -> Handle | None:
    """The account that an address or `@user@server` names; None where it is nobody's account, or a mirror."""
    text = told.strip()
    host = _host(text)
    if host is None or _is_within(host, (_BRIDGE,)):
        return None
    known = owner(host)
    if known is None and _is_within(host, _NO_ACCOUNT):
        return None
    is_fediverse = text.startswith("@") or (known is None and _FEDIVERSE_PATH.fullmatch(urlsplit(text).path))
    try:
        return normalise_handle("mastodon" if is_fediverse else known or "feeds", text)
    except NotUnderstood:
        return None  # an address of the platform that is nobody's account: a post, a page of help


def addresses_in(words: str) -> list[str]:
    """The web addresses and the `@user@server` of a description, in order, each once."""
    found = (*_ADDRESS.findall(words), *_USER.findall(words))
    return list(dict.fromkeys(one.rstrip(".,;:!?") for one in found))


def domain_of(platform: str, handle: str) -> str | None:
    """The domain that a handle proves to be theirs: on Bluesky a handle is a domain, and the network checks it."""
    name = handle.lower()
    is_proven = platform == "bluesky" and _DOMAIN.fullmatch(name) and not _is_within(name, _GIVEN_AWAY)
    return name if is_proven else None


def are_several(accounts: Iterable[Handle]) -> bool:
    """True where a page names so many accounts of one platform that they cannot all be one person's."""
    each = {one.account_id: one.platform for one in accounts if one.platform != "feeds"}
    return any(count > MOST_OF_ONE for count in Counter(each.values()).values())


def is_link_page(address: str) -> bool:
    """True for a page of a service where somebody lists where they are found, and on their own site for /links."""
    host = _host(address)
    if host is None:
        return False
    return _is_within(host, LINK_PAGES) or urlsplit(address).path.rstrip("/") in ("/links", "/link", "/elsewhere")


def mirror_at(told: str) -> Mirror | None:
    """The mirror that an address, a handle or `@user@server` names; None where it is none."""
    text = told.strip()
    host = _host(text)
    if host is None:
        return None
    if text.startswith("@"):
        return _mirror("mastodon", text[1:].split("@")[0], host)
    parts = [part for part in urlsplit(text).path.split("/") if part]
    if host in ("bsky.app", "www.bsky.app") and len(parts) == 2 and parts[0] == "profile":
        return _of_handle(parts[1])
    if host == f"fed.{_BRIDGE}" and len(parts) > 1:
        # its own page of an account: /bsky/<handle>, /ap/@user@server, /web/<domain>
        return _mirror("mastodon", parts[1], f"{parts[0]}.{_BRIDGE}") if parts[0] != "ap" else _of_user(parts[1])
    if host in (f"bsky.{_BRIDGE}", f"web.{_BRIDGE}") and parts:
        return _mirror("mastodon", parts[-1].lstrip("@"), host)
    return _of_handle(host)


def _mirror(platform: str, name: str, host: str) -> Mirror | None:
    """On the fediverse a mirror is called by its original's handle or domain, at the bridge."""
    original = {f"bsky.{_BRIDGE}": ("bluesky", name), f"web.{_BRIDGE}": ("feeds", f"https://{name}/")}.get(host)
    found = _read(*original) if original else None
    return Mirror(platform, f"{name.lower()}@{host}", found) if found else None


def _of_handle(handle: str) -> Mirror | None:
    """On Bluesky a mirror is called user.server.ap.brid.gy, or domain.web.brid.gy."""
    name = handle.lower().lstrip("@").rstrip(".")
    if name.endswith(f".ap.{_BRIDGE}"):
        user, _, server = name.removesuffix(f".ap.{_BRIDGE}").partition(".")
        found = _read("mastodon", f"@{user}@{server}")
    elif name.endswith(f".web.{_BRIDGE}"):
        found = _read("feeds", f"https://{name.removesuffix(f'.web.{_BRIDGE}')}/")
    else:
        return None
    return Mirror("bluesky", name, found) if found else None


def _of_user(name: str) -> Mirror | None:
    user, _, server = name.lower().lstrip("@").partition("@")
    return _of_handle(f"{user.replace('_', '-')}.{server}.ap.{_BRIDGE}") if server else None


def _read(platform: str, text: str) -> Handle | None:
    try:
        return normalise_handle(platform, text)
    except NotUnderstood:
        return None


def _host(text: str) -> str | None:
    """The host of an address or of `@user@server`; None where there is none."""
    try:
        host = text.rpartition("@")[2] if text.startswith("@") else urlsplit(text).hostname
    except ValueError:
        return None
    return host.lower().removeprefix("www.").rstrip(".") if host else None


def _is_within(host: str, sites: frozenset[str] | tuple[str, ...]) -> bool:
    return any(host == site or host.endswith(f".{site}") for site in sites)
