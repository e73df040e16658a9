"""A consumer covers all that its producers told, once and the same again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from airflow.sdk import Asset
from hypothesis import given
from hypothesis import strategies as st

from dags.windows import Window, tell, union, window_of
from ingest.news import announce
from sql import warehouse

POSTS = Asset("core.posts")
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
windows = st.tuples(moments, moments).map(lambda two: Window(min(two), max(two)))


def woken(*extras, params=None):
    events = {POSTS: [SimpleNamespace(extra=extra) for extra in extras]} if extras else {}
    return {"params": params or {}, "triggering_asset_events": events}


@given(st.lists(windows, min_size=1))
def test_the_union_holds_every_window_and_begins_and_ends_with_one_of_them(told):
    found = union(window.extra() for window in told)
    assert found.start in {window.start for window in told}
    assert found.end in {window.end for window in told}
    assert all(found.start <= window.start and window.end <= found.end for window in told)


def test_a_run_woken_by_several_events_reads_all_of_them():
    first = {"from": "2026-09-07T06:00:00+00:00", "to": "2026-09-07T06:10:00+00:00"}
    second = {"from": "2026-09-07T05:00:00+00:00", "to": "2026-09-07T05:01:00+00:00"}
    window = window_of(woken(first, second, {}), POSTS)
    assert window.extra() == {"from": second["from"], "to": first["to"]}


def test_a_form_that_names_a_window_has_its_way():
    told = {"from": "2026-09-07T06:00:00+00:00", "to": "2026-09-07T06:10:00+00:00"}
    asked = {"from": "2026-01-01T00:00:00", "to": "2026-01-02T00:00:00+01:00"}
    window = window_of(woken(told, params=asked), POSTS)
    assert window == Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 23, tzinfo=UTC))


def test_nothing_told_is_not_an_empty_window():
    assert window_of(woken(), POSTS) is None
    assert window_of(woken({"made": "by hand"}), POSTS) is None


@pytest.mark.parametrize("asked", [{"from": "2026-01-01"}, {"to": "2026-01-01"}])
def test_half_a_window_is_an_error(asked):
    with pytest.raises(ValueError, match="only one end"):
        window_of(woken(params=asked), POSTS)


def test_a_window_that_ends_before_it_begins_is_an_error():
    with pytest.raises(ValueError, match="swap"):
        Window(datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))


def test_what_is_told_can_be_read_again():
    accessor = SimpleNamespace(extra={})
    window = Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC))
    tell({"outlet_events": {POSTS: accessor}}, POSTS, window)
    assert window_of(woken(accessor.extra), POSTS) == window


def loaded(con, number, *, posts=1, hour=6):
    """What a load leaves behind: a step, and its pages."""
    heard = datetime(2026, 9, 7, hour)
    con.execute(
        "insert into ops.steps by name select $id as step_id, 'load' as step, 'r' as run_id, $from as window_from, "
        "$to as window_to, $posts as posts, now()::timestamp as started_at, now()::timestamp as ended_at",
        {"id": f"load-{number}", "from": heard, "to": heard + timedelta(minutes=5), "posts": posts},
    )
    con.execute(
        "insert into ops.fetches by name select $file as landed_file, 'r' as run_id, 'bluesky' as platform, "
        "$at as asked_at, $posts as new_posts, 0 as edited_posts, 0 as recounted_posts",
        {"file": f"{number}.json", "at": heard, "posts": posts},
    )


def test_a_load_whose_announcement_was_lost_is_told_by_the_next_run(tmp_path):
    with warehouse.connect(tmp_path / "w.duckdb") as con:
        warehouse.create(con)
        loaded(con, 1, hour=6)
        loaded(con, 2, hour=7)
        news = announce(con, "run-2")
        assert (news.start.hour, news.end.hour, news.posts) == (6, 7, 2)
        assert announce(con, "run-2") == news, "a rerun tells the same"
        assert announce(con, "run-3") is None
        loaded(con, 3, hour=5)  # heard long ago, landed by a run that was killed
        assert announce(con, "run-4").start.hour == 5
        assert announce(con, "run-2") == news


def test_a_run_that_heard_nothing_new_wakes_nobody(tmp_path):
    with warehouse.connect(tmp_path / "w.duckdb") as con:
        warehouse.create(con)
        loaded(con, 1, posts=0)
        assert announce(con, "run-1") is None
