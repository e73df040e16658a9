"""The brand's own links with its marks on them (UTM), and words that sell.

A link that bears a mark of ours already keeps the rest of its address and gets the mark once; the marks stand before
`#`. They go on links to the brand's own pages only: a credit link is the author's.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa

MARKS = ("utm_source", "utm_medium", "utm_campaign", "utm_content")
FILE = Path(__file__).with_name("salesy_words.csv")


def slug(words: str) -> str:
    """Words as a mark may hold them: a-z, 0-9, _ and -."""
    bare = unicodedata.normalize("NFKD", words.casefold()).replace("ß", "ss")
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9_-]+", "-", bare).strip("-")[:60].strip("-")


def tracked_url(url: str, marks: dict[str, str]) -> str:
    """The address with the marks on it; put on twice they stand once."""
    page, sign, fragment = url.partition("#")
    address, _, query = page.partition("?")
    kept = [one for one in query.split("&") if one and one.partition("=")[0].lower() not in MARKS]
    told = [f"{name}={quote(marks[name], safe='')}" for name in MARKS if marks.get(name)]
    return address + "?" * bool(kept or told) + "&".join(kept + told) + sign + fragment


@cache
def _salesy() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What finds each phrase of salesy_words.csv, and what to write instead."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return tuple((_whole(row["phrase"]), row["instead"]) for row in rows)


def _whole(phrase: str) -> re.Pattern[str]:
    told = r"[\s-]+".join(re.escape(part).replace(r"\*", r"\w*").replace(r"\{n\}", r"\d+") for part in phrase.split())
    return re.compile(rf"(?<!\w){told}(?!\w)", re.IGNORECASE)


def find_salesy(words: str) -> list[tuple[int, str, str]]:
    """What sells in a text: where it begins, as written, and what to write instead; in its order."""
    straight = words.replace("\u2019", "'")
    found = [(match.start(), match.group(), instead) for one, instead in _salesy() for match in one.finditer(straight)]
    return [one for one in sorted(found) if not any(_holds(other, one) for other in found)]


def _holds(other: tuple[int, str, str], one: tuple[int, str, str]) -> bool:
    """True where `one` is a part of a longer phrase that was found as well."""
    return len(other[1]) > len(one[1]) and other[0] <= one[0] and one[0] + len(one[1]) <= other[0] + len(other[1])


def salesy(words: str) -> list[tuple[str, str]]:
    """The same, each phrase once and in small letters."""
    told: dict[str, str] = {}
    for _, written, instead in find_salesy(words):
        told.setdefault(written.lower(), instead)
    return list(told.items())


def _tracked(urls: pa.Array, source: pa.Array, medium: pa.Array, campaign: pa.Array, content: pa.Array) -> pa.Array:
    rows = zip(*(one.to_pylist() for one in (urls, source, medium, campaign, content)), strict=True)
    told = [
        None if url is None else tracked_url(url, {name: mark or "" for name, mark in zip(MARKS, marks, strict=True)})
        for url, *marks in rows
    ]
    return pa.array(told, pa.string())


def _slugs(words: pa.Array) -> pa.Array:
    return pa.array([None if text is None else slug(text) for text in words.to_pylist()], pa.string())


def _sold(words: pa.Array) -> pa.Array:
    told = [None if text is None else [written for written, _ in salesy(text)] for text in words.to_pylist()]
    return pa.array(told, pa.list_(pa.string()))


FUNCTIONS = {
    "tracked_url": (_tracked, ["VARCHAR"] * 5, "VARCHAR"),
    "slug": (_slugs, ["VARCHAR"], "VARCHAR"),
    "salesy_words": (_sold, ["VARCHAR"], "VARCHAR[]"),
}
