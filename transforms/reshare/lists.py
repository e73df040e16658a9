"""Forums, lists and round-ups: those everybody knows, and those told by a word beside them or at their end.

Hacker News · HN · r/maps · the Slow Signals newsletter · newsletter Montagskram · Climate Weekly · Kiwi Vellum #44
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from transforms.reshare import houses
from transforms.reshare.reading import Reading, fold
from transforms.reshare.vocabulary import pattern, phrase_list, words

_SUBREDDIT = regex.compile(r"(?<![\w/])/?r/[A-Za-z0-9_]{2,}|(?<![\w@])![a-z0-9_]+@[a-z0-9.\-]+")
_CAPITAL = r"\p{Lu}[\p{L}\p{M}\p{N}]*(?:[’'\-](?!s\b)\p{L}+)*"
_NAME = rf"{_CAPITAL}(?:[ \t]+(?:(?:of|the|de|da|do|del|der|van|von|and|in)[ \t]+|&[ \t]+)?{_CAPITAL}){{0,4}}"
_NUMBERED = regex.compile(rf"(?P<name>{_NAME})[ \t]*(?:#|№|No\.[ \t]?|,?[ \t]?(?i:issue|nr\.?|n[úu]mero)[ \t]#?)\d+")

_SUBSCRIBED = regex.compile(
    rf"(?P<name>{_NAME})(?=,? (?i:which (?:you|everyone|everybody) should|to which you should|subscribe (?:to it|if)))"
)


@cache
def _known() -> regex.Pattern[str]:
    told = sorted(words("lists"), key=len, reverse=True)
    return regex.compile(rf"(?<![\w@/.\-])(?:{'|'.join(map(regex.escape, told))})(?![\w\-]|\.\w)")


@cache
def _by_kind() -> tuple[regex.Pattern[str], ...]:
    kinds = "|".join(map(regex.escape, phrase_list("kinds_of_list")))
    endings = "|".join(words("list_endings"))
    return (
        # written with a capital the word is of the name: the Gravel Digest, the Slow Signals newsletter
        regex.compile(rf"(?P<name>{_NAME}[ \t]+(?=\p{{Lu}})(?i:{kinds}))(?!\p{{L}})"),
        regex.compile(
            rf"(?P<name>{_NAME})[ \t]+(?i:(?:weekly|daily|monthly|e-?mail|link)[ \t]+)?(?i:{kinds})(?!\p{{L}})"
        ),
        regex.compile(rf"(?<!\p{{L}})(?i:{kinds})[ \t]+[„“\"«‘'*]?(?P<name>{_NAME})"),
        regex.compile(rf"(?P<name>{_NAME}[ \t]+(?i:{endings}))(?![\p{{L}}’'])"),
        _NUMBERED,
        _SUBSCRIBED,
    )


@cache
def _handles() -> regex.Pattern[str]:
    return regex.compile(rf"@(?:{pattern('list_handles')})(?:[.@].*)?", regex.IGNORECASE)


def is_handle_of_list(handle: str) -> bool:
    return bool(_handles().fullmatch(handle))


def begins_with_list(words_: str) -> bool:
    """A known forum stands at the beginning of some folded words."""
    return bool(_known().match(words_) or _SUBREDDIT.match(words_))


def named(reading: Reading, site: str | None) -> Iterator[tuple[int, int, str]]:
    """Each list that is named: where, and how. A list whose own page is linked to is its publisher, and no list."""
    for match in _known().finditer(reading.folded):
        yield match.start(), match.end(), reading.words[match.start() : match.end()]
    for match in _SUBREDDIT.finditer(reading.words):
        yield match.start(), match.end(), match.group()
    for shape in _by_kind():
        for match in shape.finditer(reading.words):
            start, end = _without_small_words(reading.words, *match.span("name"))
            name = reading.words[start:end]
            if start < end and not houses.is_house_of(name, site) and fold(name) not in words("no_one"):
                # the word beside it is part of the sign, so that no cue must know it
                yield (match.start() if match.start() < match.start("name") else start), max(end, match.end()), name


def _without_small_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Without what leads a sentence: "From Slow Signals" is Slow Signals. Inside one, its capitals are the name's."""
    begins = not text[:start].strip(' \t\n("“*[') or text[:start].rstrip(" \t")[-1:] in ".!?:\n"
    tokens = list(regex.finditer(r"[\p{L}\p{M}\p{N}’'\-]+", text, pos=start, endpos=end))
    if all(fold(token.group()) in words("no_names") for token in tokens):
        return end, end
    place: int | None = 0
    first = fold(tokens[0].group())
    # of two words the first is the name's, be it as common as in Small Type
    if begins and (first in words("no_names") or (len(tokens) > 2 and first in words("openers"))):
        place = next((n for n, token in enumerate(tokens) if n and not token.group().islower()), None)
    return (tokens[place].start() if place is not None else end), end
