"""Forums, lists and round-ups: those everybody knows, and those told by a word beside them or at their end.

Hacker News · HN · r/maps · the Orchard forum · the css-discuss mailing list · Climate Weekly

A newsletter has a writer who points at what he found: it is named here, too, and told apart by `is_letter`.

the Slow Signals newsletter · newsletter Montagskram · Kiwi Vellum #44
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

# small letters with a hyphen: the css-discuss mailing list
_SMALL = regex.compile(
    r"(?<=\bthe )(?P<name>\p{Ll}[\p{Ll}\p{N}]*(?:-[\p{Ll}\p{N}]+)+)[ \t]+(?:mailing[ -]list|forum|subreddit)\b"
)
_CHAT = regex.compile(
    rf"(?<=\b(?:the|our) )(?P<name>{_NAME})[ \t]+(?:Discord|Slack|Telegram group|WhatsApp group|Matrix room)(?!\p{{L}})"
)
_SUBSCRIBED = regex.compile(
    rf"(?P<name>{_NAME})(?=,? (?i:which (?:you|everyone|everybody) should|to which you should|subscribe (?:to it|if)))"
)


_IN = regex.compile(r"(?:in|of|the|eat|and|from|like)\s+\Z")


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
        _SMALL,
        _CHAT,
    )


@cache
def _handles() -> regex.Pattern[str]:
    return regex.compile(rf"@(?:{pattern('list_handles')})(?:[.@].*)?", regex.IGNORECASE)


def is_handle_of_list(handle: str) -> bool:
    return bool(_handles().fullmatch(handle))


def begins_with_list(words_: str) -> bool:
    """A known forum stands at the beginning of some folded words."""
    return bool(_known().match(words_) or _SUBREDDIT.match(words_))


@cache
def _letters() -> regex.Pattern[str]:
    return regex.compile(rf"(?<!\p{{L}})(?:{'|'.join(map(regex.escape, phrase_list('letters')))})(?!\p{{L}})")


@cache
def _rounds_up() -> regex.Pattern[str]:
    return regex.compile(r"(?<!\p{L})(?:round[- ]?ups?|digest|links?[ -]?(?:list|dump|blog))(?!\p{L})")


def _is_letter(reading: Reading, start: int, end: int, shape: regex.Pattern[str]) -> bool:
    """A newsletter, and nobody calls it a round-up in that sentence."""
    if shape not in (_NUMBERED, _SUBSCRIBED) and not _letters().search(reading.folded, start, end):
        return False
    first, last = next((one for one in reading.sentences if one[0] <= start < one[1]), (start, end))
    return not _rounds_up().search(reading.folded, first, last)


def named(reading: Reading, site: str | None) -> Iterator[tuple[int, int, str, bool]]:
    """Each list that is named: where, how, and whether it is a letter. Of its own page it is publisher, and no list."""
    for match in _known().finditer(reading.folded):
        # microplastics are found in lobsters, links on Lobsters
        if not (
            match.group() == "lobsters"
            and reading.words[match.start()] == "l"
            and _IN.search(reading.folded[: match.start()][-8:])
        ):
            yield match.start(), match.end(), reading.words[match.start() : match.end()], False
    for match in _SUBREDDIT.finditer(reading.words):
        yield match.start(), match.end(), match.group(), False
    for shape in _by_kind():
        for match in shape.finditer(reading.words):
            start, end = _without_small_words(reading.words, *match.span("name"))
            name = reading.words[start:end]
            if start < end and not _ends_in_house(name, site) and fold(name) not in words("no_one"):
                # the word beside it is part of the sign, so that no cue must know it
                first, last = match.start() if match.start() < match.start("name") else start, max(end, match.end())
                yield first, last, name, _is_letter(reading, first, last, shape)


def _ends_in_house(name: str, site: str | None) -> bool:
    """The site's own name, or the end of it: "Ana Lund in The Lantern Weekly"."""
    told = name.split()
    return site is not None and any(houses.is_house_of(" ".join(told[place:]), site) for place in range(len(told)))


def _without_small_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Without what leads a sentence: "From Slow Signals" is Slow Signals. Inside one, its capitals are the name's."""
    begins = not text[:start].strip(' \t\n("“*[') or text[:start].rstrip(" \t")[-1:] in ".!?:\n"
    tokens = list(regex.finditer(r"[\p{L}\p{M}\p{N}’'\-]+", text, pos=start, endpos=end))
    if all(fold(token.group()) in words("no_names") for token in tokens):
        return end, end
    place: int | None = 0
    first = fold(tokens[0].group())
    if begins and len(tokens) == 1 and first in words("openers"):
        return end, end  # "New newsletter!" names none
    # of two words the first is the name's, be it as common as in Small Type
    if begins and (first in words("no_names") or (len(tokens) > 2 and first in words("openers"))):
        place = next((n for n, token in enumerate(tokens) if n and not token.group().islower()), None)
    return (tokens[place].start() if place is not None else end), end
