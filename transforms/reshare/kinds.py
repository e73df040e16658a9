"""Of what kind a name in capitals is, by its letters and its words: a person's, an outlet's, a place's, or common."""

from __future__ import annotations

import regex

from transforms.reshare import houses
from transforms.reshare.cues import every_word, words_of_class
from transforms.reshare.reading import fold
from transforms.reshare.vocabulary import words

_SPELT = regex.compile(r"(?:[dDlLO]['’])?\p{Lu}[\p{L}\p{M}]*(?:['’\-][\p{L}\p{M}]+)*\.?")
_ELIDED = regex.compile(r"^[dl]'")  # L'enquête de Maëlle Quintin
_MADE_COMMON = regex.compile(r"(?<![\w'])(?:the|this|these|those|any|every|each)\s+\Z")


def leads(token: str) -> str | None:
    """Whether a capital word begins no name: a small word, or the word of a cue or a title."""
    word = _ELIDED.sub("", fold(token)).rstrip(".,")
    if word in words("first_names"):
        return None
    if word in words("no_names"):
        return "small"
    if (
        word in every_word()
        or word in words("titles")
        or word in words("openers")
        or word.endswith(tuple(words("work_endings")))
    ):
        return "cue"
    return None


def is_work(token: str) -> bool:
    """A word for a kind of work, that is no outlet's: text, Recherche, artigo."""
    word = _ELIDED.sub("", fold(token)).rstrip(".,")
    if houses.sounds_like_outlet(token):
        return False
    if word in words("surnames"):
        return False
    return word in words_of_class("WORK") or word.endswith(tuple(words("work_endings")))


def kind_of_house(name: str) -> str:
    if houses.sounds_like_outlet(name):
        return "outlet"
    return "namesake" if _is_spelt_like_a_person(name) else "house"


def kind_of(name: str, before: str) -> str | None:
    told = [fold(word).strip(".,'") for word in name.split()]
    if len(told) == 1:
        if told[0] in words("no_one") or told[0] in words("cities") or told[0] in words("calendar") or len(name) < 2:
            return None
        if name.isupper() or any(sign.isdigit() for sign in name):
            return "acronym"
        return "word" if _SPELT.fullmatch(name) and not _sounds_common(told) else "other"
    if words("no_one").intersection(told):
        return None
    if _is_spelt_like_a_person(name) and not _sounds_common(told) and not _MADE_COMMON.search(before):
        return "full"
    return "other"


def _sounds_common(told: list[str]) -> bool:
    """A word of an outlet, an organisation, a place, an office or the calendar is among them."""
    kinds = ("outlets", "organisations", "things", "places", "offices", "calendar", "cities")
    names = [word for word in told if word not in words("first_names")]
    if any(word in words(kind) for word in names for kind in kinds if word not in words("particles")):
        return True
    # "Osei Review", "The Long Read": a kind of work at its end; people are called Page and Story, too
    return len(names) > 1 and names[-1] in words_of_class("WORK") and names[-1] not in words("surnames")


def _is_spelt_like_a_person(name: str) -> bool:
    """Two to four words with a capital, small particles between them; no capitals throughout."""
    spelt = [word for word in name.split() if fold(word) not in words("particles")]
    if (
        not 2 <= len(spelt) <= 4
        or len(name) > 45
        or any(fold(word) in ("of", "the", "&", "+") for word in name.split())
    ):
        return False
    if spelt[0].endswith("ing"):
        return False  # of a title: "Bootstrapping Ruby"
    long = [word for word in spelt if len(word.strip(".")) > 2]
    return all(_SPELT.fullmatch(word) for word in spelt) and bool(long) and not any(word.isupper() for word in long)
