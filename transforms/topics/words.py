"""A text as its words: what is left when addresses, handles and markup are out and hashtags are split.

>>> words_of("RT @ana: Wind &amp; sun at #NightlyBuild2026 https://t.co/x")
'RT Wind & sun at Nightly Build 2026'
"""

from __future__ import annotations

import hashlib
import html
from typing import Any

import regex

MOST_CHARACTERS = 20_000  # looked at; what a post is about is told before that
A_CHUNK = 50  # words; a vector mixes what it is given, and longer mixtures say less
MOST_CHUNKS = 5

_CONTROL = regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}\p{Co}--\t\n\r‍]+", regex.VERSION1)
_MARKDOWN_LINK = regex.compile(r"!?\[([^\]\[]{0,300})\]\((?:[^()\s]{0,2000})\)")
_ADDRESS = regex.compile(r"(?:https?://|www\.|pic\.twitter\.com/)\S+|\{\{[^{}]{0,300}\}\}|<[^<>]{1,300}>", regex.I)
_HANDLE = regex.compile(r"(?<![\w@/])@[\w.-]+(?:@[\w.-]+)?:?")
_HASHTAG = regex.compile(r"[#＃]([\p{L}\p{M}\p{N}_]+)")
_ENTITY_CUT_SHORT = regex.compile(r"(?<=\s)#(\d{2,4});|&?#(\d{2,4});")
_SEAMS = regex.compile(
    r"(?<=[\p{Ll}])(?=[\p{Lu}])|(?<=[\p{Lu}])(?=[\p{Lu}][\p{Ll}])|(?<=\p{L})(?=\p{N}{2})|(?<=\p{N}{2})(?=\p{L})|_+"
)
_LETTER = regex.compile(r"\p{L}")


def words_of(text: str | None) -> str:
    """The words of a text, separated by single spaces; "" where it has none. Never raises."""
    if not text:
        return ""
    told = text[:MOST_CHARACTERS]
    if "&" in told or "#" in told:
        # some feeds escape twice, some lose the ampersand on the way
        told = _ENTITY_CUT_SHORT.sub(_character, html.unescape(html.unescape(told)))
    if "](" in told:
        told = _MARKDOWN_LINK.sub(r"\1", told)
    told = _ADDRESS.sub(" ", told)
    if "@" in told:
        told = _HANDLE.sub(" ", told)
    if "#" in told or "＃" in told:
        told = _HASHTAG.sub(_hashtag, told)
    return " ".join(_CONTROL.sub(" ", told).replace("\\", " ").split())


def split_hashtag(tag: str) -> str:
    """`NightlyBuild` -> `Nightly Build`. A tag in one case says nothing of its seams and stays whole."""
    return " ".join(_SEAMS.sub(" ", tag).split())


def has_letters(words: str) -> bool:
    """Whether there is anything to be about: not for a post of emoji and digits alone."""
    return _LETTER.search(words) is not None


def chunks_of(words: str) -> list[str]:
    """A text in parts of at most A_CHUNK words, the first MOST_CHUNKS of them; nearly equal parts where there are more.

    A language without spaces has few words of many letters: such words count by their length.
    """
    parts = words.split()
    if any(len(part) > 60 for part in parts):
        parts = [part[at : at + 60] for part in parts for at in range(0, len(part), 60)]
    parts = parts[: A_CHUNK * MOST_CHUNKS]
    count = -(-len(parts) // A_CHUNK)
    if count <= 1:
        return [" ".join(parts)]
    size = -(-len(parts) // count)
    return [" ".join(parts[at : at + size]) for at in range(0, len(parts), size)]


def text_hash(words: str) -> str:
    """What a text is known by: equal words, equal hash, so that they are told once."""
    return hashlib.md5(words.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def _hashtag(found: Any) -> str:
    return f" {split_hashtag(found[1])} "


def _character(found: Any) -> str:
    code = int(found[1] or found[2])
    return chr(code) if code > 31 else " "
