"""The words of a report in one language: sentences from words/<language>.yaml, numbers, days and shares as it has them.

A sentence with a `{place}` takes a value there; a Link stays a link. One with `one:` and `other:` is chosen by `n`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from transforms.weekly.document import Kind, Link, Piece, Sentence, Value

FOLDER = Path(__file__).parent / "words"
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Language:
    """`say` and `sentence` look a key up; `number`, `share`, `day` and `moment` write values."""

    code: str
    phrases: Mapping[str, Any]

    def say(self, key: str, **values: Any) -> str:
        """One phrase as plain words."""
        return "".join(map(str, self.sentence(key, **values)))

    def sentence(self, key: str, **values: Any) -> Sentence:
        """One phrase with its links. Raises KeyError for one that is not in the list, or a value that is not given."""
        template = self.phrases[key]
        if isinstance(template, Mapping):
            template = template["one" if values["n"] == 1 else "other"]
        pieces: list[Piece] = []
        for position, part in enumerate(_PLACE.split(template)):
            if position % 2 == 0:
                pieces.append(part)
                continue
            value = values[part]
            if isinstance(value, tuple):
                pieces.extend(value)
            else:
                pieces.append(value if isinstance(value, Link) else self.plain(value))
        return joined(pieces)

    def word(self, group: str, told: str | None) -> str:
        """A word the tables use ("rising"), in this language; one that is not in the list stays as it is."""
        if told is None:
            return ""
        return str(self.phrases.get(f"{group}.{told}", told))

    def short(self, section: str, title: str) -> str:
        """What leads to a section from a line of contents, which has room for a word; "" where nothing need."""
        return str(self.phrases.get(f"short.{section}", title))

    def plain(self, value: Any) -> str:
        match value:
            case bool():
                return self.say("yes" if value else "no")
            case int():
                return self.number(value)
            case Decimal():
                return self.decimal(value)
            case datetime():
                return self.moment(value)
            case date():
                return self.day(value)
            case _:
                return str(value)

    def number(self, value: int) -> str:
        return self._grouped(f"{value:,}")

    def decimal(self, value: Decimal) -> str:
        """One digit after the point, as the workbook shows it."""
        return self._grouped(f"{rounded(value, 1):,.1f}")

    def share(self, value: Decimal) -> str:
        """Whole per cents; below one of them "under 1 %", since 0 is none."""
        if 0 < value < Decimal("0.005"):
            return self.say("under_one")
        return f"{self._grouped(f'{rounded(value * 100, 0):,.0f}')}\u00a0%"

    def between(self, low: Decimal, high: Decimal) -> str:
        """An interval in words; where both ends are the same per cent, that."""
        if rounded(low * 100, 0) == rounded(high * 100, 0):
            return self.share(high)
        return self.say("between", low=f"{rounded(low * 100, 0):f}", high=f"{rounded(high * 100, 0):f}")

    def day(self, value: date, *, year: bool = True) -> str:
        months = self.phrases["months"]
        return self.say("day" if year else "day_short", d=str(value.day), m=months[value.month - 1], y=str(value.year))

    def moment(self, value: datetime) -> str:
        return f"{self.day(value.date())}, {value:%H:%M} UTC"

    def stamp(self, value: datetime) -> str:
        """A moment in a table, whose head tells the zone."""
        return f"{value.day} {self.short_month(value)} {value.year}, {value:%H:%M}"

    def short_month(self, value: date) -> str:
        return str(self.phrases["months"][value.month - 1])[:3]

    def shown(self, kind: Kind, value: Value, none: str) -> str:
        """A cell as words."""
        if value is None:
            return none
        if kind == "time" and isinstance(value, datetime):
            return self.stamp(value)
        if kind == "share" and isinstance(value, Decimal):
            return self.share(value)
        return self.plain(value)

    def listed(self, names: list[Any]) -> Sentence:
        """Ana, Ben and Cem."""
        pieces: list[Piece] = []
        for position, name in enumerate(names):
            if position:
                pieces.append(self.phrases["list_last"] if position == len(names) - 1 else ", ")
            pieces.append(name if isinstance(name, Link) else self.plain(name))
        return joined(pieces)

    def _grouped(self, text: str) -> str:
        if self.phrases["decimal_mark"] == ",":
            text = text.translate(str.maketrans(",.", ".,"))
        return text.replace("-", "\u2212")


def rounded(value: Decimal, digits: int) -> Decimal:
    """As a spreadsheet rounds what it shows."""
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def joined(pieces: list[Piece]) -> Sentence:
    """Neighbouring words as one piece, none of them empty."""
    merged: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        elif piece != "":
            merged.append(piece)
    return tuple(merged)


@cache
def language(code: str) -> Language:
    """The words of a language. Raises ValueError that names those there are."""
    file = FOLDER / f"{code}.yaml"
    if not file.is_file():
        known = ", ".join(sorted(one.stem for one in FOLDER.glob("*.yaml")))
        raise ValueError(f"no report is written in {code!r} yet; write one of {known} in brand.yaml, under language")
    return Language(code, yaml.safe_load(file.read_text(encoding="utf-8")))
