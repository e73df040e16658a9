"""What a feed says, in one shape for RSS, Atom and JSON Feed. Knows no format and asks nobody."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from sql.functions.canonical_url import canonical_url, url_key
from sql.functions.plain_text import images_of, links_of

if TYPE_CHECKING:
    from collections.abc import Iterable

Entry = dict[str, Any]

# an id that is the same to everybody: an address, a URN, a tag: or at: URI, a UUID
_UNIQUE = re.compile(
    r"https?://\S+|tag:[^,\s]+,\d{4}\S*|(?:urn|at|did|yt|doi):\S+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    re.IGNORECASE,
)
_LONGEST_ID = 1000
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_GARBAGE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_ENDINGS = {
    "audio": ("mp3", "m4a", "m4b", "ogg", "oga", "opus", "wav", "aac", "flac"),
    "video": ("mp4", "m4v", "mov", "webm", "mkv", "ogv"),
    "image": ("jpg", "jpeg", "png", "webp", "avif", "svg", "bmp"),
    "gif": ("gif",),
}


@dataclass(frozen=True, slots=True)
class Feed:
    """One answer, understood. `version` is "" for what is no feed; `entries` are ready to be told as JSON.

    `identity` stays when the feed moves: the podcast's guid, the feed's own id, else the site it belongs to.
    """

    version: str = ""
    identity: str = ""
    title: str | None = None
    description: str | None = None
    site: str | None = None
    entries: list[Any] = field(default_factory=list)
    following: str | None = None  # the page of older entries, as the feed tells it (RFC 5005, next_url)
    is_wordpress: bool = False
    is_blocked: bool = False  # itunes:block: do not list me
    is_cut: bool = False  # the answer breaks off before the feed ends


def web_address(url: Any) -> str | None:
    """`url` without blanks around it where it is an http(s) address, else None."""
    text = clean(url)
    return text if text and text.lower().startswith(("http://", "https://")) else None


def joined(base: str | None, url: Any) -> str | None:
    """`url` as seen from `base`, or None where that is no http(s) address."""
    text = clean(url)
    if text is None:
        return None
    try:
        return web_address(urljoin(base or "", text))
    except ValueError:  # http://[ and the like
        return None


def clean(value: Any) -> str | None:
    """Text without NUL, half characters and blanks around it; None for what is no text, or empty."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    return (_GARBAGE.sub("", value).strip() or None) if isinstance(value, str) else None


def identity_of(*told: Any, url: str) -> str:
    """The first of `told` that is there, else where the feed lies; addresses without scheme, www and last
    slash.
    """
    first = next((text for text in map(clean, told) if text), url)
    return re.sub(r"^https?://(?:www\.)?", "", first, flags=re.IGNORECASE).rstrip("/")


def native_id(identity: str, guid: str | None, link: str | None, words: Iterable[str | None]) -> str | None:
    """What an entry is known by for good; None for an entry that says nothing at all.

    A guid that is unique by itself stands alone, any other behind the identity of its feed. Without a guid
    it is the canonical link, and without both a digest of title and date, which changes when these do.
    """
    if guid and _UNIQUE.fullmatch(guid):
        told = guid
    elif guid:
        told = f"{identity}#{guid}"
    elif link:
        told = canonical_url(link) or link
    else:
        said = [word or "" for word in words]
        return f"{identity}#{_digest(chr(31).join(said))}" if any(said) else None
    return told if len(told) <= _LONGEST_ID else f"{identity[:200]}#{_digest(told)}"


def media(url: Any, mime: Any = None, medium: Any = None, alt: str | None = None) -> Entry | None:
    """An attachment as {kind, url, alt}; its kind by what is declared, else by how its address ends."""
    address = web_address(url)
    if address is None:
        return None
    declared = (clean(mime) or "").lower()
    ending = _path(address).rsplit(".", 1)[-1].lower()
    kind = "gif" if declared == "image/gif" else declared.partition("/")[0]
    if kind not in _ENDINGS:
        kind = clean(medium) or ""
    if kind not in _ENDINGS:
        kind = next((name for name, endings in _ENDINGS.items() if ending in endings), "other")
    return {"kind": kind, "url": address, "alt": alt}


def once(found: Iterable[Entry | None]) -> list[Entry]:
    """`found` without gaps and without a second mention of an address."""
    by_url: dict[str, Entry] = {}
    for one in found:
        if one is not None:
            kept = by_url.setdefault(one["url"], one)
            if "alt" in kept and kept["alt"] is None:
                kept["alt"] = one["alt"]
    return list(by_url.values())


def told_in(html: str | None, text: str | None, base: str | None, own: Iterable[str | None]) -> Entry:
    """The links, mentions and images of a text. Links to the entry itself or the front page (`own`) are
    navigation.
    """
    links, mentions = [], []
    seen = {url_key(address) for address in own if address}
    for one in links_of(html):
        marks, url = (one.css_class or "").split(), joined(base, one.url)
        if url is None or "hashtag" in marks or "tag" in (one.rel or "").split():
            continue
        if "mention" in marks:
            mentions.append({"url": url, "handle": one.text.lstrip("@") or None})
        elif url_key(url) not in seen:
            links.append({"url": url})
    if html is None:
        links = [{"url": url} for url in map(_without_stop, _ADDRESS.findall(text or "")) if url_key(url) not in seen]
    images = [media(joined(base, one.url), medium="image", alt=one.alt) for one in images_of(html)]
    return {"links": links, "mentions": mentions, "images": images}


def _without_stop(address: str) -> str:
    """A sentence ends behind its link, and a bracket closes that was opened before it."""
    address = address.rstrip(".,;:!?'*_…")
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(".,;:!?'*_…")
    return address


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC with a Z; a time without a zone is UTC."""
    if moment is None:
        return None
    try:
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return zoned.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except (OverflowError, ValueError):  # the year 0 or 10000 once the zone is taken off
        return None


def dates(published: str | None, updated: str | None) -> Entry:
    """An edit is an `updated` behind `published`; where only `updated` is told, it is all we know of the
    beginning.
    """
    first = published or updated
    return {"published": first, "edited": updated if published and updated and updated > published else None}


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _digest(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:40]
