"""What would be too much at once is made a slice at a time: copies by days, sums and trends by weeks, links by lots.

Slices do not know of each other, and the tables are the same however they are cut: only memory is not. A model that is
made in slices says in its INSERT which rows are the slice's, by variables; its other statements run once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sql import warehouse

if TYPE_CHECKING:
    import duckdb

    from sql.warehouse import Model

COPIES = ("staging.voice_words", "staging.voice_pairs")
SUMS = ("staging.told_topics", "marts._daily_topics", "marts.topic_trends")
COMPARED = 200_000  # posts whose copies are looked for at a time
VOICED = 1_000_000  # posts that are told their voice at a time
SUMMED = 1_000_000  # posts that are summed at a time
SHARED = 500_000  # links of posts that are counted at a time
_NO_DAYS = {"slice_from": date(1970, 1, 1), "slice_to": date(1970, 1, 2)}


def look_for_copies(con: duckdb.DuckDBPyConnection) -> None:
    """staging.voice_pairs."""
    words, pairs = (warehouse.models()[name].statements[0] for name in COPIES)
    for place, span in enumerate(_days(con, COMPARED) or [_NO_DAYS]):
        _tell(con, span)
        con.execute(f"create or replace table staging.voice_words as {words}")
        begin = "insert into staging.voice_pairs by name" if place else "create or replace table staging.voice_pairs as"
        con.execute(f"{begin} {pairs}")
    con.execute("drop table staging.voice_words")


def build(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Build a kept model, in slices where it is one of those."""
    cut = {"marts.post_voices": _voiced, "marts.shared_links": _lots}.get(model.name)
    if cut is None:
        warehouse.build(con, [model])
        return
    for statement in model.takes:
        for variables in cut(con) if statement.startswith("insert") else ({},):
            _tell(con, variables)
            con.execute(statement)


def sum_topics(con: duckdb.DuckDBPyConnection) -> None:
    """Sums by day and trends by week: what they rest on is found once a slice, for both."""
    told, *sums = (warehouse.models()[name] for name in SUMS)
    taken = [_parted(model) for model in sums]
    for before, _, _ in taken:
        for statement in before:
            con.execute(statement)
    for variables in _weeks(con):
        _tell(con, variables)
        con.execute(f"create or replace temp table told_topics as {told.statements[0]}")
        for _, insert, _ in taken:
            con.execute(insert)
    con.execute("drop table if exists told_topics")
    for _, _, after in taken:
        for statement in after:
            con.execute(statement)


def _parted(model: Model) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """The statements of a model before its INSERT, this, and those after it."""
    place = next(place for place, one in enumerate(model.takes) if one.startswith("insert"))
    return model.takes[:place], model.takes[place], model.takes[place + 1 :]


def _days(con: duckdb.DuckDBPyConnection, most: int) -> list[dict[str, Any]]:
    days = con.execute("select created_on, posts from staging.touched_days where is_touched order by all").fetchall()
    return list(spans(days, most, timedelta(days=1)))


def _voiced(con: duckdb.DuckDBPyConnection) -> Iterable[dict[str, Any]]:
    return _days(con, VOICED)


def _weeks(con: duckdb.DuckDBPyConnection) -> Iterable[dict[str, Any]]:
    weeks = con.execute("""
        select week_start, count(*)
        from marts.post_voices
        where created_at >= getvariable('touched_from')
            and created_on in (select created_on from staging.resummed_days)
        group by all order by all
    """).fetchall()
    return spans(weeks, SUMMED, timedelta(weeks=1))


def _lots(con: duckdb.DuckDBPyConnection) -> Iterable[dict[str, Any]]:
    (links,) = con.execute(
        "select count(*) from core.post_links where link_id in (select link_id from links_touched)"
    ).fetchone() or (0,)
    lots = links // SHARED + 1
    return ({"lots": lots, "lot": lot} for lot in range(lots))


def spans(counts: list[tuple[date, int]], most: int, step: timedelta) -> Iterator[dict[str, Any]]:
    """Days or weeks that hold about so many posts together: the first, and the one after the last."""
    first, after, held = None, None, 0
    for begin, posts in counts:
        if first is not None and held >= most:
            yield {"slice_from": first, "slice_to": after}
            first, held = None, 0
        first, after, held = first or begin, begin + step, held + posts
    if first is not None:
        yield {"slice_from": first, "slice_to": after}


def _tell(con: duckdb.DuckDBPyConnection, variables: dict[str, Any]) -> None:
    for name, value in variables.items():
        kind = "timestamp" if isinstance(value, date) else "ubigint"
        con.execute(f"set variable {name} = $value::{kind}", {"value": value})
