"""Files -> batches of text: columns of a table, or one JSON text or line a record. Nothing becomes a number.

Batches come as Arrow tables with the columns c0, c1, ..., `place` (the record's number in the file, from 1) and `fault`
(why the reader could not read it). Memory follows the batch, not the file.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

import pyarrow as pa

from ingest.archive import documents
from ingest.archive.files import MOST_RATIO, SMALL, Member
from ingest.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ingest.archive.maps import Map

BATCH = 5000  # rows
BATCH_TEXT = 8 << 20  # characters, where a row's size is known only behind it
MOST_FIELD = 32 << 20  # characters of one field; more is a quotation mark that nobody closed
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BY_SUFFIX = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".json": "json", ".js": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".xlsx": "xlsx", ".parquet": "parquet",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one file. `names`: the file's own names of c0, c1, ...; `lists`: those that hold lists;
    `lossy`: those whose numbers have lost digits already; `form`: table, json, arrays or lines.
    """

    form: str
    names: tuple[str, ...]
    table: pa.Table
    lists: frozenset[int] = frozenset()
    lossy: frozenset[int] = frozenset()


def form_of(member: Member, told: Map) -> str:
    """How the file is to be read: as the map says, else by its name."""
    return told.reads or _BY_SUFFIX.get(member.suffix, "csv")


def batches(member: Member, told: Map, names: Sequence[str] = ()) -> Iterator[Batch]:
    """Every record of a file. `names`: column names that stand in another file."""
    form = form_of(member, told)
    if form == "parquet":
        with member.seekable() as file:
            yield from _parquet(file, member.name)
    elif form == "xlsx":
        with member.seekable() as file:
            yield from _xlsx(file, member.name, tuple(names) or told.header)
    else:
        with member.open() as binary, _text(binary, told, form, member.name) as text:
            try:
                yield from _READERS[form](text, told, member.name, tuple(names) or told.header)
            except UnicodeDecodeError as fault:
                raise NotUnderstood(
                    f"{member.name} is not {fault.encoding} ({fault.reason}); "
                    "write its `encoding` into the map (such as cp1252), or save it as UTF-8."
                ) from None


def _text(binary: BinaryIO, told: Map, form: str, name: str) -> TextIO:
    # line breaks stay as they are: a field of a table may hold any of them
    start = binary.peek(4)[:4]  # type: ignore[attr-defined]
    encoding = next((found for mark, found in _MARKS if start.startswith(mark)), told.encoding or "utf-8")
    try:
        return io.TextIOWrapper(binary, encoding=encoding, newline="" if form == "csv" else "\n")
    except LookupError:
        raise NotUnderstood(
            f"the map of {name} names the encoding {encoding!r}, which is none; write utf-8 or cp1252."
        ) from None


def _csv(text: TextIO, told: Map, name: str, header: tuple[str, ...]) -> Iterator[Batch]:
    start = text.readline() if not header or not told.delimiter else ""
    delimiter = told.delimiter or max(",;\t|", key=start.count)
    lines: Iterable[str] = _after(start, text)
    if len(delimiter) > 1:
        rows: Iterator[list[str]] = (line.rstrip("\r\n").split(delimiter) for line in lines)
    else:
        csv.field_size_limit(MOST_FIELD)
        quoting = {"quotechar": told.quote} if told.quote else {"quoting": csv.QUOTE_NONE}
        rows = csv.reader(lines, delimiter=delimiter, **quoting)
    try:
        names = header or tuple(cell.strip().lstrip("\ufeff") for cell in next(rows, []))
        done = 0
        while part := list(islice(rows, BATCH)):
            if found := [row for row in part if row and row != [""]]:
                yield _table(names, found, done)
                done += len(found)
    except csv.Error as fault:
        raise NotUnderstood(
            f"{name} cannot be read as CSV ({fault}); most often a quotation mark is not closed. "
            "Mend the file, or write `quote: none` into its map where it quotes nothing."
        ) from None


def _after(start: str, text: TextIO) -> Iterator[str]:
    if start:
        yield start
    yield from text


def _table(names: tuple[str, ...], rows: list[list[str]], done: int) -> Batch:
    width = len(names)
    faults: list[str | None] = [None] * len(rows)
    if set(map(len, rows)) != {width}:
        faults = [
            None if len(row) == width else f"a row of {len(row)} fields where the header has {width}" for row in rows
        ]
        rows = [row if len(row) == width else (row + [""] * width)[:width] for row in rows]
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    return Batch("table", names, _arrow(columns, faults, done))


def _arrow(columns: list[Any], faults: list[str | None] | None, done: int) -> pa.Table:
    count = len(columns[0]) if columns else 0
    marks = pa.array(faults, pa.string()) if faults else pa.nulls(count, pa.string())
    numbers = pa.array(range(done + 1, done + count + 1), pa.int64())
    return pa.table([*columns, numbers, marks], [*(f"c{number}" for number in range(len(columns))), "place", "fault"])


def _lines(form: str) -> Callable[[TextIO, Map, str, tuple[str, ...]], Iterator[Batch]]:
    def read(text: TextIO, told: Map, name: str, header: tuple[str, ...]) -> Iterator[Batch]:
        names = header or tuple(re.findall(r"\(\?P?<(\w+)>", told.pattern))
        done = 0
        while part := text.readlines(BATCH_TEXT):
            if form != "lines":
                part = documents.repaired("".join(part), told.mojibake).split("\n")
            if found := [line for each in part if (line := each.strip("\r\n\ufeff")) and not line.isspace()]:
                for start in range(0, len(found), BATCH):
                    some = found[start : start + BATCH]
                    yield Batch(form, names, _arrow([pa.array(some, pa.string())], None, done))
                    done += len(some)

    return read


def _json(text: TextIO, told: Map, name: str, header: tuple[str, ...]) -> Iterator[Batch]:
    done, size = 0, 0
    found: list[str] = []
    for element in documents.elements(text, told.items, name):
        found.append(documents.repaired(element, told.mojibake))
        size += len(element)
        if len(found) >= BATCH or size > BATCH_TEXT:
            yield Batch("json", (), _arrow([pa.array(found, pa.string())], None, done))
            done, size, found = done + len(found), 0, []
    if found:
        yield Batch("json", (), _arrow([pa.array(found, pa.string())], None, done))


_READERS = {
    "csv": _csv,
    "json": _json,
    "jsonl": _lines("json"),
    "arrays": _lines("arrays"),
    "lines": _lines("lines"),
}


def _parquet(file: BinaryIO, name: str) -> Iterator[Batch]:
    from pyarrow import parquet

    try:
        opened = parquet.ParquetFile(file)
        done = 0
        for part in opened.iter_batches(BATCH):
            kinds = [field.type for field in part.schema]
            yield Batch(
                "table",
                tuple(part.schema.names),
                _arrow(part.columns, None, done),
                frozenset(
                    number
                    for number, kind in enumerate(kinds)
                    if pa.types.is_list(kind) or pa.types.is_large_list(kind)
                ),
                frozenset(number for number, kind in enumerate(kinds) if pa.types.is_floating(kind)),
            )
            done += part.num_rows
    except (pa.ArrowInvalid, OSError) as fault:
        raise NotUnderstood(f"{name} is no Parquet file that can be read ({fault}); export or copy it again.") from None


def _xlsx(file: BinaryIO, name: str, header: tuple[str, ...]) -> Iterator[Batch]:
    import openpyxl

    _refuse_bomb(file, name)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        rows = (list(map(_cell, row)) for row in book.worksheets[0].iter_rows(values_only=True))
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError) as fault:
        raise NotUnderstood(f"{name} is no XLSX workbook that can be read ({fault}); save it again.") from None
    names = header or tuple(cell.strip() for cell in _trimmed(next(rows, [])))
    width, done = len(names), 0
    full = (row for row in rows if any(row))
    while part := list(islice(full, BATCH)):
        # a sheet is as wide as its widest row: empty cells beyond the header are no fields
        yield _table(names, [[*(cut := _trimmed(row)), *[""] * (width - len(cut))] for row in part], done)
        done += len(part)


def _trimmed(row: list[str]) -> list[str]:
    while row and row[-1] == "":
        row = row[:-1]
    return row


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1 << 53:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _refuse_bomb(file: BinaryIO, name: str) -> None:
    try:
        with zipfile.ZipFile(file) as parts:
            for info in parts.infolist():
                if info.file_size > SMALL and info.file_size > MOST_RATIO * max(info.compress_size, 1):
                    raise Refused(
                        f"{name} would unpack to {info.file_size:,} bytes; that is a ZIP bomb, not a workbook."
                    )
    except zipfile.BadZipFile as fault:
        raise NotUnderstood(f"{name} is no XLSX workbook ({fault}); save it again.") from None
    file.seek(0)
