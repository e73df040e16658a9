"""The WeeklyReport: one object, told from in every format, so that all say the same in the same order.

A report is sections and pages of people; a section is blocks: paragraphs, tables, charts, cards. Blocks hold values
and words, and nothing of HTML, XLSX or PDF. Whatever came from outside has been through `untrusted.shown`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

Kind = Literal["text", "id", "number", "decimal", "share", "date", "time", "posts", "decided", "weeks", "words"]
Tone = Literal["", "warning", "quiet"]
NUMERIC = ("number", "decimal", "share")


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere: to `#a-place` in the report, or to a page of the web."""

    text: str
    href: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Posts:
    """Evidence: ids of posts, newest first; WeeklyReport.posts tells of each."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weeks:
    """What a small line shows: one share a week, oldest first; None where nothing was heard."""

    shares: tuple[Decimal | None, ...]


Piece = str | Link
Sentence = tuple[Piece, ...]
Value = str | int | Decimal | bool | date | datetime | Link | Posts | Weeks | tuple[Piece, ...] | None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    pieces: Sentence
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `none` is what is said where there is no value: it is never 0. One `aside` is for the workbook and
    the tables alone: a page says it beside the table, or leads to it.
    """

    key: str
    title: str
    kind: Kind = "text"
    none: str = "–"
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `key` is its place in the report, unique; `tone` quiet: greyed, and said so in words."""

    key: str
    values: tuple[Value, ...]
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table, a sheet of its own in the workbook. `empty` is said where there is no row."""

    key: str
    sheet: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str

    def cells(self, row: Row) -> Iterator[tuple[Column, Value]]:
        return iter(zip(self.columns, row.values, strict=True))


def shown_places(table: Table) -> list[int]:
    """The columns that a page shows: one to decide in is for the workbook, until something is decided."""
    return [
        place
        for place, column in enumerate(table.columns)
        if not column.aside and (column.kind != "decided" or any(row.values[place] is not None for row in table.rows))
    ]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: its sentence, its alternative in words, its picture, and its data as a table."""

    key: str
    sentence: str
    alternative: str
    svg: str
    table: Table


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to do: what, the facts about it, and the text to copy."""

    key: str
    kicker: str
    title: Sentence
    facts: tuple[tuple[str, Sentence], ...]
    ready: tuple[tuple[str, str], ...] = ()


Block = Paragraph | Table | Chart | Card


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the report, or one person's page."""

    key: str
    title: str
    blocks: tuple[Block, ...]

    def tables(self) -> Iterator[Table]:
        """Every table in it, those behind charts included."""
        for block in self.blocks:
            if isinstance(block, Table):
                yield block
            elif isinstance(block, Chart):
                yield block.table


@dataclass(frozen=True, slots=True)
class Week:
    """One ISO week."""

    start: date

    @property
    def name(self) -> str:
        year, week, _ = self.start.isocalendar()
        return f"{year}-W{week:02d}"

    @property
    def last_day(self) -> date:
        return self.start + timedelta(days=6)

    @classmethod
    def named(cls, text: str) -> Week:
        """The week `2026-W43`. Raises ValueError that says how to write it."""
        try:
            year, week = text.strip().upper().split("-W")
            return cls(date.fromisocalendar(int(year), int(week), 1))
        except ValueError:
            raise ValueError(f"{text!r} is no ISO week; write one such as 2026-W43") from None

    @classmethod
    def before(cls, moment: datetime) -> Week:
        """The last week that was over at this moment."""
        return cls(moment.date() - timedelta(days=moment.weekday() + 7))


@dataclass(frozen=True, slots=True)
class CitedPost:
    """One post the report rests on. `number`: in the list of posts; 0 for one that only a person's page cites."""

    post_id: str
    number: int
    label: str
    who: str
    platform: str
    created_at: datetime | None
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class WeeklyReport:
    """One week, told to one brand; the daily short list is one as well. `name`: 2026-W43, or a day; `day`: its last
    one. `extra_pages`: people whose page is a file of its own only.
    """

    brand: str
    name: str
    day: date
    language: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    pages: tuple[Section, ...] = ()
    extra_pages: tuple[Section, ...] = ()
    posts: Mapping[str, CitedPost] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def tables(self) -> Iterator[Table]:
        """Every table of the sections, in order."""
        for section in self.sections:
            yield from section.tables()

    def section(self, key: str) -> Section:
        return next(section for section in self.sections if section.key == key)
