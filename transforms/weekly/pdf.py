"""A report as PDF, set by Typst, which comes as one wheel and needs no library of the system.

The report goes to Typst as JSON: what people wrote is data there, and never markup.
"""

from __future__ import annotations

import json
import math
import re
import shutil
import tempfile
import textwrap
from collections.abc import Iterable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from transforms.weekly import charts
from transforms.weekly.document import (
    NUMERIC,
    Card,
    Chart,
    Column,
    Link,
    Paragraph,
    Posts,
    Section,
    Table,
    Value,
    WeeklyReport,
    Weeks,
    shown_places,
)
from transforms.weekly.language import language

TEMPLATE = Path(__file__).parent / "page" / "report.typ"
_LONG = re.compile(r"\S{18,}")
_BREAK = "\u200b"
MOST_ROWS = 1000  # of a table in print: a row costs 60 kB while it is set, and nobody prints the rest
MOST_TAGGED = 60  # pages of people: beyond that the tags weigh four times what the words do
_WIDTH = re.compile(r'width="([0-9.]+)"')
_NARROW = {"number", "decimal", "share", "posts", "date", "weeks"}
_FEW = 26  # letters of a cell of few words
_HEAD = 14  # letters on a line of a narrow column's head
_LEFT_OUT = ("decided", "id")  # columns a printed page has no use for; other formats have them


def write(report: WeeklyReport, file: Path) -> None:
    """The PDF. Tagged for screen readers while it is not too long; the same report makes the same file."""
    import typst

    with tempfile.TemporaryDirectory(prefix="earshot-pdf-") as folder:
        root = Path(folder)
        writer = _Writer(report, root)
        (root / "report.json").write_text(json.dumps(writer.told(), ensure_ascii=False), encoding="utf-8")
        shutil.copyfile(TEMPLATE, root / "report.typ")
        pdf = typst.compile(
            str(root / "report.typ"), root=folder, format="pdf",
            pdf_tags=len(report.pages) <= MOST_TAGGED,
            timestamp=int(datetime.combine(report.day, time(), tzinfo=UTC).timestamp()),
        )  # fmt: skip
    file.write_bytes(pdf)


class _Writer:
    def __init__(self, report: WeeklyReport, root: Path) -> None:
        self.report, self.root = report, root
        self.words = language(report.language)
        self.anchors = {section.key for section in (*report.sections, *report.pages)}
        for section in (*report.sections, *report.pages):
            for table in section.tables():
                self.anchors.update(row.key for row in table.rows[:MOST_ROWS])
        self.linked: set[str] = set()
        self.pictures = 0

    def told(self) -> dict[str, Any]:
        report = self.report
        sections: list[dict[str, Any]] = []
        behind: list[dict[str, Any]] = []
        for section in report.sections:
            if section.key == "method" and behind:
                title = report.labels["chart_data"]
                sections.append({"key": "chart-data", "level": 1, "title": title, "blocks": behind})
            sections.append(self.section(section, 1))
            # on paper who looks at a chart does not read its numbers beside it: they are looked up at the end
            behind.extend(self.table(block.table) for block in section.blocks if isinstance(block, Chart))
            if section.key == "people":
                sections.extend(self.section(page, 2) for page in report.pages)
        self.linked.update(section.key for section in report.sections)
        told = {
            "title": report.title, "subtitle": report.subtitle, "lang": report.language, "brand": report.brand,
            "week": report.name, "contents": [
                {"key": section.key, "title": name} for section in report.sections
                if (name := self.words.short(section.key, section.title))
            ], "sections": sections,
            "colors": {"ink": charts.INK, "quiet": "#4f5b67", "line": charts.GRID, "accent": charts.ACCENT,
                "warning": charts.WARNING},
        }  # fmt: skip
        # a label that stands twice cannot be led to: the first one keeps it
        seen: set[str] = set()
        for part in sections:
            _keep_first(part, seen, self.linked)
            for block in part["blocks"]:
                for row in block.get("rows", ()):
                    _keep_first(row, seen, self.linked)
        return told

    def section(self, section: Section, level: int) -> dict[str, Any]:
        blocks = [told for block in section.blocks for told in self.block(block)]
        return {"key": section.key, "level": level, "title": broken(section.title), "blocks": blocks}

    def block(self, block: Any) -> Iterable[dict[str, Any]]:
        match block:
            case Paragraph():
                yield {"is": "paragraph", "tone": block.tone, "pieces": self.sentence(block.pieces)}
            case Table():
                yield self.table(block)
            case Chart():
                self.pictures += 1
                name = f"picture-{self.pictures}.svg"
                (self.root / name).write_text(block.svg, encoding="utf-8")
                width = _WIDTH.search(block.svg)
                yield {
                    "is": "chart", "sentence": broken(block.sentence), "file": name, "alt": block.alternative,
                    "width": float(width[1]) if width else 480.0,
                }  # fmt: skip
            case Card():
                yield {
                    "is": "card", "kicker": broken(block.kicker), "title": self.sentence(block.title),
                    "facts": [{"name": name, "pieces": self.sentence(told)} for name, told in block.facts],
                    "ready": [{"name": broken(name), "text": broken(text)} for name, text in block.ready],
                }  # fmt: skip

    def table(self, table: Table) -> dict[str, Any]:
        kept = [place for place in shown_places(table) if table.columns[place].kind not in _LEFT_OUT]
        columns = [table.columns[place] for place in kept]
        cut = {"n": MOST_ROWS, "all": len(table.rows), "sheet": table.sheet}
        return {
            "is": "table", "caption": broken(table.caption), "empty": table.empty,
            "rest": self.words.say("rows_cut", **cut) if len(table.rows) > MOST_ROWS else "",
            "columns": [
                {
                    "title": self.heading(column), "right": column.kind in NUMERIC,
                    "part": part,
                }
                for part, column in zip(self.parts(table, kept), columns, strict=True)
            ],
            "rows": [
                {
                    "key": row.key, "tone": row.tone,
                    "cells": [self.cell(table.columns[place], row.values[place]) for place in kept],
                }
                for row in table.rows[:MOST_ROWS]
            ],
        }  # fmt: skip

    def heading(self, column: Column) -> list[str]:
        """The lines of a column's head: a narrow column is no wider for what stands above its numbers."""
        return textwrap.wrap(column.title, _HEAD) if column.kind in _NARROW else [column.title]

    def parts(self, table: Table, kept: list[int]) -> list[float]:
        """What of the width each column of words asks for: room for its longest word, and for more where it has more
        to say and the page has room. A narrow column takes what it needs, and asks for 0.
        """
        room = 150 if len(kept) > 9 else 135 if len(kept) > 6 else 115  # letters on a line, by the size of letters
        least, more = [], []
        for place in kept:
            column = table.columns[place]
            if column.kind in _NARROW:
                least.append(0.0)
                more.append(0.0)
                room -= 8
                continue
            rows = table.rows[:MOST_ROWS]
            told = ["".join(piece["text"] for piece in self.cell(column, row.values[place])) for row in rows]
            words = (word for text in (column.title, *told) for word in re.split(rf"[\s{_BREAK}]", text))
            lengths = sorted(map(len, told)) or [8]
            usual = lengths[len(lengths) * 3 // 4 - 1]
            # few words stand on two lines, so that they do not make their whole row high
            least.append(2.0 + max(*map(len, words), 0.65 * usual + 1 if usual < _FEW else 0))
            more.append(max(0.0, min(34.0, math.pow(usual, 0.8)) - least[-1]))
        stretch = max(0.0, room - sum(least)) / (sum(more) or 1)
        return [one + min(stretch, 2.0) * other for one, other in zip(least, more, strict=True)]

    def cell(self, column: Column, value: Value) -> list[dict[str, str]]:
        match value:
            case None:
                return self.sentence((column.none,))
            case Posts():
                found = [self.report.posts[one] for one in value.ids if one in self.report.posts]
                links = [Link(post.label, post.url or f"#post-{post.number}") for post in found]
                return self.sentence([piece for link in links for piece in (", ", link)][1:])
            case Weeks():
                shares = [share for share in value.shares if share is not None]
                return self.sentence((self.words.between(min(shares), max(shares)),) if shares else ())
            case Link():
                return self.sentence((value,))
            case tuple():
                return self.sentence(value)
            case _:
                return self.sentence((self.words.shown(column.kind, value, column.none),))

    def sentence(self, pieces: Iterable[Any]) -> list[dict[str, str]]:
        return [self.piece(piece) for piece in pieces]

    def piece(self, piece: Any) -> dict[str, str]:
        if not isinstance(piece, Link):
            return {"text": broken(piece), "url": "", "place": ""}
        if piece.href.startswith("http"):
            return {"text": broken(piece.text), "url": piece.href, "place": ""}
        place = piece.href.removeprefix("#")
        if place not in self.anchors:
            return {"text": broken(piece.text), "url": "", "place": ""}
        self.linked.add(place)
        return {"text": broken(piece.text), "url": "", "place": place}


def _keep_first(told: dict[str, Any], seen: set[str], linked: set[str]) -> None:
    key = told["key"]
    told["key"] = key if key in linked and key not in seen else ""
    seen.add(key)


def broken(text: str) -> str:
    """The text with places where a long word may be broken, since Typst breaks none by itself."""
    return _LONG.sub(lambda found: _BREAK.join(re.findall(r".{1,12}", found[0])), text)
