"""A report as one HTML file: no request to anywhere, whole without script, sortable with it.

Its own policy forbids everything but the one style and the one script that stand in it, by their digests, so that no
word of anybody can run or load a thing even where an escape were missed.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from transforms.weekly import charts
from transforms.weekly.document import (
    NUMERIC,
    Card,
    Chart,
    CitedPost,
    Column,
    Link,
    Paragraph,
    Posts,
    Row,
    Section,
    Table,
    Value,
    WeeklyReport,
    Weeks,
    shown_places,
)
from transforms.weekly.language import language

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).parent / "page"
_SHORT, _WIDE = 18, 90  # letters that a cell holds on one line; from how many on it wants room
_LETTERS = dict.fromkeys(NUMERIC, "r") | {"id": "i", "posts": "p"}
_NEVER_LED_TO = ("interest-", "newest-", "shared-", "presence-", "person_")  # rows and tables of people's pages
_INKS = {charts.INK: "var(--ink)", charts.QUIET: "var(--quiet)", charts.GRID: "var(--line)",
         charts.ACCENT: "var(--accent)", charts.WARNING: "var(--warning)", '"white"': '"var(--paper)"'}  # fmt: skip
_FONT = re.compile(r' (?:font-family|xmlns:xlink|version)="[^"]*"')


def render(report: WeeklyReport) -> str:
    """The whole report."""
    return _page(report, report.sections, report.pages, report.title)


def render_person(report: WeeklyReport, page: Section) -> str:
    """One person's page as a file of its own."""
    return _page(report, (page,), (), f"{page.title} · {report.brand}")


def _page(report: WeeklyReport, sections: Iterable[Section], pages: Iterable[Section], title: str) -> str:
    style, script = _file("report.css"), _file("report.js")
    sections, pages = tuple(sections), tuple(pages)
    return _environment().get_template("report.html").render(
        report=report, sections=sections, pages=pages, title=title, style=style, script=script, label=report.labels,
        policy=f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'",
        cell=_Cells(report, _anchors(sections, pages)), kind=_kind, short=_short(report, sections),
    )  # fmt: skip


def _short(report: WeeklyReport, sections: Iterable[Section]) -> dict[str, str]:
    words = language(report.language)
    return {section.key: words.short(section.key, section.title) for section in sections}


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _file(name: str) -> str:
    """A file as every page carries it: without what is for whoever reads the file."""
    lines = (line.strip() for line in (FOLDER / name).read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _kind(block: object) -> str:
    return {Paragraph: "paragraph", Table: "table", Chart: "chart", Card: "card"}[type(block)]


def _anchors(sections: Iterable[Section], pages: Iterable[Section]) -> set[str]:
    """Every place of this file that a link may lead to."""
    found: set[str] = set()
    for section in (*sections, *pages):
        found.add(section.key)
        found.update(block.key for block in section.blocks if isinstance(block, Card))
        for table in section.tables():
            found.update((table.key, *(row.key for row in table.rows)))
    return found


class _Cells:
    """What a cell, a sentence and a chart look like; all text goes through Markup's escape."""

    def __init__(self, report: WeeklyReport, anchors: set[str]) -> None:
        from markupsafe import Markup, escape

        self.report, self.anchors = report, anchors
        self.words = language(report.language)
        self.markup, self.escape = Markup, escape
        self.used: set[str] = set()

    @cached_property
    def files(self) -> dict[str, str]:
        """Where the pages lie that this file does not hold."""
        return {f"#{page.key}": f"people/{page.key.removeprefix('person-')}.html" for page in self.report.extra_pages}

    def place(self, key: str) -> Any:
        """An id attribute, where anything leads there or a reader might; each once, since ids are unique."""
        if key in self.used or key.startswith(_NEVER_LED_TO):
            return ""
        self.used.add(key)
        return self.markup(f' id="{self.escape(key)}"')

    def link(self, link: Link) -> Any:
        href = link.href
        if href.startswith("#") and href[1:] not in self.anchors:
            if href not in self.files:
                return self.apart(link.text)
            href = self.files[href]
        return self.markup(f'<a href="{self.escape(href)}">{self.apart(link.text)}</a>')

    def apart(self, text: str) -> Any:
        """Words of others, kept from turning the words beside them where they may run from right to left."""
        if text.isascii() or not any(unicodedata.bidirectional(letter) in ("R", "AL", "AN") for letter in text):
            return self.escape(text)
        return self.markup(f"<bdi>{self.escape(text)}</bdi>")

    def sentence(self, pieces: Iterable[Any]) -> Any:
        return self.markup("").join(
            self.link(piece) if isinstance(piece, Link) else self.escape(piece) for piece in pieces
        )

    def __call__(self, column: Column, value: Value) -> Any:
        """The inside of a cell."""
        match value:
            case None:
                return self.escape(column.none)
            case Posts():
                return self.posts(value)
            case Weeks():
                return self.weeks(value)
            case Link():
                return self.link(value)
            case tuple():
                return self.sentence(value)
            case _ if column.kind in NUMERIC or column.kind in ("date", "time"):
                return self.escape(self.words.shown(column.kind, value, column.none))
            case _:
                return self.apart(self.words.shown(column.kind, value, column.none))

    def posts(self, told: Posts) -> Any:
        """Numbers, each leading to the original; the list of posts says whose it is."""
        return self.markup(", ").join(self.post(self.report.posts[one]) for one in told.ids if one in self.report.posts)

    def post(self, post: CitedPost) -> Any:
        place = f"post-{post.number}"
        href = post.url or (f"#{place}" if place in self.anchors else "")
        if not href:
            return self.escape(post.label)
        return self.markup(f'<a href="{self.escape(href)}">{self.escape(post.label)}</a>')

    def weeks(self, told: Weeks) -> Any:
        """A small line, and what it shows in words."""
        shares = [share for share in told.shares if share is not None]
        if not shares:
            return ""
        spoken = self.words.between(min(shares), max(shares))
        return self.markup(f"{_inked(charts.line(told.shares))}<span class=spoken>{self.escape(spoken)}</span>")

    def order(self, column: Column, value: Value) -> Any:
        """What a column is sorted by, where that is not its words."""
        if isinstance(value, Posts):
            return self.markup(f' data-by="{len(value.ids)}"') if len(value.ids) > 1 else ""
        if column.kind in NUMERIC or column.kind in ("date", "time"):
            return self.markup(f' data-by="{self.escape("" if value is None else value)}"')
        return ""

    def columns(self, table: Table) -> list[Column]:
        return [table.columns[place] for place in shown_places(table)]

    def of(self, table: Table, row: Row) -> list[tuple[Column, Value]]:
        return [(table.columns[place], row.values[place]) for place in shown_places(table)]

    def look(self, column: Column, value: Value) -> Any:
        """How a cell is set, in letters that page/report.html explains."""
        letters = _LETTERS.get(column.kind, "")
        if value is None:
            letters += "n"
        elif isinstance(value, Weeks):
            pass  # a line and its bounds stand on one line
        elif column.kind not in NUMERIC and column.kind not in ("date", "time"):
            long = self.length(value)
            letters += "w" if long > _WIDE else "l" if long > _SHORT else ""
        return self.classes(letters)

    def length(self, value: Value) -> int:
        """How many letters a cell of words has."""
        if isinstance(value, Posts):
            return len(", ".join(self.report.posts[one].label for one in value.ids if one in self.report.posts))
        return len("".join(map(str, value)) if isinstance(value, tuple) else str(value))

    def head(self, column: Column) -> Any:
        return self.classes(_LETTERS.get(column.kind, ""))

    def classes(self, letters: str) -> Any:
        told = " ".join(letters)
        return self.markup(f' class="{told}"' if len(letters) > 1 else f" class={told}" if told else "")

    def chart(self, chart: Chart) -> Any:
        drawn = _inked(chart.svg).replace("<svg ", f'<svg role="img" aria-label="{self.escape(chart.alternative)}" ', 1)
        return self.markup(drawn)


def _inked(svg: str) -> str:
    """The same picture in the inks of the page, which are others in the dark, and in its letters."""
    return re.sub("|".join(map(re.escape, _INKS)), lambda found: _INKS[found[0]], _FONT.sub("", svg))
