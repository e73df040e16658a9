"""What somebody should look at, one message a cause: "mastodon: 7 accounts 401 since 2026-10-26 06:00".

    causes(con)              why accounts are not heard now, gathered from ops.run_reports
    Cooldown.claim(...)      whether a cause should be told now: it is new, it has doubled, or it was told a day ago

The cooldown is a small file of its own below EARSHOT_HOME, so that a task can tell of a warehouse that it could not
open. It holds causes, never whom they concern.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sql import warehouse

if TYPE_CHECKING:
    import duckdb

    from ingest.listen import Run

COOL = timedelta(hours=24)
GROWN = 2  # times as many as when it was told last: that is told at once
SHOWN = 5  # accounts that a message names
_TABLE = """
create table if not exists told (
    cause text primary key,
    told_at text not null,
    size integer not null,
    times integer not null
)
"""
# an account counts for a cause while its last report says so; what passes by itself is no alert
_CAUSES = """
    with reports as (
        select
            account_id, dag_id, platform, outcome, reason, ended_at,
            max(ended_at) filter (outcome = 'complete') over (partition by account_id, dag_id) as served_at,
            row_number() over (partition by account_id, dag_id order by ended_at desc, run_id desc) as place
        from ops.run_reports
        where account_id in (select account_id from core.accounts where is_listed)
    ),
    failing as (
        select
            account_id, dag_id, platform, min(ended_at) as since_at,
            arg_min(outcome, place) as outcome,
            arg_min(coalesce(reason, ''), place) as reason
        from reports
        where served_at is null or ended_at > served_at
        group by account_id, dag_id, platform
    ),
    named as (
        select
            *, coalesce(nullif(regexp_extract(reason, '\\b([45]\\d\\d)\\b', 1), ''), outcome) as what
        from failing
        where outcome in ('failed', 'stopped', 'not found', 'gone', 'not collectable')
    )
    select
        platform || ': ' || what as cause, platform, what, count(distinct account_id) as accounts,
        min(since_at) as since_at, list(distinct account_id order by account_id) as account_ids,
        min_by(reason, account_id) as reason
    from named
    group by platform, what
    order by accounts desc, cause
"""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why some accounts of a platform are not heard: `cause` names it, `words` tell it."""

    cause: str
    accounts: int
    words: str


def causes(con: duckdb.DuckDBPyConnection) -> list[Cause]:
    """The causes that stand now, the largest first."""
    return [_told(row) for row in warehouse.rows(con, _CAUSES)]


def _told(row: dict[str, object]) -> Cause:
    accounts = int(str(row["accounts"]))
    ids = row["account_ids"]
    assert isinstance(ids, list)
    since = row["since_at"]
    assert isinstance(since, datetime)
    many = "1 account" if accounts == 1 else f"{accounts} accounts"
    shown = ", ".join(ids[:SHOWN]) + (f" and {accounts - SHOWN} more" if accounts > SHOWN else "")
    words = f"{row['platform']}: {many} {row['what']} since {since:%Y-%m-%d %H:%M} UTC ({shown})"
    return Cause(str(row["cause"]), accounts, words + (f". The first says: {row['reason']}" if row["reason"] else ""))


def open_causes(run: Run) -> list[Cause]:
    """The causes that stand in the run's warehouse."""
    with warehouse.connect(run.warehouse_file) as con:
        warehouse.create(con)
        return causes(con)


@dataclass(frozen=True, slots=True)
class Cooldown:
    """Which causes were told, and when; shared by all processes."""

    file: Path

    def claim(self, cause: str, at: datetime, size: int = 1) -> bool:
        """Whether whoever asks should tell this cause now; then it counts as told."""
        with self._open() as con:
            before = con.execute("select told_at, size, times from told where cause = ?", (cause,)).fetchone()
            if before and at - datetime.fromisoformat(before[0]) < COOL and size < GROWN * before[1]:
                return False
            con.execute(
                "insert or replace into told values (?, ?, ?, ?)",
                (cause, at.astimezone(UTC).isoformat(), size, (before[2] if before else 0) + 1),
            )
            return True

    def release(self, cause: str) -> None:
        """It could not be told after all: the next one to ask may."""
        with self._open() as con:
            con.execute("delete from told where cause = ?", (cause,))

    def close(self, prefix: str, still: Collection[str]) -> list[str]:
        """Causes that begin so and stand no more; when one of them comes back, it is told at once."""
        with self._open() as con:
            known = [one for (one,) in con.execute("select cause from told order by cause") if one.startswith(prefix)]
            over = [one for one in known if one not in still]
            con.executemany("delete from told where cause = ?", [(one,) for one in over])
        return over

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.file, timeout=30, isolation_level=None)) as con:
            con.execute("begin immediate")  # by hand: SQLite's lock is taken before the look, so that one alone tells
            con.execute(_TABLE)
            try:
                yield con
                con.execute("commit")
            except BaseException:
                con.execute("rollback")
                raise
