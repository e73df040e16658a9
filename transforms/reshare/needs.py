"""The words without which a phrase cannot fit, so that most phrases need not be tried beside most names.

    needs("thanks [so much] to NAME for the (link|tip)") -> {thanks}, {to}, {for}, {the}, {link, tip}

What may be missing is not needed, and of a class, or of a choice between more than words, nothing is known.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from transforms.reshare.reading import fold

_PART = regex.compile(r"\"[^\"]*\"|[\[\]()|]|[^\s\[\]()|\"]+")
_WORD = regex.compile(r"\w+")
_CLOSES = {"(": ")", "[": "]"}


def needs(phrase: str) -> tuple[frozenset[str], ...]:
    """Sets of words: the text beside a name holds one of each, or the phrase does not fit. The smallest first."""
    return tuple(sorted(_needed(_PART.findall(phrase)), key=lambda one: (len(one), -max(map(len, one)))))


def _needed(parts: Sequence[str]) -> list[frozenset[str]]:
    found = []
    place = 0
    while place < len(parts):
        if parts[place] in _CLOSES:
            end = _closing(parts, place)
            if parts[place] == "(" and (one_of := _of_choice(parts[place + 1 : end])):
                found.append(one_of)
            place = end + 1
            continue
        if word := _literal(parts[place]):
            found.append(frozenset({word}))
        place += 1
    return found


def _closing(parts: Sequence[str], opening: int) -> int:
    depth = 0
    for place in range(opening, len(parts)):
        depth += (parts[place] in _CLOSES) - (parts[place] in _CLOSES.values())
        if depth == 0:
            return place
    raise ValueError(f"a bracket is not closed in {' '.join(parts)!r}")


def _of_choice(parts: Sequence[str]) -> frozenset[str] | None:
    """One word of each branch; None where a branch needs none."""
    branches: list[list[str]] = [[]]
    depth = 0
    for part in parts:
        depth += (part in _CLOSES) - (part in _CLOSES.values())
        if part == "|" and depth == 0:
            branches.append([])
        else:
            branches[-1].append(part)
    found: set[str] = set()
    for branch in branches:
        needed = _needed(branch)
        if not needed:
            return None
        found |= needed[0]
    return frozenset(found)


def _literal(part: str) -> str | None:
    """The first word of a small part; none of a class, a sign or a word with any ending."""
    if part.startswith('"') or part in ("...", "'s") or part.endswith("*") or (part.isupper() and len(part) > 1):
        return None
    told = _WORD.findall(fold(part))
    # a word in front of an apostrophe may run on: "d'" stands in "d'avoir"
    return str(told[0]) if told and not part.endswith("'") else None
