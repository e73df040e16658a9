"""The name of the linked site where a text spells it out in several words, as it is spoken and no host is written."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from transforms.reshare import houses
from transforms.reshare.kinds import kind_of_house
from transforms.reshare.reading import Reading, fold
from transforms.reshare.vocabulary import plain, words

_TOKEN = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}'’\-]*|&")
_LONGEST = 7  # words of a house's name
_OF = regex.compile(
    r"(?P<office>\p{Lu}[\p{L}'’\-]+)[ \t]+(?:for|of|de|du|da|do|di|für|voor|för)[ \t]+(?:(?:the|la|le|el)[ \t]+)?\Z"
)


def out(reading: Reading, site: str | None) -> Iterator[tuple[int, int, str]]:
    """The host's name in several words: Central Bank of the Isles; small ones only in brackets: (harbour examiner)."""
    labels = houses.spelt_labels(site)
    if not labels:
        return
    tokens = list(_TOKEN.finditer(reading.words))
    for first, token in enumerate(tokens):
        spelt = ""
        for count, other in enumerate(tokens[first : first + _LONGEST]):
            spelt += plain("and" if other.group() == "&" else other.group())
            if not any(label.startswith(spelt) for label in labels):
                break
            start, end = token.start(), other.end()
            if count and spelt in labels and regex.fullmatch(r"[^\n|.!?]*", reading.words[start:end]):
                if token.group()[0].isupper() or _in_brackets(reading.words, start, end):
                    yield start, end, _kind(reading, start, end)
                break


def begin(reading: Reading, start: int) -> int:
    """Where a house's name begins that its host tells only a part of: the Office for Island Statistics."""
    before = _OF.search(reading.words, max(0, start - 60), start)
    return before.start() if before and fold(before["office"]) in words("organisations") else start


def _in_brackets(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start] in ("(", "[") and text[end : end + 1] in (")", "]")


def _kind(reading: Reading, start: int, end: int) -> str:
    name = reading.words[start:end]
    if reading.words[max(0, start - 4) : start] in ("The ", "the ") and name[0].isupper():
        return "outlet" if houses.sounds_like_outlet(name) else "house"
    # small words may as well be common ones
    return kind_of_house(name) if name[0].isupper() else "house"
