"""The warehouse: connect, order, create, build, publish.

A model is a file: sql/<schema>/<table>.sql tells how <schema>.<table> comes to be. Its head comment says what one row
is, `-- grain:` names its key, every column of a kept table carries a trailing comment.

Three kinds of file:
    a kept table     `create table if not exists ...` first, then the statements that take what is new
    a view           `create or replace view ...`, and nothing else
    a passing one    a single SELECT; a table in memory while a step runs, gone with the connection (staging/*.sql)

The order is read from the SQL. A model comes after every model it reads, except that a lower layer which reads a
higher one (staging -> core) sees it as it stood before this run.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from sql import functions

FOLDER = Path(__file__).parent
KEPT_LAYERS = ("core", "ops", "marts")
LAYERS = ("staging", *KEPT_LAYERS)
_NO_CODE = re.compile(r"--[^\n]*|'(?:[^']|'')*'")
_TABLE = re.compile(rf"\b(?:{'|'.join(LAYERS)})\.\w+")
_OF_VIEW = re.compile(r"^    (?:.*\bas )?(?P<name>\w+),? -- (?P<comment>.+)$", re.MULTILINE)
_COLUMN = re.compile(
    r"^    (?P<name>\w+) (?P<type>\w+(?:\([\w, ()]+\))?[\[\]]*)(?P<rest>[^-]*?)-- (?P<comment>.+)$", re.MULTILINE
)


class Busy(Exception):
    """Another process holds the warehouse file."""


class NoRoom(Exception):
    """The disk is full; nothing of the step is there."""


# how DuckDB and the system say it: disk, quota, limit of a file's size
_NO_ROOM = re.compile(r"No space left|Disk quota exceeded|File too large", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Model:
    """One file of sql/. `columns`: name -> comment; `types`: name -> type."""

    name: str
    path: Path
    head: str
    grain: str
    columns: Mapping[str, str]
    types: Mapping[str, str]
    statements: tuple[str, ...]

    @property
    def inputs(self) -> frozenset[str]:
        """Names of the models it reads."""
        return _inputs(self.statements) - {self.name}

    @property
    def schema(self) -> str:
        return self.name.split(".")[0]

    @property
    def is_kept(self) -> bool:
        return self.statements[0].lower().startswith("create table")

    @property
    def is_view(self) -> bool:
        return self.statements[0].lower().startswith("create or replace view")

    @property
    def takes(self) -> tuple[str, ...]:
        """The statements that take what is new into a kept table."""
        return self.statements[1:]


def models(folder: Path = FOLDER) -> Mapping[str, Model]:
    """Every model of `folder`, by name. Raises ValueError naming the file that cannot be read."""
    return _models(folder)


@cache
def _models(folder: Path) -> Mapping[str, Model]:
    paths = (path for layer in LAYERS for path in sorted((folder / layer).glob("*.sql")))
    return {model.name: model for model in map(_read, paths)}


def _read(path: Path) -> Model:
    text = path.read_text(encoding="utf-8")
    head = [line[2:].strip() for line in text.split("\n\n")[0].splitlines() if line.startswith("--")]
    grain = next((line.removeprefix("grain:").strip() for line in head if line.startswith("grain:")), "")
    statements = tuple(_statements(text))
    if not statements:
        raise ValueError(f"{path} holds no statement; write a SELECT or a CREATE TABLE, or remove the file")
    name = f"{path.parent.name}.{path.stem}"
    columns = _OF_VIEW if statements[0].lower().startswith("create or replace view") else _COLUMN
    return Model(
        name=name,
        path=path,
        head=" ".join(line for line in head if not line.startswith("grain:")),
        grain=grain,
        columns={found["name"]: found["comment"] for found in columns.finditer(statements[0])},
        types={found["name"]: found["type"] for found in _COLUMN.finditer(statements[0])},
        statements=statements,
    )


def _statements(text: str) -> Iterator[str]:
    """Statements of a file, without the comment lines above them."""
    for part in re.split(r";[ \t]*(?:\n|$)", text):
        lines = part.strip().splitlines()
        while lines and lines[0].startswith("--"):
            lines.pop(0)
        if lines:
            yield "\n".join(lines).strip()


@cache
def _inputs(statements: tuple[str, ...]) -> frozenset[str]:
    """Every name of the form <layer>.<table> outside comments and texts; a test holds it to what a parser finds."""
    return frozenset(name for statement in statements for name in _TABLE.findall(_NO_CODE.sub(" ", statement)))


def order(names: Iterable[str] | None = None, folder: Path = FOLDER) -> list[Model]:
    """Models, each after all it reads. `names` picks some; those between them decide too, but are left out."""
    known = models(folder)
    wanted = known.keys() if names is None else known.keys() & set(names)
    if names is not None and len(wanted) <= 1:
        return [known[name] for name in wanted]
    # nothing that a lower layer reads leads back to what is wanted
    lowest = min(LAYERS.index(known[name].schema) for name in wanted)
    graph: dict[str, set[str]] = {}
    asked = sorted(wanted)
    while asked:
        name = asked.pop()
        if name not in graph:
            graph[name] = {
                one
                for one in known[name].inputs
                if one in known and LAYERS.index(known[one].schema) >= lowest and _comes_before(known[one], known[name])
            }
            asked += sorted(graph[name])
    # the names sort what nothing else does, so that the order is the same in every process
    sorted_graph = {name: sorted(graph[name]) for name in sorted(graph)}
    return [known[name] for name in TopologicalSorter(sorted_graph).static_order() if name in wanted]


def _comes_before(one: Model, other: Model) -> bool:
    return LAYERS.index(one.schema) <= LAYERS.index(other.schema)


@contextlib.contextmanager
def connect(file: Path | str, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the warehouse, with our functions lent to it, closed at the end.

    Raises Busy where another process holds the file; in Airflow the pool `warehouse` prevents that. Raises NoRoom
    where the disk fills up.
    """
    if not read_only:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    try:
        con = duckdb.connect(str(file), read_only=read_only, config={"autoinstall_known_extensions": "false"})
    except duckdb.IOException as fault:
        if "lock" not in str(fault):
            raise
        raise Busy(
            f"another process is writing {file}; nothing was changed. Wait for it, or read the published copy. "
            f"DuckDB says: {fault}"
        ) from None
    try:
        for setting in ("memory_limit = '1200MB'", "preserve_insertion_order = false", "TimeZone = 'UTC'"):
            con.execute(f"set {setting}")
        if os.environ.get("EARSHOT_THREADS"):
            con.execute("set threads = $n", {"n": int(os.environ["EARSHOT_THREADS"])})
        # `staging` is a catalog, not a schema: nothing of it ever reaches the file
        if not read_only:  # DuckDB has no database in memory that can only be read, and who reads stages nothing
            con.execute("attach ':memory:' as staging")
        functions.register(con)
        yield con
    except (duckdb.Error, OSError) as fault:
        if not _NO_ROOM.search(str(fault)):
            raise
        raise NoRoom(
            f"there is no room left for {file}; nothing of this step was committed, and the published copy is as it "
            f"was. Free space there, then run the step again: what has landed waits. The system says: {fault}"
        ) from None
    finally:
        con.close()


def create(con: duckdb.DuckDBPyConnection, folder: Path = FOLDER) -> None:
    """Create what is missing, tables and columns, and hand heads and comments to DuckDB as COMMENT ON.

    What stands already as its file says is left alone, so that calling this before every step costs next to nothing.
    """
    for layer in KEPT_LAYERS:
        con.execute(f"create schema if not exists {layer}")
    tables = dict(con.execute("select schema_name || '.' || table_name, comment from duckdb_tables()").fetchall())
    columns = {
        (table, column): comment
        for table, column, comment in con.execute(
            "select schema_name || '.' || table_name, column_name, comment from duckdb_columns() where not internal"
        ).fetchall()
    }
    for model in (model for model in models(folder).values() if model.is_kept):
        if model.name not in tables:
            con.execute(model.statements[0])
        elif missing := [column for column in model.columns if (model.name, column) not in columns]:
            for column in missing:
                con.execute(f"alter table {model.name} add column {column} {model.types[column]}")
        if tables.get(model.name) != (head := f"{model.head} Grain: {model.grain}."):
            con.execute(f"comment on table {model.name} is {_quoted(head)}")
        for column, comment in model.columns.items():
            if columns.get((model.name, column)) != comment:
                con.execute(f"comment on column {model.name}.{column} is {_quoted(comment)}")
    for model in order((model.name for model in models(folder).values() if model.is_view), folder):
        _create_view(con, model)


def _create_view(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    con.execute(model.statements[0])
    con.execute(f"comment on view {model.name} is {_quoted(f'{model.head} Grain: {model.grain}.')}")
    for column, comment in model.columns.items():
        con.execute(f"comment on column {model.name}.{column} is {_quoted(comment)}")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def build(con: duckdb.DuckDBPyConnection, run: Iterable[Model]) -> None:
    """Run models in the order given: passing ones are made anew, kept ones take what is new.

    Passing tables lie in a database of their own, in memory, and one transaction writes one database: so build
    staging first, then begin.
    """
    for model in run:
        if model.is_view:
            _create_view(con, model)
        elif model.is_kept:
            for statement in model.takes:
                con.execute(statement)
        else:
            con.execute(f"create or replace table {model.name} as {model.statements[0]}")


@contextlib.contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of what is done within or, where anything is raised, nothing."""
    con.execute("begin")
    try:
        yield
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise


def publish(file: Path, copy: Path) -> Path:
    """Put a read-only copy of the warehouse where analysts read it, by checkpoint, copy and atomic rename.

    Readers of the copy before keep reading it; whoever opens now gets this one; nobody ever waits or finds half a
    file. Run it again after a kill: unfinished copies are swept away first.
    """
    with connect(file) as con:
        con.execute("delete from ops.published")
        con.execute(
            """
            insert into ops.published by name
            select if(step = 'load', 'core', 'marts') as table_schema, max(window_to) as window_to,
                arg_max(step_id, ended_at) as step_id, $now::timestamp as published_at
            from ops.steps where step not in ('links', 'homes', 'configure') group by all
            """,
            {"now": datetime.now(UTC).replace(tzinfo=None)},
        )
        con.execute("checkpoint")
        sys.audit("earshot.stage", "checkpointed")
        copy.parent.mkdir(parents=True, exist_ok=True)
        for stale in copy.parent.glob(f".{copy.name}.*.part"):
            stale.unlink(missing_ok=True)
        part = copy.parent / f".{copy.name}.{os.getpid()}.part"
        # while the connection is open nobody else can write the file, so that no half of a commit is copied
        with file.open("rb") as source, part.open("wb") as target:
            left = os.fstat(source.fileno()).st_size
            while left > 0:
                left -= os.copy_file_range(source.fileno(), target.fileno(), min(left, 1 << 30)) or left
            os.fsync(target.fileno())
    sys.audit("earshot.stage", "copied")
    part.chmod(0o444)
    os.replace(part, copy)
    sys.audit("earshot.stage", "published")
    return copy


def rows(con: duckdb.DuckDBPyConnection, query: str, values: Any = None) -> list[dict[str, Any]]:
    """The rows of a query as dicts."""
    cursor = con.execute(query, values) if values is not None else con.execute(query)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
