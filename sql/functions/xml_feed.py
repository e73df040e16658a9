"""RSS 0.9 to 2.0, RDF and Atom by feedparser, podcasts and YouTube included.

feedparser gets bytes, never a string: it would open one that looks like an address or a file. Two things it
cannot tell are read beside it: repeated podcast:transcript tags, and which media:content a media:description
belongs to.
"""

from __future__ import annotations

import io
import re
from calendar import timegm
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

import feedparser
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from sql.functions.feed import (
    Entry,
    Feed,
    clean,
    dates,
    identity_of,
    iso,
    joined,
    media,
    native_id,
    once,
    told_in,
    web_address,
)  # fmt: skip
from sql.functions.plain_text import text_of

_SPOKEN = ("audio", "video")
_ENDS = re.compile(rb"</\s*(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
_GUID = re.compile(rb"<guid\b[^>]*>\s*(?:<!\[CDATA\[)?\s*([^<\]]*?)\s*(?:\]\]>)?\s*</guid", re.IGNORECASE)
_MAIL = re.compile(r"[<(]?[^\s<(]+@[^\s>)]+[>)]?")
_REFERENCE = re.compile(rb"&#(x0{0,9}d[0-9a-f]{3}|0{0,9}5[5-7][0-9]{3});", re.IGNORECASE)
_MEDIA = "{http://search.yahoo.com/mrss/}"
_TRANSCRIPT = re.compile(
    r"\{https://(?:podcastindex\.org/namespace/1\.0|github\.com/Podcastindex-org/[^}]*)\}transcript"
)
_GENERATED_BY_WORDPRESS = re.compile(r"wordpress\.(?:org|com)", re.IGNORECASE)


def read_xml_feed(body: bytes, content_type: str, url: str) -> Feed:
    """The feed in `body`; one of version "" where there is none: an HTML page, other XML, nothing at all."""
    is_youtube = b"http://www.youtube.com/xml/schemas" in body[:4000]
    headers = {"content-type": content_type, "content-location": url}
    try:
        # YouTube's descriptions are plain text: what looks like HTML in them is to be read, not obeyed
        read = feedparser.parse(
            io.BytesIO(_without_half_characters(body)),
            response_headers=headers,
            sanitize_html=not is_youtube,
            resolve_relative_uris=not is_youtube,
        )
    except Exception:  # noqa: BLE001
        return Feed()
    about = read.feed
    version = read.get("version") or ""
    # "rss" is any XML whose first tag is called so: GoToSocial's had <Items>, and no reader found one
    if not version or not isinstance(about, Mapping) or (version == "rss" and not read.entries):
        return Feed()
    links = [link for link in about.get("links", []) if isinstance(link, Mapping)]
    site = web_address(about.get("link"))
    identity = identity_of(about.get("podcast_guid"), about.get("id"), site, url=url)
    reading = _Reading(body, url, about, identity, is_youtube=is_youtube, is_atom=version.startswith("atom"))
    return Feed(
        version=version,
        identity=identity,
        title=reading.line(about, "title"),
        description=text_of(clean(about.get("subtitle"))),
        site=site,
        entries=[reading.entry(entry, at) for at, entry in enumerate(read.entries)],
        following=_linked(links, "next", url) or _linked(links, "prev-archive", url),
        is_wordpress=_GENERATED_BY_WORDPRESS.search(str(about.get("generator", ""))) is not None,
        is_blocked=_says_yes(about.get("itunes_block")),
        # feedparser mends what is cut, and what is left would look like a whole page
        is_cut=bool(read.get("bozo")) and _ENDS.search(body.replace(b"\0", b"")) is None,
    )


class _Reading:
    """What the entries of one feed share."""

    def __init__(
        self,
        body: bytes,
        base: str,
        about: Mapping[str, Any],
        identity: str,
        *,
        is_youtube: bool,
        is_atom: bool,
    ) -> None:
        self.base, self.about, self.identity = base, about, identity
        self.is_youtube, self.is_atom = is_youtube, is_atom
        self.guids = {unescape(guid.decode("utf-8", "replace")) for guid in _GUID.findall(body)}
        self.transcripts, self.alts = _beside(body)

    def entry(self, entry: Mapping[str, Any], at: int) -> Entry:
        guid, link = self.guid_and_link(entry)
        title, (html, text, language) = self.line(entry, "title"), self.words(entry)
        links = [one for one in entry.get("links", []) if isinstance(one, Mapping)]
        enclosures = [media(one.get("href"), one.get("type")) for one in links if one.get("rel") == "enclosure"]
        told = told_in(html, text, link or self.base, (link, web_address(self.about.get("link"))))
        when = dates(_moment(entry, "published") or _moment(entry, "created"), _moment(entry, "updated"))
        return {
            "native_id": native_id(self.identity, guid, link, (title, when["published"], text or html)),
            "kind": "episode" if any(one and one["kind"] in _SPOKEN for one in enclosures) else "article",
            "url": link,
            "title": title,
            "html": html,
            "text": text,
            "author_name": _name(entry.get("author") or self.about.get("author")),
            "language": language or clean(self.about.get("language")),
            **when,
            "tags": [term for tag in entry.get("tags", []) if (term := clean(tag.get("term")))],
            "links": once([*({"url": one} for one in self.outward(links, link)), *told["links"]]),
            "mentions": told["mentions"],
            "media": once([*self.media(entry, enclosures, at), *told["images"]]),
            "license": _license(entry, links) or _license(self.about, self.about.get("links", [])),
            "labels": ["explicit"] if entry.get("itunes_explicit") is True else [],
            "replies": clean(entry.get("slash_comments")) or clean(entry.get("thr_total")),
            "withheld": "the author blocks it (itunes:block)" if _says_yes(entry.get("itunes_block")) else None,
            **(self.video(entry) if self.is_youtube else {}),
        }

    def guid_and_link(self, entry: Mapping[str, Any]) -> tuple[str | None, str | None]:
        """Undo what feedparser does to a bare number: it takes it for a permalink and makes an address of
        it.
        """
        guid = clean(entry.get("id"))
        link = web_address(entry.get("feedburner_origlink")) or web_address(entry.get("link"))
        if guid and entry.get("guidislink", "/" in guid) and self.guids and guid not in self.guids:
            tail = guid.rpartition("/")[2]
            if tail in self.guids:
                return tail, None if link == guid else link
        return guid, link

    def line(self, told: Mapping[str, Any], key: str) -> str | None:
        """A title or a name as its reader sees it."""
        value, detail = clean(told.get(key)), told.get(key + "_detail") or {}
        if value is None or self.is_youtube:
            return value
        if detail.get("type") in ("text/html", "application/xhtml+xml"):
            return text_of(value)
        # RSS does not say what a title is, and many are escaped twice
        return clean(value if self.is_atom else unescape(value))

    def words(self, entry: Mapping[str, Any]) -> tuple[str | None, str | None, str | None]:
        """(html, plain text, language) of the whole text where it is told, else of the summary."""
        if self.is_youtube:
            return None, clean(entry.get("summary")), None
        # feedparser takes what is said of a picture for a text of the entry
        spoken_of = {alt for alt in self.alts.values() if alt}
        contents = [one for one in entry.get("content", []) if clean(one.get("value")) not in spoken_of]
        readable = [one for one in contents if clean(one.get("value")) and _is_text(one.get("type"))]
        # one text in several forms: the marked-up one; a podcast's show notes beside its itunes:summary: the
        # longer
        whole = max(readable, key=lambda one: (one.get("type") != "text/plain", len(one["value"])), default=None)
        summary = entry.get("summary_detail") or {}
        value = clean(whole["value"]) if whole else clean(entry.get("summary"))
        if whole is None and value in spoken_of:
            value = None
        told = whole or summary
        language = clean(told.get("language"))
        if value and "post-password-form" in value:  # WordPress shows a form where it hides a text
            return None, None, language
        if value is not None and told.get("type") == "text/plain":
            return None, value if self.is_atom else unescape(value), language
        return value, None, language

    def outward(self, links: list[Mapping[str, Any]], link: str | None) -> Iterator[str]:
        """What the whole entry is about (Atom's related and via), told outside its text."""
        for one in links:
            if one.get("rel") in ("related", "via") and (url := web_address(one.get("href"))) and url != link:
                yield url

    def media(self, entry: Mapping[str, Any], enclosures: list[Entry | None], at: int) -> list[Entry]:
        shown = [
            media(one.get("url"), one.get("type"), one.get("medium"), self.alts.get(one.get("url")))
            for one in entry.get("media_content", [])
            if one.get("type") != "application/x-shockwave-flash"
        ]
        stills = [media(one.get("url"), medium="image") for one in entry.get("media_thumbnail", [])]
        stills.append(media((entry.get("image") or {}).get("href"), medium="image"))
        last = (entry.get("podcast_transcript") or {}).get("url")
        spoken = [media(url, medium="other", alt="transcript") for url in self.transcripts.get(at, [last])]
        return once([*enclosures, *shown, *stills, *({**one, "kind": "other"} for one in spoken if one)])

    def video(self, entry: Mapping[str, Any]) -> Entry:
        return {
            "video_id": clean(entry.get("yt_videoid")),
            "channel_id": clean(entry.get("yt_channelid")),
            "views": clean((entry.get("media_statistics") or {}).get("views")),
            "likes": clean((entry.get("media_starrating") or {}).get("count")),
        }


def _name(author: Any) -> str | None:
    """The name in "ana@mail.example (Ana)" or "Ana <ana@mail.example>", without the address.

    Taken from the whole text: feedparser cuts an address in the wrong place when its last part is long.
    """
    told = clean(unescape(str(author))) if author else None
    return clean(_MAIL.sub(" ", told).strip(" ()<>")) if told and _MAIL.search(told) else told


def _without_half_characters(body: bytes) -> bytes:
    """`body` without references to halves of a surrogate pair: one of them would cost the whole page."""

    def mended(reference: re.Match[bytes]) -> bytes:
        number = reference[1].lower()
        code = int(number[1:], 16) if number.startswith(b"x") else int(number)
        return b"&#xFFFD;" if 0xD800 <= code <= 0xDFFF else reference[0]

    return _REFERENCE.sub(mended, body)


def _beside(body: bytes) -> tuple[dict[int, list[str]], dict[str, str]]:
    """Transcripts by the number of their item, and descriptions of media by address; nothing from ill-formed
    feeds.
    """
    transcripts: dict[int, list[str]] = {}
    alts: dict[str, str] = {}
    if b"transcript" not in body and b"media:description" not in body:
        return transcripts, alts
    try:
        root = fromstring(body)
    except Exception:  # noqa: BLE001
        return transcripts, alts
    for at, item in enumerate(one for one in root.iter() if str(one.tag).rpartition("}")[2] in ("item", "entry")):
        found = [one.get("url") for one in item.iter() if _TRANSCRIPT.fullmatch(str(one.tag))]
        if found:
            transcripts[at] = [url for url in found if url]
        for one in item.iter(_MEDIA + "content"):
            if (described := one.find(_MEDIA + "description")) is not None and one.get("url"):
                alts[one.get("url")] = clean(described.text) or ""
    return transcripts, alts


def _moment(entry: Mapping[str, Any], key: str) -> str | None:
    # feedparser's .get("updated_parsed") would answer with `published`; only `in` tells the truth
    told = entry[key + "_parsed"] if key + "_parsed" in entry else None  # noqa: SIM401
    try:
        return iso(datetime.fromtimestamp(timegm(told), UTC)) if told else None
    except (ValueError, OverflowError):
        return None


def _license(told: Mapping[str, Any], links: list[Mapping[str, Any]]) -> str | None:
    linked = next((one.get("href") for one in links if one.get("rel") == "license" and one.get("href")), None)
    detail = told.get("podcast_license")
    named = detail.get("url") if isinstance(detail, Mapping) else detail
    offered = told.get("media_license")
    return clean(linked) or clean(told.get("license")) or clean(named) or clean((offered or {}).get("href"))


def _linked(links: list[Mapping[str, Any]], relation: str, url: str) -> str | None:
    return next((joined(url, one.get("href")) for one in links if one.get("rel") == relation), None)


def _is_text(mime: Any) -> bool:
    return mime is None or str(mime).startswith("text/") or "html" in str(mime)


def _says_yes(value: Any) -> bool:
    return value in (1, True) or (isinstance(value, str) and value.strip().lower() in ("yes", "true", "1"))
