"""The step that took looks at pages, as ops.steps has it: from when to when they were, and what was asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import md5
from typing import TYPE_CHECKING, Any

from sql import expectations

if TYPE_CHECKING:
    import duckdb

Look = Mapping[str, Any]  # `looked_at`, `asked_at`, and what else tells it from other looks


def note(
    con: duckdb.DuckDBPyConnection, step: str, run_id: str, looks: Sequence[Look], told_by: Sequence[str], posts: int,
    answers: Sequence[expectations.Validation], started: datetime,
) -> None:  # fmt: skip
    """Write the step, in its own transaction; `told_by` are the fields that tell one look from another.

    The same looks give the same step_id. `posts` is how many posts it touched.
    """
    ended = datetime.now(UTC).replace(tzinfo=None)
    told = "\n".join(" ".join(str(one[name]) for name in told_by) for one in looks)
    step_id = f"{step}-{md5(told.encode(), usedforsecurity=False).hexdigest()}"
    moments = [one["looked_at"] for one in looks]
    con.execute(
        """
        insert into ops.steps by name
        select $id as step_id, $step as step, $run as run_id, $first::timestamp as window_from,
            $last::timestamp as window_to, $started::timestamp as started_at, $ended::timestamp as ended_at,
            $posts as posts
        """,
        {
            "id": step_id, "step": step, "run": run_id, "first": min(moments), "last": max(moments),
            "started": started, "ended": ended, "posts": posts,
        },
    )  # fmt: skip
    expectations.note(con, step_id, answers, ended)
