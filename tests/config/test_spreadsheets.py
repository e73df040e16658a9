"""A spreadsheet loads however it was saved, and says where it cannot."""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook  # noqa: TID253

from config import Config, Fault
from config.cells import clean
from config.faults import Faults
from config.tables import Sheet, open_table

SHEET = Sheet("things", required=("thing_id", "words"), optional=("note",))

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom"]
_plain = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp", "Co"))
_cell = st.text(st.one_of(_plain, st.sampled_from(list(",;\"\t\n' éßЖ漢😀"))), max_size=12)
_accented = st.text(st.sampled_from(list('abc ;,"ÀÉàéîöüñßøÿ')), max_size=12)


def _rows(cell: st.SearchStrategy[str]) -> st.SearchStrategy[list[tuple[str, str, str]]]:
    rows = st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=6)
    return rows.map(lambda found: [row for row in found if _is_data(row)])


def _is_data(row: tuple[str, ...]) -> bool:
    return any(map(clean, row)) and not clean(row[0]).startswith("#")


def _encoded(text: str, encoding: str) -> bytes:
    if encoding == "utf-16-le-bom":
        return b"\xff\xfe" + text.encode("utf-16-le")
    if encoding == "utf-16-be-bom":
        return b"\xfe\xff" + text.encode("utf-16-be")
    return text.encode(encoding)


def _written(rows: list[tuple[str, str, str]], separator: str, line_end: str, empties: int) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=line_end)
    writer.writerow(["Thing ID", " WORDS ", "note"] + [""] * empties)
    for row in rows:
        writer.writerow([*row, *[""] * empties])
    for _ in range(empties):
        writer.writerow([""] * (3 + empties))
    return out.getvalue()


def _read(raw: bytes, name: str = "things.csv") -> list[tuple[str, ...]]:
    faults = Faults()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, name).write_bytes(raw)
        table = open_table(Path(folder), SHEET, faults)
    assert not list(faults)
    assert table.is_whole
    return [tuple(row.raw(column) for column in SHEET.columns) for row in table.rows]


def _expected(rows: list[tuple[str, str, str]]) -> list[tuple[str, ...]]:
    return [tuple(map(clean, row)) for row in rows]


@settings(deadline=None)
@given(
    rows=_rows(_cell),
    separator=st.sampled_from([",", ";", "\t"]),
    line_end=st.sampled_from(["\r\n", "\n"]),
    encoding=st.sampled_from(ENCODINGS),
    empties=st.integers(0, 2),
    says_separator=st.booleans(),
)
def test_any_table_reads_back_the_same_however_it_was_saved(
    rows: list[tuple[str, str, str]],
    separator: str,
    line_end: str,
    encoding: str,
    empties: int,
    says_separator: bool,
) -> None:
    text = _written(rows, separator, line_end, empties)
    if says_separator:
        text = f"sep={separator}{line_end}{text}"
    assert _read(_encoded(text, encoding)) == _expected(rows)


@settings(deadline=None)
@given(rows=_rows(_accented), separator=st.sampled_from([",", ";", "\t"]))
def test_accented_letters_saved_as_windows_1252_read_back_the_same(
    rows: list[tuple[str, str, str]], separator: str
) -> None:
    assert _read(_written(rows, separator, "\r\n", 1).encode("cp1252")) == _expected(rows)


@settings(deadline=None, max_examples=25)
@given(rows=_rows(_cell))
def test_any_table_saved_as_a_workbook_reads_back_the_same(rows: list[tuple[str, str, str]]) -> None:
    assume(not any(cell.startswith(("=", "#")) for row in rows for cell in row))
    assert _read(_workbook([("Thing ID", "Words", "Note"), *rows, ("", "", "")]), "things.xlsx") == _expected(rows)


def _workbook(rows: list[tuple[Any, ...]], title: str = "Sheet1", more: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for name in more:
        book.create_sheet(name).append(["elsewhere"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_gives_dates_numbers_and_truths_as_text(reading: Callable[..., Config], folder: Path) -> None:
    (folder / "influencers.csv").unlink()
    rows = [
        ("Influencer ID", "Name", "Tier", "Since", "Opted out"),
        ("ana-diaz", "Ana Díaz", 1, date(2026, 9, 1), True),
        ("bo", "Bo Berg", 2.0, datetime(2026, 9, 2), False),  # noqa: DTZ001  (a workbook knows no zone)
    ]
    ana, bo = reading(influencers_xlsx=_workbook(rows)).influencers
    assert (ana.tier, ana.since, ana.opted_out, ana.line) == (1, date(2026, 9, 1), True, 2)
    assert (bo.tier, bo.since, bo.opted_out, bo.line) == (2, date(2026, 9, 2), False, 3)


def test_of_several_sheets_the_one_with_the_files_name_is_read(reading: Callable[..., Config], folder: Path) -> None:
    (folder / "influencers.csv").unlink()
    (folder / "accounts.csv").unlink()
    people = _workbook([("influencer_id", "name"), ("cy", "Cy")], "Influencers", more=("Read me",))
    accounts = _workbook([("influencer_id", "platform", "handle")])
    found = reading(influencers_xlsx=people, accounts_xlsx=accounts)
    assert [person.influencer_id for person in found.influencers] == ["cy"]


HEADER = "topic_id,name,description,seed_phrases,excluded_phrases,sensitive\n"
FAULTY_FILES: dict[str, tuple[str | bytes, int, str, int, str, str]] = {
    # what is wrong: the file, then line, column's name and number, a word of what, a word of the remedy
    "nothing in it": ("", 1, "", 0, "is empty", "write the header: topic_id,name"),
    "no header": (
        "bread,Bread,x,sourdough\n", 1, "", 0, "the header is missing", "topic_id,name,seed_phrases",
    ),
    "a column misspelt": (
        "topic_id,name,seed_phrases,sensitve\n",
        1, "sensitve", 4, "'sensitve' is no column", "write 'sensitive'",
    ),
    "a column unheard of": (
        "topic_id,name,seed_phrases,colour\n",
        1, "colour", 4, "'colour' is no column", "begin its name with _",
    ),
    "a column twice": (
        HEADER.replace("description", "name"), 1, "name", 3, "stands twice", "remove one of them",
    ),
    "a column missing": (
        "topic_id,name\n", 1, "seed_phrases", 3, "is missing", "add 'seed_phrases' to the header",
    ),
    "a cell too many": (
        HEADER.replace(",", ";") + "\nbread;Bread;;rye;loaf;;;x;y\n",
        3, "", 8, "beyond the header's 6", "in quotes",
    ),
    "an open quote": (
        HEADER + 'bread,Bread,,rye,,\nfaith,"Faith,,x,,\n', 3, "", 0, "cannot be read", 'close every "',
    ),
    "a NUL": (HEADER.encode() + b"a\0b", 0, "", 0, "NUL", "CSV UTF-8"),
    "UTF-16 cut": (b"\xff\xfe" + HEADER.encode("utf-16-le") + b"a", 2, "", 0, "UTF-16", "CSV UTF-8"),
    "UTF-8 with a broken letter": (
        (HEADER + "bread,Brød,Ñandú,rye,,\n").encode() + b"x,\xff,,rye,,\n",
        3, "", 0, "damaged", "CSV UTF-8",
    ),
    "no known encoding": (
        HEADER.encode() + b"bread,\x81\x8d,,rye,,\n", 2, "", 0, "neither UTF-8 nor", "CSV UTF-8",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FAULTY_FILES)
def test_a_file_that_cannot_be_read_says_where_and_what_to_do(kind: str, faults: Callable[..., list[Fault]]) -> None:
    content, line, column, number, what, remedy = FAULTY_FILES[kind]
    found = faults(topics_csv=content)[0]
    assert (found.file, found.line, found.column, found.column_number) == ("topics.csv", line, column, number)
    assert what in found.what
    assert remedy in found.remedy


FAULTY_WORKBOOKS: dict[str, tuple[bytes, int, str, int, str, str]] = {
    "no workbook": (b"PK\3\4 cut", 0, "", 0, "cannot be opened", "save it as CSV UTF-8"),
    "no sheet told": (
        _workbook([("a",)], "One", ("Two",)), 0, "", 0, "'One' or 'Two'", "call one of them 'topics'",
    ),
    "a long number": (
        _workbook([("topic_id", "name", "seed_phrases"), (1294030472427835393, "Bread", "rye")]),
        2, "topic_id", 1, "more than 15 digits", "format the column as text",
    ),
    "a formula without value": (
        _workbook([("topic_id", "name", "seed_phrases"), ("bread", "=A2", "rye")]),
        2, "name", 2, "'=A2' was saved without its value", "write the value itself",
    ),
    "a formula that failed": (
        _workbook([("topic_id", "name", "seed_phrases"), ("bread", "#REF!", "rye")]),
        2, "name", 2, "gives #REF!", "write the value itself",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FAULTY_WORKBOOKS)
def test_a_workbook_that_cannot_be_read_says_where_and_what_to_do(
    kind: str, faults: Callable[..., list[Fault]], folder: Path
) -> None:
    content, line, column, number, what, remedy = FAULTY_WORKBOOKS[kind]
    (folder / "topics.csv").unlink()
    found = faults(topics_xlsx=content)[0]
    assert (found.file, found.line, found.column, found.column_number) == (
        "topics.xlsx",
        line,
        column,
        number,
    )
    assert what in found.what
    assert remedy in found.remedy


def test_a_missing_file_is_a_fault_that_tells_its_header(fault: Callable[..., Fault], folder: Path) -> None:
    (folder / "topics.csv").unlink()
    found = fault()
    assert (found.file, found.line, found.what) == ("topics.csv", 0, "is missing")
    assert "topic_id,name,seed_phrases" in found.remedy


@pytest.mark.parametrize("saved_as", ["Topics.CSV", "topics.xls", "topics.ods"])
def test_a_file_saved_under_another_name_is_named(saved_as: str, fault: Callable[..., Fault], folder: Path) -> None:
    (folder / "topics.csv").rename(folder / saved_as)
    assert f"save {saved_as} as topics.csv" in fault().remedy


def test_a_csv_and_a_workbook_side_by_side_are_a_fault(fault: Callable[..., Fault]) -> None:
    found = fault(topics_xlsx=_workbook([("topic_id", "name", "seed_phrases")]))
    assert (found.file, found.remedy) == ("topics.csv", "keep the one you edit and remove the other")
    assert "topics.xlsx" in found.what


def test_a_fault_below_a_cell_of_several_lines_names_the_line_an_editor_shows(
    fault: Callable[..., Fault],
) -> None:
    found = fault(topics_csv=HEADER + 'bread,Bread,"baked\nat home",rye,,\n\n# a comment\nfaith,Faith,,,,\n')
    assert (found.line, found.column, found.column_number) == (6, "seed_phrases", 4)


def test_an_own_column_and_comments_are_passed_over(reading: Callable[..., Config]) -> None:
    text = "# of the spring\ntopic_id,_mine,name,seed_phrases\n# bread,x,Bread,rye\nfaith,y,Faith,sermon\n"
    assert [topic.topic_id for topic in reading(topics_csv=text).topics] == ["faith"]


def test_the_mark_that_keeps_a_spreadsheet_from_running_a_cell_is_taken_off(
    reading: Callable[..., Config],
) -> None:
    text = "influencer_id,platform,handle\nbo,x,'@bo_berg\n"
    assert reading(accounts_csv=text).accounts[0].handle == "bo_berg"


def test_openpyxl_is_imported_only_for_a_workbook(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "config.workbook", raising=False)
    open_table(folder, Sheet("topics", ("topic_id", "name", "seed_phrases"), ()), Faults())
    assert "config.workbook" not in sys.modules
