"""What goes from week to week: profiles carry what was remembered a week before, a phrase is compared with eight.

From the first week that was touched on, every week is made anew; the weeks before stay as they are.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sql import warehouse
from transforms import memory

if TYPE_CHECKING:
    import duckdb

PROFILES = ("marts.interest_profiles", "marts.memory_weights", "marts._count_bounds")
PHRASES = ("marts._weekly_phrases", "marts.rising_phrases")
WEEK = timedelta(days=7)
COMPARED = 8 * WEEK
A_ROW_GROUP = 122_880  # rows


def build(con: duckdb.DuckDBPyConnection, *, phrases: bool = True) -> int:
    """Make anew what the touched weeks change; says how many weeks that were."""
    first, last = con.execute("select min(week_start), max(week_start) from staging.touched_weeks").fetchone() or (0, 0)
    if first is None:
        return 0
    _forget(con, first)
    weeks = list(_weeks(con, first))
    with _few_threads(con):
        for week in weeks:
            build_profiles(con, week)
    said = warehouse.order(PHRASES) if phrases else []
    for week in (week for week in weeks if phrases and week <= last + COMPARED):
        con.execute("set variable week = $week::date", {"week": week})
        warehouse.build(con, said)
    return len(weeks)


def build_profiles(con: duckdb.DuckDBPyConnection, week: date) -> None:
    """The profiles of one week, from those of the week before and the daily sums."""
    con.execute("set variable week = $week::date", {"week": week})
    if memory.begins(week) or not _is_fitted(con):
        memory.keep(con, week, memory.fit(con, week))
    warehouse.build(con, [warehouse.models()["marts.interest_profiles"]])


@contextlib.contextmanager
def _few_threads(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """One thread where a week's profiles are at most one row group: DuckDB shares out nothing smaller, and threads
    that wait for each other take twice the time.
    """
    (threads, most) = con.execute("""
        select current_setting('threads'), (select count(distinct influencer_id) from staging.counted_accounts)
            * (select count(*) from marts.topics)
    """).fetchone() or (1, 0)
    con.execute("set threads = $threads", {"threads": 1 if most <= A_ROW_GROUP else threads})
    try:
        yield
    finally:
        con.execute("set threads = $threads", {"threads": threads})


def _forget(con: duckdb.DuckDBPyConnection, first: date) -> None:
    con.execute("delete from marts.interest_profiles where week_start >= $first", {"first": first})
    for table in ("marts.memory_weights", "marts._count_bounds"):
        con.execute(f"delete from {table} where holds_from >= $first", {"first": first})
    # weeks in which nothing is counted any more
    for table in ("marts._weekly_phrases", "marts.rising_phrases"):
        con.execute(
            f"delete from {table} where week_start in (select week_start from staging.touched_weeks) and "
            "week_start not in (select week_start from marts.post_voices where created_at >= getvariable('first_week'))"
        )


def _is_fitted(con: duckdb.DuckDBPyConnection) -> bool:
    (fits,) = con.execute("select count(*) from marts.memory_weights").fetchone() or (0,)
    return bool(fits)


def _weeks(con: duckdb.DuckDBPyConnection, first: date) -> Iterator[date]:
    """Every week from `first`, or from the first that holds a post, to the last that does."""
    begin, end = con.execute("select min(week_start), max(week_start) from marts.post_voices").fetchone() or (
        None,
        None,
    )
    if begin is None:
        return
    week = max(begin, first)
    while week <= end:
        yield week
        week += WEEK
