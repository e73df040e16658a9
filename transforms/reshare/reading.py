"""A text and its HTML commentary made ready for reading: one run of letters, folded, in sentences.

    read("Old maps https://a.example via @dora", None) -> Reading(words="Old maps |... via @dora", ...)

Folding keeps every letter in its place, so that what is found in the folded text stands there in the words, too.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import regex

MOST = 5000  # letters that are read of a text; credit stands at its ends
QUOTATION = "\ue002"  # the place of a long quotation: whose words it was may stand beside it
FIRST = "\ue003"  # stands before the first word of all
_OPEN, _CLOSE = "\ue000", "\ue001"  # an anchor's words, while its tags are taken off

_TAG = regex.compile(r"<[^>]{0,2000}>")
_ANCHORED = regex.compile(r"<a\b[^>]*>(.*?)</a\s*>", regex.IGNORECASE | regex.DOTALL)
_QUOTED = regex.compile(r"<blockquote\b[^>]*>.*?(?:</blockquote\s*>|$)", regex.IGNORECASE | regex.DOTALL)
_MARKED_VIA = regex.compile(
    r"<(?:p|span|div|small|footer|cite)\b[^>]*\bclass=[\"'][^\"'>]*\bvia\b[^>]*>(?:\s|&[rl]arr;|[→←↪])*(?!\s*via)",
    regex.IGNORECASE,
)
_BLOCK = regex.compile(r"</?(?:p|br|div|li|ul|ol|blockquote|h[1-6])\b[^>]*>", regex.IGNORECASE)
_ATTRIBUTED = regex.compile(rf"{QUOTATION}\s+(?=[—–-]\s)")  # whoever is named behind a dash said what is quoted
_SPOKEN = regex.compile(r"[“\"«„][^”\"»“«\n]{25,}[”\"»“]")
URL = regex.compile(r"(?:https?://|www\.)\S+")
_SENTENCE_END = regex.compile(
    r"(?<!(?<!\p{L})(?:\p{Lu}|dr|mr|mrs|ms|prof|st|vs|no|al|pp?|cf|inkl|bzw|sr|sra|dra))(?<=[.!?…][\"'”’)\]]?)\s+|\n|\|",
    regex.IGNORECASE,
)
_STRAIGHT = {"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "\u00a0": " "}


@dataclass(frozen=True, slots=True)
class Reading:
    """`words` as they stand, `folded` the same letters small and bare; anchors and sentences as (start, end)."""

    words: str
    folded: str
    anchors: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int], ...]


def fold(text: str) -> str:
    """Small letters without accents, straight apostrophes: one letter for one."""
    return "".join(_STRAIGHT.get(sign) or _bare(sign) for sign in text)


def _bare(sign: str) -> str:
    if sign < "\x80":
        return sign.lower()
    first = unicodedata.normalize("NFD", sign)[0] if sign.isalpha() else sign
    return first.lower() if len(first.lower()) == 1 else first


def read(text: str | None, commentary: str | None) -> Reading:
    """The text, and the commentary behind it where it says more; what others are quoted as saying is taken out."""
    words, anchors = _without_anchor_signs(_joined(text, commentary))
    # an address ends a clause, and holds no name
    words = URL.sub(lambda url: "|" + " " * (len(url.group()) - 1), words)
    words = _SPOKEN.sub(lambda said: " " * (len(said.group()) - 1) + QUOTATION, words)
    return Reading(words, fold(words), anchors, tuple(_sentences(words)))


def _joined(text: str | None, commentary: str | None) -> str:
    if not commentary:
        return unicodedata.normalize("NFC", (text or "")[:MOST])
    own = _MARKED_VIA.sub("\nvia ", _QUOTED.sub(f"\n{QUOTATION} ", commentary))
    marked = _ANCHORED.sub(lambda one: f"{_OPEN}{_TAG.sub('', one[1]).strip()}{_CLOSE}", own)
    told = _ATTRIBUTED.sub(f"{QUOTATION} ", html.unescape(_TAG.sub("", _BLOCK.sub("\n", marked)))).lstrip()
    repeats = not text or _letters(text[:80]) in _letters(told)
    both = told[:MOST] if repeats else f"{(text or '')[:MOST]}\n{told[:MOST]}"
    return unicodedata.normalize("NFC", both)


def _letters(text: str) -> str:
    return "".join(sign for sign in fold(text) if sign.isalnum())


def _without_anchor_signs(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text without the signs of anchors, and where each anchor's words stand in it."""
    kept: list[str] = []
    anchors, start = [], None
    for sign in marked:
        if sign == _OPEN:
            start = len(kept)
        elif sign == _CLOSE:
            if start is not None and start < len(kept):
                anchors.append((start, len(kept)))
            start = None
        else:
            kept.append(sign)
    return "".join(kept), tuple(anchors)


def _sentences(words: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in _SENTENCE_END.finditer(words):
        if end.start() > start:
            yield start, end.start()
        start = end.end()
    if start < len(words):
        yield start, len(words)
