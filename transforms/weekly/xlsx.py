"""A report as a workbook: a sheet a table, filters on, heads frozen, ids as text, and a drop-down to decide with.

Every word is written as a string cell: none becomes a formula, a number or a link of its own accord. What is decided in
the column `decided` is read back by `decided.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from transforms.weekly import charts, tables
from transforms.weekly.document import (
    NUMERIC,
    Card,
    Column,
    Link,
    Paragraph,
    Posts,
    Section,
    Table,
    Value,
    WeeklyReport,
    Weeks,
)
from transforms.weekly.language import language

DECISIONS = ("done", "no", "later", "never")
HEAD = 2  # rows above the head of a table: its caption, and an empty one
_MOST_LETTERS = 32_000  # of a cell
_WRAPPED = 60  # letters from which on words are set in lines
_LINE, _MOST_HIGH = 15, 400  # points: one line, and the highest row that a sheet may have
_WIDTHS = {
    "id": 22,
    "number": 10,
    "decimal": 10,
    "share": 11,
    "date": 12,
    "time": 17,
    "posts": 16,
    "decided": 11,
    "weeks": 22,
}
_FORMATS = {
    "share": "0\u00a0%",
    "decimal": "#,##0.0",
    "number": "#,##0",
    "date": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm",
}


def write(report: WeeklyReport, file: Path) -> None:
    """The workbook."""
    _Book(report, file).write()


class _Book:
    def __init__(self, report: WeeklyReport, file: Path) -> None:
        import xlsxwriter

        self.report = report
        self.words = language(report.language)
        self.book = xlsxwriter.Workbook(str(file), {
            "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
            "nan_inf_to_errors": False, "remove_timezone": True, "in_memory": True,
        })  # fmt: skip
        # the same report makes the same file
        self.book.set_properties({"title": report.title, "created": datetime.combine(report.day, datetime.min.time())})
        self.formats: dict[tuple[Any, ...], Any] = {}
        self.sheets: dict[str, str] = {}

    def write(self) -> None:
        told = list(tables.all_tables(self.report))
        for table in told:
            self.sheets[table.key] = self._name(table.sheet)
        self.readme()
        for table in told:
            self.table(table)
        self.book.close()

    def style(self, **properties: Any) -> Any:
        """One format for each look, however often it is asked for."""
        properties = {"valign": "top", **properties}
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(properties)
        return self.formats[key]

    def _name(self, wanted: str) -> str:
        """A name for a sheet: at most 31 letters, each once, without what Excel forbids."""
        plain = re.sub(r"[\[\]:*?/\\']", " ", wanted)[:28]
        taken = set(self.sheets.values())
        return next(name for name in (plain, *(f"{plain} {n}" for n in range(2, 99))) if name not in taken)

    def readme(self) -> None:
        """What, when, how complete; the sentences of the report, and the sheets."""
        sheet = self.book.add_worksheet(self._name(self.report.labels["readme"]))
        self.sheets["readme"] = sheet.get_name()
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 100)
        sheet.hide_gridlines(2)
        _print(sheet)
        sheet.write_string(0, 0, self.report.title, self.style(bold=True, font_size=15))
        sheet.write_string(1, 0, self.report.subtitle, self.style(font_color=charts.QUIET))
        line = 3
        # the first screen, then where everything is, then the words that go with the tables
        is_first = {section.key: not any(section.tables()) for section in self.report.sections}
        line = self.told(sheet, line, [one for one in self.report.sections if is_first[one.key]])
        for section in self.report.sections:
            for table in section.tables():
                name = self.sheets[table.key]
                sheet.write_url(
                    line, 0, f"internal:'{name}'!A1", self.style(font_color=charts.ACCENT, underline=1), name
                )
                told = table.caption if table.rows else table.empty
                sheet.write_string(line, 1, told, self.style(text_wrap=True))
                sheet.set_row(line, high(lines(told, 100)))
                line += 1
        for table in tables.of_people(self.report):
            name = self.sheets[table.key]
            sheet.write_url(line, 0, f"internal:'{name}'!A1", self.style(font_color=charts.ACCENT, underline=1), name)
            sheet.write_string(line, 1, table.caption, self.style(text_wrap=True))
            line += 1
        self.told(sheet, line + 1, [one for one in self.report.sections if not is_first[one.key]])

    def told(self, sheet: Any, line: int, sections: Iterable[Section]) -> int:
        """The sentences of sections from a line on; returns the line after them."""
        for section in sections:
            for title, text in self.sentences(section):
                sheet.write_string(line, 0, title, self.style(bold=True, text_wrap=True))
                sheet.write_string(line, 1, text[:_MOST_LETTERS], self.style(text_wrap=True))
                sheet.set_row(line, high(lines(text, 100), lines(title, 30)))
                line += 1
        return line

    def sentences(self, section: Section) -> Iterator[tuple[str, str]]:
        """Paragraphs and cards: what stands in no table."""
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield section.title, "".join(map(str, block.pieces))
            elif isinstance(block, Card):
                facts = (f"{name}: {''.join(map(str, told))}" for name, told in block.facts)
                ready = (f"{name}: {text}" for name, text in block.ready)
                yield block.kicker, "\n".join(("".join(map(str, block.title)), *facts, *ready))

    def table(self, table: Table) -> None:
        sheet = self.book.add_worksheet(self.sheets[table.key])
        sheet.write_string(0, 0, table.caption, self.style(bold=True))
        # what is decided stays in sight, beside what it is decided on
        sheet.freeze_panes(HEAD + 1, 2 if table.columns[0].kind == "decided" else 1)
        _print(sheet)
        sheet.repeat_rows(HEAD)
        widths = [
            _WIDTHS.get(column.kind) or self.width(table, place) for place, column in enumerate(table.columns)
        ]  # fmt: skip
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        # the arrow of the filter takes its part of a head
        sheet.set_row(
            HEAD, high(*(lines(one.title, width - 3) for one, width in zip(table.columns, widths, strict=True)))
        )
        if not table.rows:
            for place, column in enumerate(table.columns):
                sheet.write_string(HEAD, place, column.title, self.style(bold=True, bottom=1))
            sheet.write_string(HEAD + 1, 0, table.empty, self.style(font_color=charts.QUIET))
            return
        for line, row in enumerate(table.rows, start=HEAD + 1):
            look = {"font_color": charts.QUIET, "italic": True} if row.tone else {}
            for place, (column, value) in enumerate(table.cells(row)):
                self.cell(sheet, line, place, column, value, look)
            wrapped = [(self.words_of(value), width) for value, width in zip(row.values, widths, strict=True)]
            sheet.set_row(line, high(*(lines(words, width) for words, width in wrapped if len(words) > _WRAPPED)))
        titles = _unique([column.title for column in table.columns])
        sheet.add_table(HEAD, 0, HEAD + len(table.rows), len(table.columns) - 1, {
            "name": f"t_{re.sub('[^a-z0-9]', '_', table.key)}", "style": "Table Style Light 1", "banded_rows": False,
            "columns": [{"header": title,
                "header_format": self.style(bold=True, text_wrap=True, bottom=1)} for title in titles],
        })  # fmt: skip
        for place, column in enumerate(table.columns):
            if column.kind == "decided":
                self.decide(sheet, place, len(table.rows))

    def width(self, table: Table, place: int) -> float:
        """As wide as most of its words, within bounds."""
        lengths = sorted(len(str(tables.plain(row.values[place]) or "")) for row in table.rows) or [10]
        longest = max(len(table.columns[place].title) + 3, lengths[int(len(lengths) * 0.9) - 1] + 2)
        return float(min(60, max(9, longest)))

    def decide(self, sheet: Any, place: int, rows: int) -> None:
        """A drop-down in every row; nothing else may be entered."""
        sheet.data_validation(HEAD + 1, place, HEAD + rows, place, {
            "validate": "list", "source": list(DECISIONS), "ignore_blank": True,
            "error_title": "Earshot", "error_message": self.report.labels["decide"],
            "input_title": "Earshot", "input_message": self.report.labels["decide"],
        })  # fmt: skip

    def cell(self, sheet: Any, line: int, place: int, column: Column, value: Value, look: dict[str, Any]) -> None:
        if column.kind in _FORMATS:
            look = look | {"num_format": _FORMATS[column.kind]}
        if column.kind in NUMERIC:
            look = look | {"align": "right", "indent": 1}  # else it touches the words of the next column
        match value:
            case None if column.kind == "decided":
                sheet.write_blank(line, place, None, self.style(bg_color="#fff6d6", border=1, border_color=charts.GRID))
            case None:
                sheet.write_string(line, place, column.none, self.style(**{**look, "font_color": charts.QUIET}))
            case bool():
                sheet.write_boolean(line, place, value, self.style(**look))
            case int() | Decimal():
                sheet.write_number(line, place, value, self.style(**look))
            case datetime() | date():
                sheet.write_datetime(line, place, value, self.style(**look, align="left"))
            case Posts():
                self.posts(sheet, line, place, value, look)
            case _:
                self.text(sheet, line, place, value, look)

    def posts(self, sheet: Any, line: int, place: int, told: Posts, look: dict[str, Any]) -> None:
        """The numbers of the posts, leading to the first of them in the sheet of posts; by day, to the post itself."""
        found = [self.report.posts[one] for one in told.ids if one in self.report.posts]
        text = self.words_of(told)
        if not found or "cited" not in self.sheets:
            sheet.write_string(line, place, text, self.style(**look))
            return
        first = found[0]
        inside = f"internal:'{self.sheets['cited']}'!A{HEAD + 1 + first.number}" if first.number else ""
        style = self.style(**{**look, "font_color": charts.ACCENT, "underline": 1})
        if not (inside or first.url) or sheet.write_url(line, place, inside or first.url, style, text):
            sheet.write_string(line, place, text, self.style(**look))

    def text(self, sheet: Any, line: int, place: int, value: Value, look: dict[str, Any]) -> None:
        """Words, with the first link among them that leads to the web."""
        words = self.words_of(value)
        pieces = value if isinstance(value, tuple) else (value,)
        url = next((one.href for one in pieces if isinstance(one, Link) and one.href.startswith("http")), "")
        wrap = {"text_wrap": True} if len(words) > _WRAPPED else {}
        if url and len(words) <= 255:
            style = self.style(**{**look, **wrap, "font_color": charts.ACCENT, "underline": 1})
            if sheet.write_url(line, place, url, style, words) == 0:
                return
        sheet.write_string(line, place, words, self.style(**{**look, **wrap}))

    def words_of(self, value: Value) -> str:
        """The words of a cell as it shows them; of weeks their bounds, the shares stand in a sheet of their own."""
        if isinstance(value, Posts):
            return ", ".join(self.report.posts[one].label for one in value.ids if one in self.report.posts)
        if isinstance(value, Weeks):
            shares = [share for share in value.shares if share is not None]
            return self.words.between(min(shares), max(shares)) if shares else ""
        return str(tables.plain(value) or "")[:_MOST_LETTERS]


def _print(sheet: Any) -> None:
    """As wide as the page, on A4."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def lines(words: str, width: float) -> int:
    """How many lines words take in a column so wide."""
    return sum(max(1, math.ceil(len(part) * 1.05 / max(width, 1))) for part in words.split("\n"))


def high(*counts: int) -> int:
    """How high a row is in which so many lines stand; not every program finds that out by itself."""
    return min(_MOST_HIGH, _LINE * max((1, *counts)))


def _unique(titles: list[str]) -> list[str]:
    """An Excel table takes each head once."""
    seen: dict[str, int] = {}
    told = []
    for title in titles:
        seen[title] = seen.get(title, 0) + 1
        told.append(title if seen[title] == 1 else f"{title} {seen[title]}")
    return told
