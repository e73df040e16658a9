"""The tables of a report as CSV, for any spreadsheet, and Parquet, for any program; those of people one a kind.

In CSV a cell of words that a spreadsheet would take for a formula begins with an apostrophe; config/ reads it back
without. Parquet holds the words as they are, and numbers as numbers.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from transforms.weekly.document import Column, Link, Posts, Row, Section, Table, Value, WeeklyReport, Weeks
from transforms.weekly.language import language

if TYPE_CHECKING:
    import pyarrow as pa

_RUNS = ("=", "+", "-", "@", "\t", "\r", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def all_tables(report: WeeklyReport) -> Iterator[Table]:
    """Every table of the sections, then those of the pages, gathered, each row with its person."""
    yield from report.tables()
    yield from of_people(report)


def of_people(report: WeeklyReport) -> Iterator[Table]:
    """The tables of the pages of people, those of one kind as one."""
    gathered: dict[str, list[tuple[Section, Table]]] = {}
    for page in (*report.pages, *report.extra_pages):
        for table in page.tables():
            gathered.setdefault(table.key, []).append((page, table))
    person = Column("person", language(report.language).say("column.person"))
    for pages in gathered.values():
        first = pages[0][1]
        rows = tuple(Row(row.key, (page.title, *row.values), row.tone) for page, table in pages for row in table.rows)
        yield Table(first.key, first.sheet, first.caption, (person, *first.columns), rows, first.empty)


def write_csv(report: WeeklyReport, folder: Path) -> None:
    """One file a table."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in all_tables(report):
        with (folder / f"{table.key}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column.key for column in table.columns])
            writer.writerows([_cell(plain(value)) for value in row.values] for row in table.rows)


def _cell(value: Any) -> Any:
    """A cell nobody's spreadsheet runs."""
    if isinstance(value, str) and value.lstrip().startswith(_RUNS):
        return f"'{value}"
    return value.isoformat(sep=" ") if isinstance(value, datetime) else value


def write_parquet(report: WeeklyReport, folder: Path) -> None:
    """One file a table; evidence is a list of post ids."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    for table in all_tables(report):
        columns = list(zip(*(row.values for row in table.rows), strict=True)) or [()] * len(table.columns)
        arrays = {
            column.key: _array([_typed(value) for value in told])
            for column, told in zip(table.columns, columns, strict=True)
        }
        pq.write_table(pa.table(arrays), folder / f"{table.key}.parquet", compression="zstd")


def _array(values: Iterable[Any]) -> pa.Array:
    import pyarrow as pa

    told = list(values)
    if all(value is None for value in told):
        return pa.array(told, pa.string())
    return pa.array(told)


def _typed(value: Value) -> Any:
    match value:
        case Posts():
            return list(value.ids)
        case Weeks():
            return [None if share is None else float(share) for share in value.shares]
        case Link():
            return value.text
        case tuple():
            return "".join(map(str, value))
        case Decimal():
            return float(value)
        case _:
            return value


def plain(value: Value) -> str | int | Decimal | date | datetime | bool | None:
    """A value without its links: evidence as ids, weeks as shares, one after the other."""
    match value:
        case Posts():
            return " ".join(value.ids)
        case Weeks():
            return " ".join("" if share is None else f"{share:f}" for share in value.shares)
        case Link():
            return value.text
        case tuple():
            return "".join(map(str, value))
        case _:
            return value
