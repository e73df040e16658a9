"""The marts of advice, made anew from core and the marts of interests, as of a time: one transaction, asked first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sql import expectations as asking
from sql import warehouse
from transforms.advice import checking, waiting
from transforms.advice.rules import configure

if TYPE_CHECKING:
    import duckdb

    from config import Config

STAGED = ("staging.brand_posts", "staging.item_topics", "staging.addressed", "staging.habits", "staging.open_hours",
          "staging.topical", "staging.cares", "staging.responding")  # fmt: skip
TABLES = ("marts.advice_rules", "core.content_items", "marts.brand_mentions", "marts.presence", "marts.platform_reach",
          "marts.platform_shortlist", "marts.reply_rules", "marts.reply_queue", "marts.content_matches",
          "marts.content_gaps", "marts.channel_verdicts", "marts.outcomes")  # fmt: skip


def stage(con: duckdb.DuckDBPyConnection, config: Config, as_of: datetime) -> None:
    """What is read more than once, in memory, as of a time; outside a transaction."""
    warehouse.create(con)
    configure(con, config, as_of)
    warehouse.build(con, warehouse.order(STAGED))


def build(con: duckdb.DuckDBPyConnection, config: Config, as_of: datetime) -> dict[str, int]:
    """Make all marts of advice, all or none; returns how many rows each has.

    Raises sql.expectations.CheckFailed where a rule is broken; then nothing has changed.
    """
    stage(con, config, as_of)
    waiting.judge(con)
    with warehouse.transaction(con):
        warehouse.build(con, warehouse.order(TABLES))
        done = {name: _rows(con, name) for name in TABLES}
        _note(con, as_of, sum(done.values()), checking.check(con))
    return done


def _rows(con: duckdb.DuckDBPyConnection, table: str) -> int:
    (rows,) = con.execute(f"select count(*) from {table}").fetchone() or (0,)
    return int(rows)


def _note(con: duckdb.DuckDBPyConnection, as_of: datetime, rows: int, answers: list[asking.Validation]) -> None:
    """Write the step and what was asked, once for a time however often it is run."""
    now = as_of.astimezone(UTC).replace(tzinfo=None)
    ended = datetime.now(UTC).replace(tzinfo=None)
    step_id = f"advise-{now:%Y-%m-%dT%H%M%S}"
    con.execute("delete from ops.steps where step_id = $id", {"id": step_id})
    con.execute("delete from ops.validations where step_id = $id", {"id": step_id})
    con.execute(
        """
        insert into ops.steps by name
        select $id as step_id, 'advise' as step, $id as run_id, null as window_from, $now::timestamp as window_to,
            $rows as posts, $ended::timestamp as started_at, $ended::timestamp as ended_at
        """,
        {"id": step_id, "now": now, "rows": rows, "ended": ended},
    )
    asking.note(con, step_id, answers, ended)
