"""What core.posts has taken and nobody was told of yet: the window that the next DAGs read.

Every load step stands in ops.steps with the first and last moment at which its pages were heard. `announce` marks
those that no run has told of, and answers with the window of all that this run tells: so a load whose publishing
was killed is told of by whoever publishes next, and a rerun tells the same window again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from sql import warehouse


@dataclass(frozen=True, slots=True)
class News:
    """Heard from `start` to `end` (UTC, both included); `posts`: records that told something new, or new counts."""

    start: datetime
    end: datetime
    posts: int


def announce(con: duckdb.DuckDBPyConnection, run_id: str) -> News | None:
    """Take all that was loaded and not announced as this run's news; None where it has none."""
    with warehouse.transaction(con):
        con.execute(
            "update ops.steps set announced_by = $run where step = 'load' and announced_by is null", {"run": run_id}
        )
        told = con.execute(
            "select min(window_from), max(window_to) from ops.steps where step = 'load' and announced_by = $run",
            {"run": run_id},
        ).fetchone()
        start, end = told or (None, None)
        (posts,) = con.execute(
            """
            select coalesce(sum(new_posts + edited_posts + recounted_posts), 0)
            from ops.fetches where asked_at between $start::timestamp and $end::timestamp
            """,
            {"start": start, "end": end},
        ).fetchone() or (0,)
    if start is None or end is None or not posts:
        return None
    return News(start.replace(tzinfo=UTC), end.replace(tzinfo=UTC), int(posts))


def announce_links(con: duckdb.DuckDBPyConnection, run_id: str) -> News | None:
    """Take the looks at links that nobody was told of as this run's news; None where no post links to what they told.

    Profiles find by themselves which links these are (core.links.noted_at): the window holds the last moment only at
    which any post was heard, so that nothing is read for its sake.
    """
    with warehouse.transaction(con):
        con.execute(
            "update ops.steps set announced_by = $run where step = 'links' and announced_by is null", {"run": run_id}
        )
        (posts, heard) = con.execute(
            """
            select coalesce(sum(posts), 0), (select max(last_seen_at) from core.posts)
            from ops.steps where step = 'links' and announced_by = $run
            """,
            {"run": run_id},
        ).fetchone() or (0, None)
    if not posts or heard is None:
        return None
    return News(heard.replace(tzinfo=UTC), heard.replace(tzinfo=UTC), int(posts))
