"""The forms in which accounts are written on platforms that anyone may ask: one reader a platform.

A reader takes the pasted text and, where that is a web address, its parts. It answers the account's Form,
None where the text is none of its platform's, or raises NotUnderstood where it can say what was meant.
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote

from config.addresses import Address, Form, read_address, read_host_or_none
from config.faults import NotUnderstood, shown
from config.platforms import owner

CHANNEL_ID = re.compile(r"UC[A-Za-z0-9_-]{22}")
_CHANNEL_ID_CUT = re.compile(r"UC[A-Za-z0-9_-]{16,40}")
_YOUTUBE_PATH_NAME = re.compile(r"[\w.·-]{1,100}")
_YOUTUBE_NAME = re.compile(r"[\w.·-]{3,30}")
_DID = re.compile(r"did:(?:plc:[a-z0-9]+|web:[a-z0-9.-]+(?:%3a[0-9]+)?)", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_FEDIVERSE_USER = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?")
_HACKER = re.compile(r"[A-Za-z0-9_-]{2,15}")
_MAIL_HOST = re.compile(
    r"(?:gmail|googlemail|outlook|hotmail|live|yahoo|icloud|me)\.com|proton\.me|gmx\.(?:de|net)|web\.de"
)
_BRIDGE = "bsky.brid.gy"


def read_bluesky(text: str, address: Address | None) -> Form | None:
    """ana.example.com, @ana.example.com, did:plc:..., at://..., https://bsky.app/profile/ana.example.com"""
    actor = text.removeprefix("at://").split("/")[0] if text.startswith("at://") else text.removeprefix("@")
    if address is not None:
        if address.parts[:1] == ["profile"] and len(address.parts) > 1:
            actor = address.parts[1]
        elif address.host.endswith(".bsky.social") and not address.parts:
            actor = address.host
        else:
            return None
    actor = actor.removeprefix("@").rstrip(".")
    if _DID.fullmatch(actor):
        actor = actor.lower().replace("%3a", "%3A")
        return Form(actor, f"https://bsky.app/profile/{actor}", "bsky.app")
    handle = read_host_or_none(actor)
    if handle == "handle.invalid":
        raise NotUnderstood("'handle.invalid' stands for a handle that no longer works", "write the account's DID")
    if re.fullmatch(r"[a-z0-9-]{3,}", actor, re.IGNORECASE) and address is None:
        whole = f"such as '{actor.lower()}.bsky.social' if it is that one"
        raise NotUnderstood(f"{shown(text)} is only part of a handle", f"write the whole of it, {whole}")
    if handle is None or not _DOMAIN.fullmatch(handle):
        return None
    return Form(handle, f"https://bsky.app/profile/{handle}", "bsky.app")


def read_mastodon(text: str, address: Address | None) -> Form | None:
    """@ana@social.example, acct:ana@social.example, https://social.example/@ana, https://social.example/users/ana"""
    scheme, here = "https", ""
    if address is None:
        name, _, where = text.removeprefix("acct:").removeprefix("@").partition("@")
    else:
        scheme, here = address.scheme, address.authority
        parts = address.parts[1:] if address.parts[:1] in (["web"], ["deck"]) else address.parts
        if parts[:1] == ["users"] and len(parts) > 1:
            name, where = parts[1], here
        elif parts and parts[0].startswith("@"):
            # https://here.example/@ana@there.example shows an account of another server
            name, _, where = parts[0][1:].partition("@")
            scheme, where = ("https", where) if where and where != here else (scheme, here)
            name = name.removesuffix(".rss")
        else:
            return None
    return _on_server(text, name.lower(), where, scheme)


def _on_server(text: str, name: str, where: str, scheme: str) -> Form | None:
    if not _FEDIVERSE_USER.fullmatch(name):
        return None
    if not where:
        raise NotUnderstood(f"{shown(text)} does not say on which server", f"write '@{name}@' and the server's host")
    bare, _, port = where.rpartition(":") if re.search(r":[0-9]+$", where) else (where, "", "")
    host = read_host_or_none(bare)
    if host is None or ("." not in host and ":" not in host and host != "localhost"):
        return None
    if _MAIL_HOST.fullmatch(host):
        raise NotUnderstood(f"{shown(text)} is an e-mail address", "write '@name@server' of the account")
    if whose := owner(host) or ("bluesky" if host == _BRIDGE else None):
        raise NotUnderstood(
            f"{shown(text)} is a {whose} account seen from elsewhere",
            f"write the platform '{whose}' and its handle there",
        )
    server = f"[{host}]" if ":" in host else host
    server += f":{port}" if port else ""
    return Form(f"{name}@{server}", f"{scheme}://{server}/@{name}", server)


def read_feeds(text: str, address: Address | None) -> Form | None:
    """The address of a site or of a feed, with or without https://"""
    if address is None:
        host = re.split(r"[:/?]", text)[0]
        if not _DOMAIN.fullmatch(read_host_or_none(host) or ""):
            return None
        address = read_address(text)
    if address.host in ("substack.com", "www.substack.com"):
        example = "such as 'https://name.substack.com'"
        raise NotUnderstood(
            f"{shown(text)} is a profile, not a newsletter", f"write the newsletter's own address, {example}"
        )
    return Form(address.url, address.url, address.authority)


def read_youtube(text: str, address: Address | None) -> Form | None:
    """UC..., @name, /channel/UC..., /@name, /c/name, /user/name, /feeds/videos.xml?channel_id=UC..."""
    if address is not None:
        return _youtube_address(text, address)
    if text.strip("/").count("/") == 1:
        return _youtube_path(text.strip("/").split("/"))
    if text.startswith("UC") and (found := _youtube_channel(text)):
        return found
    if not text.startswith("@") and "." in text:
        return None  # a site as well as a name
    return _youtube_name(text.removeprefix("@"))


def _youtube_address(text: str, address: Address) -> Form | None:
    parts, asked = address.parts, address.asked
    if parts == ["feeds", "videos.xml"]:
        parts = ["channel", asked["channel_id"]] if "channel_id" in asked else ["user", asked.get("user", "")]
    if "v" in asked or parts[:1] in (["shorts"], ["live"], ["embed"]) or address.host.endswith("youtu.be"):
        raise NotUnderstood(f"{shown(text)} is a video", "open it and copy its channel's address")
    return _youtube_path(parts)


def _youtube_path(parts: list[str]) -> Form | None:
    if parts and parts[0].startswith("@"):
        return _youtube_name(parts[0][1:])
    if parts[:1] == ["channel"] and len(parts) > 1:
        return _youtube_channel(parts[1])
    if parts[:1] in (["c"], ["user"]) and len(parts) > 1:
        name = parts[1].casefold()
        return _youtube(f"{parts[0]}/{name}") if _YOUTUBE_PATH_NAME.fullmatch(name) else None
    return None


def _youtube_channel(text: str) -> Form | None:
    if CHANNEL_ID.fullmatch(text):
        return _youtube(f"channel/{text}", text)
    if _CHANNEL_ID_CUT.fullmatch(text):
        raise NotUnderstood(
            f"{shown(text)} has {len(text)} characters, and a channel id has 24",
            "copy the whole id from the channel's address",
        )
    return None


def _youtube_name(name: str) -> Form | None:
    name = name.casefold()
    return _youtube(f"@{name}") if _YOUTUBE_NAME.fullmatch(name) else None


def _youtube(path: str, handle: str = "") -> Form:
    return Form(handle or path, f"https://www.youtube.com/{quote(path, safe='/@')}", "www.youtube.com")


def read_hackernews(text: str, address: Address | None) -> Form | None:
    """The name (capital letters count), https://news.ycombinator.com/user?id=name"""
    name = text.removeprefix("@")
    if address is not None:
        if not {"user", "submitted", "threads", "favorites"} & set(address.parts):
            return None
        name = address.asked.get("id", "")
    if not _HACKER.fullmatch(name):
        return None
    return Form(name, f"https://news.ycombinator.com/user?id={name}", "news.ycombinator.com")


def read_archive(text: str, address: Address | None) -> Form | None:
    """exports/ana.zip: a path, as it stands or below the folder of accounts.csv"""
    if address is not None or text.startswith(("@", "did:")) or not text.isprintable():
        return None
    if text.startswith("~"):
        raise NotUnderstood(f"{shown(text)} depends on who is logged in", "write the path without ~")
    path = posixpath.normpath(text.removeprefix("file://").replace("\\", "/"))
    return None if path in (".", "..", "/", "//") else Form(path, "", "")
