"""A slice of the inbox: the landed pages of one transaction, by the reading that understands them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from sql import warehouse

Slice = dict[str, list[Path]]  # reading -> landed pages

MOST_POSTS = 200_000  # a slice
MOST_FILES = 20_000
_HEAD = re.compile(rb'^\{"reading": "(?P<reading>\w*)", "records": (?P<records>\d+|null)')


def slices(pages: Sequence[Path]) -> Iterator[Slice]:
    """Pages by reading, at most MOST_POSTS records together; readings share a slice where there is room."""
    taken: Slice = {}
    total = files = 0
    for reading, file, records in sorted(map(_head, pages), key=lambda head: (head[0], head[1])):
        if files and (total + records > MOST_POSTS or files >= MOST_FILES):
            yield taken
            taken, total, files = {}, 0, 0
        taken.setdefault(reading, []).append(file)
        total += records
        files += 1
    if taken:
        yield taken


def _head(file: Path) -> tuple[str, Path, int]:
    """Which reading understands a landed page, and how many records it holds, from its first bytes."""
    with file.open("rb") as opened:
        head = _HEAD.match(opened.read(200))
    if head is None:
        return "?", file, 0
    return head["reading"].decode(), file, 0 if head["records"] == b"null" else int(head["records"])


def parts(pages: Slice) -> list[Slice]:
    """A slice in smaller ones: by reading, then by halves; none of a single page."""
    if len(pages) > 1:
        return [{reading: files} for reading, files in pages.items()]
    ((reading, files),) = pages.items()
    half = len(files) // 2
    return [{reading: files[:half]}, {reading: files[half:]}] if half else []


def stage(con: duckdb.DuckDBPyConnection, pages: Slice) -> None:
    """Put `staged` over the readings of these pages, and build what passes."""
    for number, (reading, files) in enumerate(pages.items()):
        model = warehouse.models().get(f"staging.{reading or 'nothing'}")
        if model is None:
            raise FileNotFoundError(f"no sql/staging/{reading}.sql understands this page")
        con.execute("set variable landed_files = $files", {"files": [str(file) for file in files]})
        if number == 0:
            _forget_staged(con)
        if len(pages) == 1:
            con.execute(f"create or replace view staging.staged as {model.statements[0]}")
        elif number == 0:
            con.execute(f"create or replace table staging.staged as {model.statements[0]}")
        else:
            con.execute(f"insert into staging.staged by name {model.statements[0]}")
    every = [str(file) for files in pages.values() for file in files]
    con.execute("set variable landed_files = $files", {"files": every})
    warehouse.build(con, warehouse.order(name for name in warehouse.models() if name.startswith("staging._")))


def _forget_staged(con: duckdb.DuckDBPyConnection) -> None:
    """`staged` may be a view or a table; DuckDB replaces neither by the other."""
    kinds = con.execute(
        "select 'view' from duckdb_views() where view_name = 'staged' and database_name = 'staging' "
        "union all select 'table' from duckdb_tables() where table_name = 'staged' and database_name = 'staging'"
    ).fetchall()
    for (kind,) in kinds:
        con.execute(f"drop {kind} staging.staged")
