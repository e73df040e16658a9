"""From the inbox to core.*: what has landed and was not loaded, in slices, each whole.

A slice is one transaction: rows, cursors, marks of loaded files, and the answers of Great Expectations. Staging is
built before it begins, since passing tables live in a database of their own. A page that breaks the reading of its
slice is found by halving and refused alone. Killed anywhere and run again, the tables come out the same.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from ingest import claimed, expectations, listed, suppress
from ingest.landing import Landing
from ingest.slices import Slice, parts, slices, stage
from sql import warehouse

if TYPE_CHECKING:
    from config import Config

VISITS = ("ops.visits", "ops.agenda")
# kept tables that no page moves
APART = (
    *VISITS, "ops.ledger", "ops.estimates", "ops.run_reports", "ops.revisits", "core.content_items", *claimed.TABLES
)  # fmt: skip
# errors that no page can cause: a page must not be refused for a mistake of ours, or of the disk's
OURS = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.ParserException,
    duckdb.SyntaxException,
    duckdb.NotImplementedException,
    duckdb.InternalException,
    duckdb.IOException,
    duckdb.TransactionException,
)
# where the rows begin that a slice adds: core/_facts.sql looks at these only, whatever is stored before them
_ROWS_BEFORE = "set variable rows_before = {{{}}}".format(
    ", ".join(
        f"'{table}': (select coalesce(max(rowid), -1) from core.{table})"
        for table in ("post_links", "post_media", "post_mentions", "post_metrics")
    )
)


@dataclass(slots=True)
class Loaded:
    """What a load did, in records; the figures of the run report."""

    pages: int = 0
    visits: int = 0
    records: int = 0
    new: int = 0
    edited: int = 0
    recounted: int = 0
    unchanged: int = 0
    late: int = 0
    barred: int = 0
    rejected: int = 0
    refused_pages: list[str] = field(default_factory=list)

    def add(self, other: Mapping[str, int]) -> None:
        for name, count in other.items():
            setattr(self, name, getattr(self, name) + count)


def load(con: duckdb.DuckDBPyConnection, landing: Landing, config: Config, as_of: datetime) -> Loaded:
    """Load everything that waits. Raises expectations.CheckFailed; then the slices before it are committed."""
    warehouse.create(con)
    con.execute("set variable inbox = $folder", {"folder": str(landing.inbox)})
    con.execute("set variable as_of = $as_of::timestamp", {"as_of": as_of.astimezone(UTC).replace(tzinfo=None)})
    suppress.prepare(con)
    listed.take(con, suppress.left(con, config))
    done = Loaded()
    pages, visits = _waiting(con, landing)
    for part in slices(pages):
        _load_pages(con, landing, part, done)
    _load_visits(con, landing, visits, done)
    return done


def _waiting(con: duckdb.DuckDBPyConnection, landing: Landing) -> tuple[list[Path], list[Path]]:
    """Pages and visits of the inbox. What is loaded already, and was not moved in time, is moved now."""
    files = list(landing.waiting())
    pages = [file for file in files if not file.name.endswith(".visit.json")]
    names = {landing.name(file): file for file in pages}
    loaded = {
        name
        for (name,) in con.execute(
            "select landed_file from ops.fetches where landed_file in (select unnest($names))", {"names": list(names)}
        ).fetchall()
    }
    landing.keep([names[name] for name in sorted(loaded)])
    return (
        [file for name, file in names.items() if name not in loaded],
        [file for file in files if file.name.endswith(".visit.json")],
    )


def _load_pages(con: duckdb.DuckDBPyConnection, landing: Landing, pages: Slice, done: Loaded) -> None:
    files = [file for part in pages.values() for file in part]
    try:
        stage(con, pages)
        if suppress.redact(con, {landing.name(file): file for file in files}):
            stage(con, pages)
    except OURS:
        raise
    except (duckdb.Error, FileNotFoundError) as fault:
        smaller = parts(pages)
        for part in smaller:
            _load_pages(con, landing, part, done)
        if not smaller:
            _refuse(con, landing, files[0], fault)
            done.refused_pages.append(landing.name(files[0]))
        return
    sys.audit("earshot.stage", "staged")
    done.add(_commit(con))
    done.pages += len(files)
    sys.audit("earshot.stage", "committed")
    landing.keep(files)
    sys.audit("earshot.stage", "kept")


def _commit(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Take, check and commit one staged slice; all of it or nothing."""
    started = time.time()
    with warehouse.transaction(con):
        con.execute("set variable posts_before = (select count(*) from core.posts)")
        con.execute(_ROWS_BEFORE)
        warehouse.build(con, take_pages())
        sys.audit("earshot.stage", "taken")
        counts = _counts(con)
        answers = expectations.check(con)
        _note(con, started, counts, answers)
        sys.audit("earshot.stage", "checked")
    return counts


def take_pages() -> list[warehouse.Model]:
    """The kept tables that a slice of pages moves, in their order."""
    return warehouse.order(
        name
        for name, model in warehouse.models().items()
        if model.is_kept and model.takes and model.schema in ("core", "ops") and name not in APART
    )


def _counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    (row,) = warehouse.rows(
        con,
        """
        select
            sum(new_posts) as new, sum(edited_posts) as edited, sum(recounted_posts) as recounted,
            sum(unchanged_posts) as unchanged, sum(late_posts) as late, sum(barred_posts) as barred,
            sum(rejected_records) as rejected
        from ops.fetches where landed_file in (select landed_file from staging._envelopes)
        """,
    )
    counts = {name: int(count or 0) for name, count in row.items()}
    return counts | {"records": sum(counts.values())}


def _note(
    con: duckdb.DuckDBPyConnection, started: float, counts: Mapping[str, int], answers: list[expectations.Validation]
) -> None:
    ended = datetime.now(UTC).replace(tzinfo=None)
    (step_id,) = con.execute(
        "select 'load-' || md5(string_agg(landed_file, ',' order by landed_file)) from staging._envelopes"
    ).fetchone() or ("load",)
    con.execute(
        """
        insert into ops.steps by name
        select $step_id as step_id, 'load' as step, max(run_id) as run_id, min(seen_at) as window_from,
            max(seen_at) as window_to, $posts as posts, $started::timestamp as started_at, $ended::timestamp as ended_at
        from staging._envelopes
        """,
        {
            "step_id": step_id,
            "posts": counts["new"] + counts["edited"],
            "started": datetime.fromtimestamp(started, UTC).replace(tzinfo=None),
            "ended": ended,
        },
    )
    expectations.note(con, step_id, answers, ended)


def _load_visits(con: duckdb.DuckDBPyConnection, landing: Landing, files: list[Path], done: Loaded) -> None:
    if not files:
        return
    import pyarrow as pa

    visits = pa.Table.from_pylist([json.loads(file.read_bytes()) for file in files])
    con.register("told_visits", visits)
    con.execute("""
        create or replace temp table landed_visits as
        select run_id, account_id, platform, outcome, reason::varchar as reason, pages::integer as pages,
            started_at::timestamp as started_at, ended_at::timestamp as ended_at, retry_at::timestamp as retry_at
        from told_visits
        -- what was loaded, and not moved in time, has been counted: a failure counts once
        anti join ops.visits using (run_id, account_id, ended_at)
    """)
    with warehouse.transaction(con):
        warehouse.build(con, warehouse.order(VISITS))
    sys.audit("earshot.stage", "visits committed")
    landing.keep(files)
    done.visits += len(files)


def _refuse(con: duckdb.DuckDBPyConnection, landing: Landing, file: Path, fault: Exception) -> None:
    """One page that cannot be read as a whole: into ops.rejects with its raw text, and out of the way."""
    name = landing.name(file)
    reason = f"the page cannot be read: {fault}"
    content = file.read_bytes()
    con.execute("begin")
    con.execute(
        "insert into ops.rejects by name select $name as landed_file, $reason as reason, $raw as raw",
        {"name": name, "reason": reason[:2000], "raw": content[:200_000].decode("utf-8", "replace")},
    )
    con.execute(
        """
        insert into ops.fetches by name
        select $name as landed_file, $run as run_id, $platform as platform, 1 as rejected_records, $size as bytes
        """,
        {"name": name, "run": file.parent.name, "platform": file.parent.parent.name, "size": len(content)},
    )
    con.execute("commit")
    landing.keep([file])
