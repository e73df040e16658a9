"""How a run ended, account by account: the figures of its report, as a table (ops.run_reports) and as lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import duckdb

from sql import warehouse

# what a person may have to act on comes first
_ORDER = ("failed", "stopped", "not found", "gone", "over budget", "late", "opted out", "not collectable", "complete")


@dataclass(frozen=True, slots=True)
class Line:
    """One account in one run; posts are those this run heard, `cost` in US dollars."""

    account_id: str
    outcome: str
    reason: str | None
    pages: int
    new: int
    edited: int
    recounted: int
    gone: int
    rejected: int
    cost: float | None

    def __str__(self) -> str:
        heard = f"{self.new} new, {self.edited} edited, {self.recounted} counted anew"
        if self.gone:
            heard += f", {self.gone} gone"
        if self.rejected:
            heard += f", {self.rejected} rejected (see ops.rejects)"
        if self.cost:
            heard += f", cost {self.cost:.2f}"
        return f"{self.outcome:<16}{self.account_id}: {heard}" + (f" | {self.reason}" if self.reason else "")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run that makes no visits ended for one account."""

    account_id: str
    platform: str
    outcome: str
    reason: str | None
    ended_at: str


def read_report(con: duckdb.DuckDBPyConnection, run_id: str) -> list[Line]:
    """A line an account that the run visited, or could not; those that need somebody first."""
    found = warehouse.rows(
        con,
        """
        select account_id, outcome, reason, pages,
            new_posts as new, edited_posts as edited, recounted_posts as recounted,
            gone_posts as gone, rejected_records as rejected, cost::double as cost
        from ops.run_reports where run_id = $run
        """,
        {"run": run_id},
    )
    return sorted((Line(**row) for row in found), key=lambda line: (_rank(line.outcome), line.account_id))


def keep_report(
    con: duckdb.DuckDBPyConnection, run_id: str, dag_id: str, dag_run_id: str | None, endings: Sequence[Ended] = ()
) -> None:
    """Write a run into ops.run_reports, once however often it is reported.

    `endings` are those of a run that makes no visits; without them they are what ops.visits says.
    """
    import pyarrow as pa

    schema = pa.schema([(name, pa.string()) for name in ("account_id", "platform", "outcome", "reason", "ended_at")])
    con.register("told_otherwise", pa.Table.from_pylist([asdict(one) for one in endings], schema=schema))
    for name, value in (("run", run_id), ("dag", dag_id), ("dag_run", dag_run_id)):
        con.execute(f"set variable reported_{name} = $value::varchar", {"value": value})
    con.execute("""
        create or replace temp table told_endings as
        select account_id, platform, outcome, reason, ended_at
        from ops.visits where run_id = getvariable('reported_run')
        union all by name
        select * replace (ended_at::timestamptz at time zone 'UTC' as ended_at) from told_otherwise
    """)
    try:
        with warehouse.transaction(con):
            warehouse.build(con, [warehouse.models()["ops.run_reports"]])
    finally:
        con.unregister("told_otherwise")


def summary(lines: Sequence[Line]) -> str:
    """The report in a line: how many accounts ended in which way."""
    if not lines:
        return "no account was due"
    endings = Counter(line.outcome for line in lines)
    told = ", ".join(f"{endings[outcome]} {outcome}" for outcome in sorted(endings, key=_rank, reverse=True))
    accounts = "1 account" if len(lines) == 1 else f"{len(lines)} accounts"
    return f"{accounts}: {told}; {sum(line.new for line in lines)} new posts"


def _rank(outcome: str) -> int:
    return _ORDER.index(outcome) if outcome in _ORDER else -1
