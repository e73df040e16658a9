"""Numbers and words are read back out of HTML, PDF, XLSX, Markdown, CSV and Parquet, and held against the one object."""

from __future__ import annotations

import csv
import html as entities
import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from tests.transforms.weekly.read_back import displayed, html_tables, markdown_tables, plain
from transforms.weekly import tables
from transforms.weekly.document import Card, Link, Paragraph, Posts, Table, WeeklyReport, Weeks, shown_places
from transforms.weekly.language import language


def words_of(report: WeeklyReport, column, value) -> str:
    """A cell as a page shows it."""
    match value:
        case Posts():
            return ", ".join(report.posts[one].label for one in value.ids)
        case Weeks():
            shares = [share for share in value.shares if share is not None]
            return language(report.language).between(min(shares), max(shares))
        case Link():
            return value.text
        case tuple():
            return "".join(map(str, value))
        case _:
            return language(report.language).shown(column.kind, value, column.none)


def all_tables(report: WeeklyReport) -> list[Table]:
    return [*report.tables(), *(table for page in report.pages for table in page.tables())]


def test_html_and_the_report_have_the_same_cells(report: WeeklyReport, written: Path) -> None:
    found = html_tables(written)
    expected = [table for table in all_in_order(report) if table.rows]
    assert len(found) == len(expected)
    for table, rows in zip(expected, found, strict=True):
        places = shown_places(table)
        assert rows[0] == [plain(table.columns[place].title) for place in places]
        told = [
            [plain(words_of(report, table.columns[place], row.values[place])) for place in places] for row in table.rows
        ]
        assert rows[1:] == told, table.key


def all_in_order(report: WeeklyReport) -> list[Table]:
    """As the pages have them: those of people follow the index."""
    told: list[Table] = []
    for section in report.sections:
        told.extend(section.tables())
        if section.key == "people":
            told.extend(table for page in report.pages for table in page.tables())
    return told


def test_markdown_and_the_report_have_the_same_cells(report: WeeklyReport, written: Path) -> None:
    found = markdown_tables(written)
    expected = [table for table in all_in_order(report) if table.rows]
    assert len(found) == len(expected)
    for table, rows in zip(expected, found, strict=True):
        places = shown_places(table)
        told = [
            [plain(words_of(report, table.columns[place], row.values[place])) for place in places] for row in table.rows
        ]
        assert rows[1:] == told, table.key


def test_the_workbook_and_the_report_have_the_same_cells(report: WeeklyReport, written: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(written / "report.xlsx")
    expected = list(tables.all_tables(report))
    sheets = {sheet.title: sheet for sheet in book.worksheets[1:]}
    assert len(sheets) == len(expected)
    for table, sheet in zip(expected, sheets.values(), strict=True):
        assert sheet["A1"].value == table.caption
        rows = list(sheet.iter_rows(min_row=4, max_row=3 + len(table.rows)))
        for row, cells in zip(table.rows, rows, strict=True):
            for column, value, cell in zip(table.columns, row.values, cells, strict=True):
                if column.kind == "decided" and value is None:
                    assert cell.value is None
                else:
                    assert plain(displayed(cell)) == in_sheet(report, column, value), (table.key, column.key)


def in_sheet(report: WeeklyReport, column, value) -> str:
    """What a page shows, in the forms a spreadsheet has for numbers and days."""
    if column.kind == "share" and isinstance(value, Decimal):
        return f"{(value * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)} %"
    if column.kind == "decimal" and isinstance(value, Decimal):
        return f"{value.quantize(Decimal('0.1'), rounding=ROUND_HALF_UP):,}"
    if column.kind == "date" and value is not None:
        return f"{value:%Y-%m-%d}"
    if column.kind == "time" and value is not None:
        return f"{value:%Y-%m-%d %H:%M}"
    return plain(words_of(report, column, value))


def test_the_pdf_holds_every_cell_of_every_table(report: WeeklyReport, written: Path) -> None:
    from pypdf import PdfReader

    def squeezed(text: str) -> str:
        return re.sub(r"\s", "", plain(text))  # where a line ends is the page's own business

    pages = squeezed("".join(page.extract_text() for page in PdfReader(written / "report.pdf").pages))
    for table in all_in_order(report):
        assert squeezed(table.caption) in pages
        for row in table.rows:
            for column, value in table.cells(row):
                if column.kind in ("decided", "id") or column.aside:
                    continue  # a printed page has no use for them
                for word in words_of(report, column, value).split():
                    assert squeezed(word) in pages, (table.key, column.key, word)


def test_sentences_and_cards_stand_in_every_format(report: WeeklyReport, written: Path) -> None:
    from openpyxl import load_workbook
    from pypdf import PdfReader
    from selectolax.lexbor import LexborHTMLParser as HTMLParser

    page = HTMLParser((written / "report.html").read_text(encoding="utf-8")).body.text()
    mark = re.sub(
        r"\\(.)",
        r"\1",
        re.sub(r"\[((?:[^\]\\]|\\.)*)\]\([^)]*\)", r"\1", (written / "report.md").read_text(encoding="utf-8")),
    )
    readme = load_workbook(written / "report.xlsx").worksheets[0]
    book = " ".join(str(cell.value) for row in readme.iter_rows() for cell in row if cell.value)
    pdf = "".join(one.extract_text() for one in PdfReader(written / "report.pdf").pages)
    squeezed = {
        name: re.sub(r"\s", "", plain(entities.unescape(text)))
        for name, text in (("html", page), ("markdown", mark), ("xlsx", book), ("pdf", pdf))
    }
    for section in report.sections:
        for block in section.blocks:
            told = []
            if isinstance(block, Paragraph):
                told = ["".join(map(str, block.pieces))]
            elif isinstance(block, Card):
                told = ["".join(map(str, block.title)), *("".join(map(str, fact)) for _, fact in block.facts),
                        *(text for _, text in block.ready)]  # fmt: skip
            elif isinstance(block, Table) and not block.rows:
                told = [block.empty]
            for text in told:
                for name, whole in squeezed.items():
                    assert re.sub(r"\s", "", plain(text)) in whole, (name, text)


def test_csv_and_parquet_hold_the_values_themselves(report: WeeklyReport, written: Path) -> None:
    import pyarrow.parquet as pq

    for table in tables.all_tables(report):
        with (written / "csv" / f"{table.key}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == len(table.rows)
        typed = pq.read_table(written / "parquet" / f"{table.key}.parquet").to_pylist()
        for row, cells, parquet in zip(table.rows, rows, typed, strict=True):
            for column, value in table.cells(row):
                told = tables.plain(value)
                if isinstance(told, Decimal):
                    assert Decimal(cells[column.key]) == told
                    assert parquet[column.key] == pytest.approx(float(told))
                elif isinstance(value, Posts):
                    assert cells[column.key].split() == parquet[column.key] == list(value.ids)
                elif told is None:
                    assert cells[column.key] == ""
                    assert parquet[column.key] is None
                elif isinstance(value, str | Link | tuple):
                    assert cells[column.key].removeprefix("'") == str(told).removeprefix("'")
                    assert parquet[column.key] == told


def test_every_number_leads_to_its_posts(report: WeeklyReport, written: Path) -> None:
    from selectolax.lexbor import LexborHTMLParser as HTMLParser

    tree = HTMLParser((written / "report.html").read_text(encoding="utf-8"))
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    inner = {node.attributes["href"][1:] for node in tree.css("a[href^='#']")}
    assert inner <= set(ids)
    cited = {post.url or f"#post-{post.number}": post for post in report.posts.values()}
    assert len(tree.css("td.p a")) >= 15
    for link in tree.css("td.p a"):
        post = cited[link.attributes["href"]]
        assert link.text() == post.label
        assert not post.number or f"post-{post.number}" in ids


def test_the_same_report_makes_the_same_files(report: WeeklyReport, written: Path, tmp_path: Path) -> None:
    from transforms.weekly.write import write

    write(report, tmp_path)
    for name in (
        "report.html",
        "report.md",
        "report.pdf",
        "csv/topics.csv",
        "parquet/topics.parquet",
        "people/ana.html",
    ):
        assert (tmp_path / name).read_bytes() == (written / name).read_bytes(), name
