"""The marts of advice, made anew from core and the marts of interests, as of a time: one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sql import warehouse
from transforms.advice.rules import configure

if TYPE_CHECKING:
    import duckdb

    from config import Config

STAGED = ("staging.brand_posts", "staging.addressed", "staging.habits", "staging.open_hours", "staging.topical",
          "staging.cares", "staging.responding")  # fmt: skip
TABLES = ("marts.advice_rules", "core.content_items", "marts.brand_mentions", "marts.presence", "marts.platform_reach",
          "marts.platform_shortlist", "marts.reply_queue", "marts.content_matches", "marts.content_gaps",
          "marts.channel_verdicts", "marts.outcomes")  # fmt: skip


def stage(con: duckdb.DuckDBPyConnection, config: Config, as_of: datetime) -> None:
    """What is read more than once, in memory, as of a time; outside a transaction."""
    warehouse.create(con)
    configure(con, config, as_of)
    warehouse.build(con, warehouse.order(STAGED))


def make(con: duckdb.DuckDBPyConnection) -> None:
    """The kept tables, inside the caller's transaction."""
    warehouse.build(con, warehouse.order(TABLES))


def build(con: duckdb.DuckDBPyConnection, config: Config, as_of: datetime) -> None:
    """Make all marts of advice, all or none."""
    stage(con, config, as_of)
    con.execute("begin")
    try:
        make(con)
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise
