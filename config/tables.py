"""A spreadsheet on disk -> rows whose cells know their place, however the spreadsheet was saved.

`influencers.csv` may be saved by Excel, LibreOffice or an editor: comma, semicolon or tab, any encoding of
decoding.py, a `sep=;` line, a header in other case (`Opted out`), empty columns and rows at the end, or as
`influencers.xlsx` instead. A row whose first cell begins with `#` is a comment; a column whose name begins
with `_` is its owner's own.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from config import cells
from config.decoding import Undecodable, decode
from config.faults import Fault, Faults, NotUnderstood, nearest, one_of, propose, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

_SEPARATORS = (",", ";", "\t")
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|])"?[,;\t]*[\r\n]*', re.IGNORECASE)
_SAVED_AS = {".csv", ".tsv", ".txt", ".xls", ".xlsx", ".xlsm", ".ods", ".numbers"}
_T = TypeVar("_T")


@dataclass(frozen=True)
class Sheet:
    """What a spreadsheet of the configuration is called and which columns it has."""

    stem: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    dates: tuple[str, ...] = ()
    ignores_other_columns: bool = False  # true where a sheet of the weekly report is saved under this name

    @property
    def columns(self) -> tuple[str, ...]:
        return self.required + self.optional


@dataclass(frozen=True)
class Record:
    """One row as saved: its line in the file (in a workbook its row) and its cells as text."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One row under its header. The readers below record a fault and give None (or nothing) for it."""

    file: str
    line: int
    _cells: dict[str, str]
    _numbers: dict[str, int]
    _order: cells.DateOrder | None
    _faults: Faults

    def fault(self, column: str, what: str, remedy: str) -> None:
        """Record what is wrong with this row's cell."""
        self._faults.add(Fault(self.file, self.line, column, self._numbers.get(column, 0), what, remedy))

    def raw(self, column: str) -> str:
        """The cell as it stands, "" where the row or the header is too short."""
        return self._cells.get(column, "")

    def text(self, column: str) -> str:
        """The cell on one line."""
        return " ".join(self.raw(column).split())

    def read(self, column: str, reader: Callable[[str], _T]) -> _T | None:
        """What the reader makes of the cell; None and a fault where it cannot."""
        try:
            return reader(self.text(column))
        except NotUnderstood as failure:
            self.fault(column, failure.what, failure.remedy)
            return None

    def required(self, column: str, example: str) -> str:
        """The cell's text; a fault where it is empty."""
        if not (text := self.text(column)):
            self.fault(column, "is empty", f"write {example}")
        return text

    def identity(self, column: str, example: str) -> str:
        """An id as written; a fault where it is empty or cannot be one."""
        if text := self.required(column, example):
            self.read(column, cells.read_identity)
        return text

    def date(self, column: str) -> date | None:
        """The cell's date, None where it is empty."""
        return self.read(column, lambda text: cells.read_date(text, self._order)) if self.text(column) else None

    def flag(self, column: str) -> bool:
        """Yes or no; an empty cell is no."""
        return bool(self.read(column, cells.read_flag))

    def phrases(self, column: str) -> tuple[str, ...]:
        """The cell's `;`-separated phrases."""
        try:
            return cells.read_phrases(self.raw(column))
        except NotUnderstood as failure:
            self.fault(column, failure.what, failure.remedy)
            return ()


@dataclass
class Table:
    """The rows of one file; `is_whole` is False where part of it could not be read, so that nothing is
    called unknown only because it stands in the unread part.
    """

    file: str
    rows: list[Row] = field(default_factory=list)
    is_whole: bool = True


def open_table(folder: Path, sheet: Sheet, faults: Faults) -> Table:
    """Read `<stem>.csv`, or `<stem>.xlsx` in its stead; every fault goes to `faults`."""
    path = _find(folder, sheet, faults)
    if path is None:
        return Table(str(folder / f"{sheet.stem}.csv"), is_whole=False)
    reading = _Reading(str(path), sheet, faults)
    if path.suffix == ".xlsx":
        # openpyxl costs a second to import: only those pay who keep a workbook
        from config.workbook import workbook_records

        return reading.table(lambda: workbook_records(path, sheet.stem, reading.fault_at))
    return reading.table(lambda: _text_records(path, sheet))


def _find(folder: Path, sheet: Sheet, faults: Faults) -> Path | None:
    text, workbook = (folder / f"{sheet.stem}.{suffix}" for suffix in ("csv", "xlsx"))
    if text.is_file() and workbook.is_file():
        what = f"stands beside {workbook.name}, and only one of them can be right"
        faults.add(Fault(str(text), 0, "", 0, what, "keep the one you edit and remove the other"))
        return None
    if not text.is_file() and not workbook.is_file():
        header = ",".join(sheet.columns)
        remedy = f"make it with this first line: {header}"
        if lookalikes := sorted(path.name for path in folder.iterdir() if _looks_like(path, sheet)):
            remedy = f"save {one_of(lookalikes)} as {text.name} (CSV UTF-8) or {workbook.name}"
        faults.add(Fault(str(text), 0, "", 0, "is missing", remedy))
        return None
    return text if text.is_file() else workbook


def _looks_like(path: Path, sheet: Sheet) -> bool:
    return path.stem.casefold() == sheet.stem and path.suffix.casefold() in _SAVED_AS


class CutShort(NotUnderstood):
    """Reading cannot go on after this line."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.line = line


def _text_records(path: Path, sheet: Sheet) -> Iterator[Record]:
    try:
        text = decode(path.read_bytes())
    except OSError as failure:
        raise CutShort(0, f"cannot be read ({failure.strerror})", "give this user the right to read it") from None
    except Undecodable as failure:
        raise CutShort(failure.line, failure.what, failure.remedy) from None
    skipped, separator = _separator(text, sheet)
    lines = io.StringIO(text, newline="")
    for _ in range(skipped):
        lines.readline()
    reader = csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True)
    while True:
        line = skipped + reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as failure:
            what = f"the row that begins here cannot be read to its end ({failure})"
            raise CutShort(line, what, 'close every ", and write a " inside a cell as ""') from None
        yield Record(line, tuple(row))


def _separator(text: str, sheet: Sheet) -> tuple[int, str]:
    """Lines to skip and the separator: what a `sep=` line says, else what makes the header readable."""
    lines = io.StringIO(text, newline="")
    for number, line in enumerate(lines, start=1):
        if number == 1 and (match := _SEPARATOR_LINE.fullmatch(line)):
            return 1, match[1]
        if line.strip('\r\n\t ,;"') and not line.lstrip(' "').startswith("#"):
            return 0, max(_SEPARATORS, key=lambda separator: _known_names(line, separator, sheet))
    return 0, ","


def _known_names(line: str, separator: str, sheet: Sheet) -> int:
    names = (column_name(cell.strip(' "\r\n')) for cell in line.split(separator))
    return sum(name in sheet.columns for name in names)


def column_name(cell: str) -> str:
    """`Opted out ` -> opted_out."""
    return re.sub(r"[\s_-]+", "_", cells.clean(cell).casefold())


class _Reading:
    """One file on its way to a Table: the header is matched, rows are laid under it."""

    def __init__(self, file: str, sheet: Sheet, faults: Faults) -> None:
        self.sheet = sheet
        self.faults = faults
        self.found = Table(file)
        self.numbers: dict[str, int] = {}
        self.width = 0

    def fault_at(self, line: int, column: str, number: int, what: str, remedy: str) -> None:
        """Record a fault; the column's name is filled in from the header once that is known."""
        names = {place: name for name, place in self.numbers.items()}
        self.faults.add(Fault(self.found.file, line, column or names.get(number, ""), number, what, remedy))

    def table(self, records: Callable[[], Iterator[Record]]) -> Table:
        laid: list[tuple[int, dict[str, str]]] = []
        try:
            for record in records():
                cleaned = [cells.clean(cell) for cell in record.cells]
                if not any(cleaned) or cleaned[0].startswith("#"):
                    continue
                if not self.numbers:
                    self._match_header(record.line, cleaned)
                else:
                    laid.append((record.line, self._lay(record.line, cleaned)))
        except CutShort as failure:
            self.fault_at(failure.line, "", 0, failure.what, failure.remedy)
            self.found.is_whole = False
        else:
            if not self.numbers:
                self.fault_at(1, "", 0, "is empty", f"write the header: {','.join(self.sheet.columns)}")
                self.found.is_whole = False
        order = cells.date_order(row[name] for _, row in laid for name in self.sheet.dates if name in row)
        self.found.rows = [Row(self.found.file, line, row, self.numbers, order, self.faults) for line, row in laid]
        return self.found

    def _match_header(self, line: int, header: list[str]) -> None:
        names = [column_name(cell) for cell in header]
        if not set(names) & set(self.sheet.columns):
            what = f"{shown(header[0])} is no column: the header is missing"
            raise CutShort(line, what, f"write it as the first line: {','.join(self.sheet.columns)}")
        self.width = len(header)
        absent = [name for name in self.sheet.columns if name not in names]
        for number, (name, written) in enumerate(zip(names, header, strict=True), start=1):
            if name in self.numbers:
                self.fault_at(line, name, number, "this column stands twice", "remove one of them")
            elif name in self.sheet.columns:
                self.numbers[name] = number
            elif name and not name.startswith("_"):
                self._unknown_column(line, number, written, absent)
        for name in self.sheet.required:
            if name not in names:
                self.fault_at(line, name, self.width + 1, "this column is missing", f"add '{name}' to the header")
                self.found.is_whole = False

    def _unknown_column(self, line: int, number: int, written: str, absent: list[str]) -> None:
        near = nearest(column_name(written), absent)
        if near is None and self.sheet.ignores_other_columns:
            return
        remedy = propose(column_name(written), absent) if absent else "remove the column"
        what = f"{shown(written)} is no column of this table"
        self.fault_at(line, written, number, what, f"{remedy}, or begin its name with _ to keep it for yourself")

    def _lay(self, line: int, row: list[str]) -> dict[str, str]:
        for number in range(self.width + 1, len(row) + 1):
            if row[number - 1]:
                what = f"{shown(row[number - 1])} stands beyond the header's {self.width} columns"
                remedy = 'put a cell that holds the separator in quotes: "a;b"'
                self.fault_at(line, "", number, what, remedy)
        return {name: row[number - 1] for name, number in self.numbers.items() if number <= len(row)}
