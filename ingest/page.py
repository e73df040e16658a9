"""What a web page says of itself: title, author, site, picture, and the address it wants to be known by."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from requests.utils import parse_header_links

from ingest.answer import Answer

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)
_IN_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_LONGEST = 500  # characters
_MOST_LD = 20  # blocks of JSON-LD a page may have; nobody means more


@dataclass(frozen=True, slots=True)
class Declared:
    """What a page declares. `canonicals`: as written, most trusted first. None: it does not tell."""

    canonicals: tuple[str, ...] = ()
    title: str | None = None
    author: str | None = None
    site_name: str | None = None
    image: str | None = None


def declared(answer: Answer) -> Declared:
    """Read a page; anything but HTML declares no more than its Link header does."""
    linked = _of_link_header(answer.headers.get("link", ""))
    kind = answer.headers.get("content-type", "text/html").lower()
    if "html" not in kind and "xml" not in kind:
        return Declared(tuple(linked))
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(decoded(answer.body, kind).replace("\0", " "))
    meta = _metas(tree)
    things = list(_linked_data(tree))
    links = [node.attributes.get("href") or "" for node in tree.css("link[rel~='canonical' i][href]")]
    title = tree.css_first("head > title") or tree.css_first("title")
    canonicals = [*linked, *links, *map(_main_page, things), meta.get("og:url", "")]
    return Declared(
        canonicals=tuple(url.strip() for url in canonicals if url),
        title=_first(meta.get("og:title"), *(thing.get("headline") for thing in things), title and title.text()),
        author=_first(
            meta.get("author"),
            *(_name(thing.get("author")) for thing in things),
            *(text for text in [meta.get("article:author", "")] if not text.startswith("http")),
        ),
        site_name=_first(meta.get("og:site_name"), *(_name(thing.get("publisher")) for thing in things)),
        image=_first(meta.get("og:image"), meta.get("og:image:url"), meta.get("twitter:image"), *map(_image, things)),
    )


def decoded(body: bytes, kind: str) -> str:
    """Decode by byte order mark, header or meta, whichever comes first and is known."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    told = _CHARSET.search(body[:4096])
    named = _IN_HEADER.search(kind)
    for name in (named[1] if named else "", told[1].decode() if told else ""):
        if name:
            with suppress(LookupError, ValueError):
                return body.decode(name, "replace")
    return body.decode("utf-8", "replace")


def _of_link_header(header: str) -> list[str]:
    links = parse_header_links(header[:8192]) if header else []
    return [link["url"] for link in links if "canonical" in link.get("rel", "").lower().split()]


def _metas(tree: Any) -> dict[str, str]:
    """Name or property -> content; the first of each name counts."""
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        name = (node.attributes.get("property") or node.attributes.get("name") or "").strip().lower()
        content = (node.attributes.get("content") or "").strip()
        if name and content:
            found.setdefault(name, content)
    return found


def _linked_data(tree: Any) -> Iterator[Mapping[str, Any]]:
    """The things a page's JSON-LD speaks of, articles first."""
    things: list[Mapping[str, Any]] = []
    for node in tree.css("script[type='application/ld+json' i]")[:_MOST_LD]:
        try:
            told = json.loads(node.text(), strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in told if isinstance(told, list) else [told]:
            if isinstance(thing, dict):
                graph = thing.get("@graph")
                parts = graph if isinstance(graph, list) else []
                things += [thing, *(one for one in parts if isinstance(one, dict))]
    yield from sorted(things, key=lambda thing: "Article" not in str(thing.get("@type")) and "headline" not in thing)


def _main_page(thing: Mapping[str, Any]) -> str:
    page = thing.get("mainEntityOfPage")
    page = page.get("@id") or page.get("url") if isinstance(page, dict) else page
    return page if isinstance(page, str) else ""


def _name(told: Any) -> str | None:
    """A name, the name of a thing, or the names of several."""
    if isinstance(told, list):
        names = [name for name in map(_name, told[:10]) if name]
        return ", ".join(names) or None
    if isinstance(told, dict):
        told = told.get("name")
    return told if isinstance(told, str) and not told.startswith("http") else None


def _image(thing: Mapping[str, Any]) -> str | None:
    told = thing.get("image")
    told = told[0] if isinstance(told, list) and told else told
    told = told.get("url") if isinstance(told, dict) else told
    return told if isinstance(told, str) else None


def _first(*texts: Any) -> str | None:
    """The first text that says something, on one line."""
    for text in texts:
        clean = " ".join(_HIDDEN.sub(" ", text).split())[:_LONGEST] if isinstance(text, str) else ""
        if clean:
            return clean
    return None
