"""What a reader finds in the files of a report: the cells of its tables, as they are shown."""

from __future__ import annotations

import html as entities
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path


def plain(text: str) -> str:
    """Without what a format adds: places to break, kinds of space, ligatures."""
    text = unicodedata.normalize("NFKC", text.replace("\u200b", ""))
    return " ".join(text.split())


def html_tables(written: Path) -> list[list[list[str]]]:
    from selectolax.lexbor import LexborHTMLParser as HTMLParser

    tree = HTMLParser((written / "report.html").read_text(encoding="utf-8"))
    return [
        [[plain(cell.text()) for cell in row.css("th, td")] for row in table.css("tr")] for table in tree.css("table")
    ]


def markdown_tables(written: Path) -> list[list[list[str]]]:
    """Pipe tables; a link as its words."""
    return pipe_tables((written / "report.md").read_text(encoding="utf-8"))


def pipe_tables(text: str) -> list[list[list[str]]]:
    """The tables of a Markdown text, heads included."""
    found: list[list[list[str]]] = []
    is_within = False
    for line in text.splitlines():
        if not line.startswith("| "):
            is_within = False
            continue
        if not is_within:
            found.append([])
        is_within = True
        cells = re.split(r"(?<!\\) \| ", f" {line[1:-1].strip()} ".replace("|  |", "| |"))
        unlinked = (re.sub(r"\[((?:[^\]\\]|\\.)*)\]\([^)]*\)", r"\1", cell) for cell in cells)
        found[-1].append([plain(entities.unescape(re.sub(r"\\(.)", r"\1", cell))) for cell in unlinked])
    return [[row for place, row in enumerate(table) if place != 1] for table in found]


def displayed(cell) -> str:
    """What a spreadsheet shows."""
    if cell.data_type == "d":
        return f"{cell.value:%Y-%m-%d %H:%M}" if "hh" in cell.number_format else f"{cell.value:%Y-%m-%d}"
    if cell.data_type != "n" or cell.value is None:
        return str(cell.value or "")
    value = Decimal(repr(cell.value))
    if "%" in cell.number_format:
        return f"{(value * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)} %"
    digits = Decimal("0.1") if ".0" in cell.number_format else Decimal(1)
    return f"{value.quantize(digits, rounding=ROUND_HALF_UP):,}"
