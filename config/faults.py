"""What is wrong with the configuration, said so that its writer can put it right.

NotUnderstood     one text that could not be read (a cell, a handle, a value); knows no place
Fault             the same with its place: file, line, column
ConfigFaults      raised once, with every fault of every file
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SHOWN = 60  # characters of a faulty text that a message repeats


class NotUnderstood(ValueError):
    """A text that cannot be read without guessing: `what` is wrong, `remedy` says what to write."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}; {remedy}")
        self.what = what
        self.remedy = remedy


@dataclass(frozen=True)
class Fault:
    """One thing to put right.

    `line` and `column_number` count from 1; 0 says that there is none (a file that is missing).
    In a spreadsheet `column` is the column's name and `column_number` its place in the header; in
    brand.yaml `column` is the key with its parents (`reply.time_zone`), `column_number` the character.
    """

    file: str
    line: int
    column: str
    column_number: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return visible(f"{self.place}: {self.what}; {self.remedy}.")

    @property
    def place(self) -> str:
        """Where to look, such as `config/accounts.csv, line 12, column 3 "handle"`."""
        place = self.file
        if self.line:
            place += f", line {self.line}"
        if self.column_number:
            place += f", column {self.column_number}"
            if self.column:
                place += f' "{self.column}"'
        elif self.column:
            place += f', column "{self.column}"'
        return place


class ConfigFaults(ValueError):
    """All faults of all files at once; `faults` is a tuple of Fault, by file, line and column."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        number = len(self.faults)
        head = "1 fault" if number == 1 else f"{number} faults"
        return "\n".join([f"{head} in the configuration; nothing was asked of any platform:", *map(str, self.faults)])


class Faults:
    """Collects faults while files are read, so that reading goes on to the end."""

    def __init__(self) -> None:
        self._faults: dict[Fault, None] = {}

    def add(self, fault: Fault) -> None:
        """Keep one fault; the same fault is kept once."""
        self._faults[fault] = None

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._faults)

    def __len__(self) -> int:
        return len(self._faults)

    def raise_if_any(self) -> None:
        """Raise ConfigFaults with everything collected, in the order in which a reader meets it."""
        if self._faults:
            raise ConfigFaults(sorted(self._faults, key=lambda fault: (fault.file, fault.line, fault.column_number)))


def shown(text: str) -> str:
    """The text in quotes as a message repeats it: on one line, cut when long, control characters visible."""
    return f"'{visible(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…')}'"


def visible(text: str) -> str:
    """The text with line breaks, direction marks and the like written out: a message stays one line."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, or None where none is near enough to propose."""
    by_folded = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def one_of(known: Iterable[str]) -> str:
    """The known words as a message lists them: `a, b or c`."""
    words = list(known)
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]


def propose(word: str, known: Iterable[str]) -> str:
    """The remedy for a word outside a list: the nearest one first, then all of them."""
    words = list(known)
    near = nearest(word, words)
    if near is None:
        return f"write {one_of(words)}"
    others = [other for other in words if other != near]
    return f"write '{near}'" + (f" (or {one_of(others)})" if others else "")
