"""The phrases of words/cues.yaml as patterns over folded text, where names are already signs of their kind.

    "thanks [so much] to NAME for the LINK" -> Cue(role, before="thanks ... to", slot="NAME", after="for the ...")

The letters are those of reading.py: small, without accents. `before` is matched backwards from a name, `after` onwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import regex
import yaml

from transforms.reshare.needs import needs
from transforms.reshare.reading import FIRST, QUOTATION, fold

FILE = Path(__file__).parent / "words" / "cues.yaml"
SLOTS = ("PERSON", "OWNER", "PAPER", "HANDLE", "ANCHOR", "NAME", "LIST", "HOUSE", "OUTLET", "SITE", "PLACE")
# a name of each kind stands in the text as a run of one private sign
SIGNS = {
    "handle": "\ue010", "full": "\ue011", "word": "\ue012", "other": "\ue013", "list": "\ue014", "house": "\ue015",
    "outlet": "\ue016", "house_handle": "\ue017", "namesake": "\ue018", "acronym": "\ue019", "paper": "\ue01a",
}  # fmt: skip
_SLOT = regex.compile(rf"(?<![A-Z])(?:{'|'.join(SLOTS)})(?![A-Z])")
_ANY_NAME = f"[{''.join(SIGNS.values())}]"
_SLOT_KINDS = {
    "HANDLE": ("handle", "house_handle"),
    "OWNER": ("namesake",),
    "PAPER": ("paper",),
    "ANCHOR": ("full", "word", "other"),
    "PERSON": ("handle", "full", "house_handle", "namesake"),
    "NAME": tuple(kind for kind in SIGNS if kind not in ("list", "outlet", "acronym")),
    "LIST": ("list",),
    "HOUSE": ("house", "outlet", "namesake"),
    "OUTLET": ("outlet",),
    "SITE": ("house_handle",),
    "PLACE": ("full", "word", "other"),
}
_PARTICLES = (
    "on|in|to|of|the|under|about|for|with|from|at|by|and|after|over|into|that|is|was|are|were|has|a|an|or|but|via|as"
)
_DONE = (
    "led|run|held|won|done|sung|sent|given|taken|driven|seen|beaten|bitten|hit|put|set|spoken|chosen|stolen|found|kept|"
    "lost|met|paid|sold|worn|broken|hidden|shot|struck|cut|spread|stand|stands|stop|stopped|drop|come|came|pass|go|goes|"
    "went|swing|swung|side|step|day|year|one|word|bit|little|two|lead|out|up|over|down|off|through|find|finds|spot|catch|"
    "dig|discovery|tip|pointer|share|rec|suggestion|link|hint|prompting|move|choice|decision|mistake|win|goal|attempt|effort|call|act"
)
_BUILT_IN = {
    "SOMEBODY": rf"{_ANY_NAME}+\s*",
    "PEOPLE": rf"[{SIGNS['handle']}{SIGNS['full']}{SIGNS['namesake']}{SIGNS['house_handle']}]+\s*",
    "SOMEWHERE": rf"[{SIGNS['list']}{SIGNS['house']}{SIGNS['outlet']}{SIGNS['house_handle']}{SIGNS['namesake']}]+\s*",
    "AIRED": rf"[{SIGNS['paper']}]+\s*",
    "THERE": rf"[{SIGNS['outlet']}{SIGNS['house_handle']}{SIGNS['namesake']}]+\s*",
    "WORD": r"(?<![\w’'\-])[\w’'\-]+(?![\w])\s*",
    "ADJ": rf"(?<![\w’'\-])(?!(?:{_PARTICLES})(?!\w))[\w’'\-]+(?!\w)\s*",
    # a word before "by" that is no participle: "hosted by" and "driven by" tell of something else than writing
    "NOUN": rf"(?<![\w’'\-])(?!\w+(?:ed|wn|ught)(?!\w))(?!(?:{_DONE})(?!\w))[\w’'\-]+(?!\w)\s*",
    "FIRST": rf"\A{FIRST}\s*",
    "START": rf"(?:\A{FIRST}?|(?<=[.!?:;…()\[\]—–|•*\"{QUOTATION}>]|(?:\s|\A)-|\p{{Emoji_Presentation}}))\s*",
    "SENTENCE": rf"(?:\A{FIRST}?|(?<=[.!?…]))\s*",
    "FORUM": rf"{SIGNS['list']}+\s*",
    "END": rf"(?=\Z|[.,;:!?…()\[\]—–|\"{QUOTATION}#]|-\s|\p{{Emoji_Presentation}})",
    "STOP": r"(?=\s*\Z)",
    "QUOTES": rf"[\"{QUOTATION}]\s*[,.;]?\s*",
    "QUOTE": rf"{QUOTATION}\s*[,.;]?\s*",
    "OPEN": r"[(\[]\s*",
    "CLOSE": r"\s*[)\]]\s*",
}
_SIGNS_OF_PHRASES = {
    "[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|",
    "...": rf"(?P<gap>(?:(?:{_ANY_NAME}+|[\w’'\-]+),?\s+){{0,8}}?)",
}  # fmt: skip
_OWNS = regex.compile(r"\s*'s?(?!\w)")
_PART = regex.compile(r"\s+|\.\.\.|[\[\]()|]|\"[^\"]*\"|[A-Z_]{2,}(?![a-z])|[^\s\[\]()|\"]+")


@dataclass(frozen=True, slots=True)
class Cue:
    """One phrase: the role it tells, how sure a kind of telling, and what stands before and after the name."""

    role: str
    manner: str
    slot: str
    phrase: str
    before: regex.Pattern[str] | None
    after: regex.Pattern[str] | None
    needs: tuple[frozenset[str], ...] = ()

    def may_fit(self, told: set[str]) -> bool:
        """False where a word is missing without which it cannot fit."""
        return not any(one.isdisjoint(told) for one in self.needs)

    def length(self, left: str, right: str) -> int | None:
        """How many letters of the words beside a name it takes; None where it does not fit. Gaps count for nothing."""
        told = 0
        if self.role == "author" and self.after is None and _OWNS.match(right):
            return None  # "by Ada Quill's aunt"
        for pattern, beside in ((self.before, left), (self.after, right)):
            if pattern is None:
                continue
            found = pattern.match(beside)
            if found is None:
                return None
            told += (
                found.end()
                - found.start()
                - sum(map(len, found.captures("gap") if "gap" in pattern.groupindex else ()))
            )
        return told


@cache
def by_role() -> Mapping[str, tuple[Cue, ...]]:
    """Every cue by its role."""
    told = _file()
    classes = _classes(told["classes"])
    return {
        role: tuple(
            _cue(role, manner, phrase, classes)
            for manner, phrases in (told[role].items() if isinstance(told[role], dict) else [("", told[role])])
            for phrase in _lines(phrases)
        )
        for role in told
        if role not in ("classes", "poster")
    }


@cache
def of_the_poster(how: str) -> tuple[regex.Pattern[str], ...]:
    """What says that the poster made it, what may say so, and what only seems to."""
    told = _file()
    classes = _classes(told["classes"])
    return tuple(regex.compile(_pattern(phrase, classes)) for phrase in _lines(told["poster"][how]))


@cache
def every_word() -> frozenset[str]:
    """Every word that stands in a phrase: none of them begins a name."""
    found: set[str] = set()
    for text in _texts(_file()):
        found.update(regex.findall(r"[\p{Ll}'’\-]{2,}", fold(regex.sub(r"[A-Z_]{2,}", " ", text))))
    return frozenset(found)


@cache
def words_of_class(name: str) -> frozenset[str]:
    """The words of a class that is a plain list."""
    return frozenset(map(fold, _file()["classes"][name].split()))


@cache
def _file() -> Any:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def _lines(phrases: str) -> list[str]:
    return [line.strip() for line in phrases.splitlines() if line.strip() and not line.strip().startswith("# ")]


def _texts(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    else:
        for one in told.values():
            yield from _texts(one)


def _classes(told: Mapping[str, str]) -> dict[str, str]:
    """Each class as a pattern; a plain list of words is one of them, what has signs is a phrase."""
    found = dict(_BUILT_IN)
    for name, words in told.items():
        if "(" in words or "[" in words:
            found[name] = _pattern(words, found)
        else:
            found[name] = rf"(?<!\w)(?:{'|'.join(regex.escape(fold(word)) for word in words.split())})(?:e?s)?(?!\w)\s*"
    return found


def _cue(role: str, manner: str, phrase: str, classes: Mapping[str, str]) -> Cue:
    slots = list(_SLOT.finditer(phrase))
    if len(slots) != 1:
        raise ValueError(
            f"{FILE.name}: {role}: {phrase!r} names {len(slots)} and must name one of "
            f"{', '.join(SLOTS)}; write SOMEBODY or SOMEWHERE for whoever stands beside it"
        )
    slot = slots[0]
    before, after = phrase[: slot.start()].strip(), phrase[slot.end() :].strip()
    return Cue(
        role, manner, slot.group(), phrase,
        regex.compile(rf"(?r){_pattern(before, classes)}\Z") if before else None,
        regex.compile(rf"\s*{_pattern(after, classes)}") if after else None,
        needs(before) + needs(after),
    )  # fmt: skip


def _pattern(phrase: str, classes: Mapping[str, str]) -> str:
    """A phrase as a pattern; each part eats the spaces behind it, so that any of them may be missing."""
    return "".join(_part(part, phrase, classes) for part in _PART.findall(phrase) if not part.isspace())


def _part(part: str, phrase: str, classes: Mapping[str, str]) -> str:
    if part in _SIGNS_OF_PHRASES:
        return _SIGNS_OF_PHRASES[part]
    if part in classes:
        return f"(?:{classes[part]})"
    if part.startswith('"'):
        return rf"{regex.escape(part[1:-1])}\s*"
    if part.isupper() and len(part) > 2:
        raise ValueError(f"{FILE.name}: {part!r} in {phrase!r} is no class and has no place there")
    return _word(fold(part))


def _word(word: str) -> str:
    if not regex.search(r"\w", word):
        return rf"{regex.escape(word)}\s*"
    if word == "'s":
        return r"'s?(?!\w)\s*"
    begins = r"(?<!\w)" if regex.match(r"\w", word) else ""
    ends = r"\w*" if word.endswith("*") else "" if word.endswith("'") else r"(?!\w)"
    return rf"{begins}{regex.escape(word.rstrip('*'))}{ends}\s*"


def slot_kinds(slot: str) -> tuple[str, ...]:
    """The kinds of name that a slot takes."""
    return _SLOT_KINDS[slot]
