"""Whatever the cuts, a timeline is heard whole: ingest/walks.py on random timelines, cut at random."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.sources import Account, bluesky
from ingest.walks import instant
from tests.ingest.fakes import NOW, Asker
from tests.ingest.fakes.bluesky import Bluesky

ANN = Account("bluesky:ann.example", "bluesky", "ann.example")
RUNS = st.lists(
    st.tuples(
        st.integers(0, 60),  # hours since the run before; 0 is the same run again
        st.integers(0, 6),  # posts since then
        st.integers(0, 5),  # pages until it is cut; 0 is before the first
    ),
    min_size=1, max_size=12,
)  # fmt: skip


def heard(fake: Bluesky, cursor: Any, now: Any, most: int) -> tuple[set[str], Any]:
    """What one visit of at most `most` pages hears, and the cursor it leaves."""
    found: set[str] = set()
    for number, page in enumerate(page for page in bluesky.visit(ANN, cursor, Asker(fake, now), now) if page.reading):
        if number == most:
            break
        found |= set(fake.ids(page.answer.json()))
        cursor = json.loads(json.dumps(page.cursor))
    return found, cursor


@settings(deadline=None, max_examples=60)
@given(before=st.integers(0, 30), runs=RUNS)
def test_nothing_is_lost_however_visits_are_cut(before: int, runs: list[tuple[int, int, int]]) -> None:
    fake, cursor, all_heard, now = Bluesky(), {}, set(), NOW
    for number in range(before):
        fake.post(NOW - timedelta(hours=30 * (before - number)), number)
    for run, (hours, posts, most) in enumerate(runs):
        for number in range(posts):
            fake.post(now + timedelta(hours=hours) * (number + 1) / (posts + 1), 1000 + 10 * run + number)
        now += timedelta(hours=hours)
        found, cursor = heard(fake, cursor, now, most)
        all_heard |= found
    # the last two go to the end: one that was cut goes on within its run, what came in since is the next one's
    for _ in range(2):
        now += timedelta(hours=1)
        found, cursor = heard(fake, cursor, now, 1000)
        all_heard |= found
    assert all_heard == set(fake.posts)


@given(st.text() | st.none() | st.integers() | st.datetimes().map(lambda at: at.isoformat()))
def test_an_instant_is_utc_or_nothing(text: Any) -> None:
    found = instant(text)
    assert found is None or found.utcoffset() == timedelta(0)


def test_times_as_platforms_write_them() -> None:
    for text in (
        "2026-10-01T12:00:00.000Z",
        "2026-10-01T12:00:00+00:00",
        "2026-10-01T17:30:00.0+05:30",
        "2026-10-01T12:00:00",
    ):
        assert instant(text) == NOW
    for text in ("0000-01-01T00:00:00Z", "yesterday", "", "0001-01-01T00:00:00+05:30"):
        assert instant(text) is None
