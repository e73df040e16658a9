"""A report as Markdown: for a chat, a wiki, a diff of two weeks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

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
from transforms.weekly.language import Language, language

# what Markdown or the HTML within it would read as more than a letter, wherever it stands; a bracket ahead of "(" or
# behind "!" is one of these, so that both may stay as they are
_MEANS = re.compile(r"([\\`*_\[\]<>#+|~&$])")
_HEADS_A_LINE = re.compile(r"^(\s*\d*)([-=:.)])")


def render(report: WeeklyReport) -> str:
    """The whole report."""
    return "\n".join(_Writer(report).lines()) + "\n"


def escaped(text: str) -> str:
    """Text as text: nothing in it emphasises, links or opens a tag."""
    return _MEANS.sub(r"\\\1", text)


def verbatim(text: str) -> str:
    """Text to copy, letter for letter: in a fence longer than any within it."""
    if not (line := " ".join(text.split())):
        return ""
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    room = " " if "`" in (line[0], line[-1]) else ""
    return f"{fence}{room}{line}{room}{fence}"


class _Writer:
    def __init__(self, report: WeeklyReport) -> None:
        self.report = report
        self.words: Language = language(report.language)

    def lines(self) -> Iterator[str]:
        report = self.report
        yield from (f"# {escaped(report.title)}", "", escaped(report.subtitle), "")
        for section in report.sections:
            yield from self.section(section, "##")
            if section.key == "people":
                for page in report.pages:
                    yield from self.section(page, "###")

    def section(self, section: Section, level: str) -> Iterator[str]:
        yield from (f"{level} {escaped(section.title)}", "")
        for block in section.blocks:
            match block:
                case Paragraph():
                    yield from (_HEADS_A_LINE.sub(r"\1\\\2", self.sentence(block.pieces)), "")
                case Table():
                    yield from self.table(block)
                case Chart():
                    yield from self.table(block.table)
                case Card():
                    yield from self.card(block)

    def table(self, table: Table) -> Iterator[str]:
        yield from (f"*{escaped(table.caption)}*", "")
        if not table.rows:
            yield from (escaped(table.empty), "")
            return
        places = shown_places(table)
        columns = [table.columns[place] for place in places]
        yield f"| {' | '.join(escaped(column.title) for column in columns)} |"
        yield f"| {' | '.join('--:' if column.kind in NUMERIC else '---' for column in columns)} |"
        for row in table.rows:
            yield f"| {' | '.join(self.cell(table.columns[place], row.values[place]) for place in places)} |"
        yield ""

    def card(self, card: Card) -> Iterator[str]:
        yield from (f"**{escaped(card.kicker)}**: {self.sentence(card.title)}", "")
        for name, told in card.facts:
            yield f"- {escaped(name)}: {self.sentence(told)}"
        for name, text in card.ready:
            yield f"- {escaped(name)}: {verbatim(text)}"
        yield ""

    def cell(self, column: Column, value: Value) -> str:
        match value:
            case None:
                return escaped(column.none)
            case Posts():
                found = (self.report.posts[one] for one in value.ids if one in self.report.posts)
                return ", ".join(self.link(Link(post.label, post.url)) for post in found)
            case Weeks():
                shares = [share for share in value.shares if share is not None]
                return self.words.between(min(shares), max(shares)) if shares else ""
            case tuple():
                return self.sentence(value)
            case Link():
                return self.link(value)
            case _:
                return escaped(self.words.shown(column.kind, value, column.none))

    def sentence(self, pieces: Iterable[Any]) -> str:
        return "".join(self.link(piece) if isinstance(piece, Link) else escaped(piece) for piece in pieces)

    def link(self, link: Link) -> str:
        """A link to the web; Markdown has no places within, so those are plain words."""
        if not link.href.startswith("http"):
            return escaped(link.text)
        return f"[{escaped(link.text)}]({link.href.replace('(', '%28').replace(')', '%29')})"
