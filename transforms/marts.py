"""From posts and their topics to the marts of interests: one transaction, asked before it is committed.

    touched days -> voices -> sums by day -> profiles week by week -> trends, phrases, links -> questions -> commit

What is read is the window, and what the sums no longer agree with (removed posts, people who left, accounts given to
somebody else, tags told anew): so that the tables are always what all posts of today would make, and the cost follows
what is new. Without a window, or when a rule, a topic or a model has changed, all of it is made anew.
"""

from __future__ import annotations

import hashlib
import logging
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sql import expectations as asking
from sql import warehouse
from transforms import expectations, memory, slices, weeks

if TYPE_CHECKING:
    import duckdb

    from config import Config

log = logging.getLogger("earshot.profile")

DAYS = ("staging.counted_accounts", "staging.touched_days", "staging.resummed_days", "staging.touched_weeks")
DAILY = ("marts.rules", "marts.topics", "marts.platform_uses", "marts.post_voices", "marts._daily_accounts",
         "marts.shared_links", "marts.completeness")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Window:
    """What was heard from `start` to `end`, both included (UTC)."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did; the figures of the run report."""

    posts: int
    days: int
    weeks: int
    profiles: int
    questions: int


def build(
    con: duckdb.DuckDBPyConnection, config: Config, window: Window | None, run_id: str, *, phrases: bool = True
) -> Built:
    """Make the marts what `core` and `marts.post_topics` now say. Raises CheckFailed; then nothing has changed."""
    started = datetime.now(UTC).replace(tzinfo=None)
    warehouse.create(con)
    _configure(con, config)
    digest = _digest(config)
    _read_marks(con, window, digest)
    warehouse.build(con, warehouse.order(DAYS))
    _mark_days(con)
    slices.look_for_copies(con)
    sys.audit("earshot.stage", "marts staged")
    with warehouse.transaction(con):
        for model in warehouse.order(DAILY):
            slices.build(con, model)
        sys.audit("earshot.stage", "marts voiced")
        slices.sum_topics(con)
        changed = weeks.build(con, phrases=phrases)
        _write_marks(con, digest)
        sys.audit("earshot.stage", "marts built")
        answers = expectations.check(con)
        built = _figures(con, changed, len(answers))
        _note(con, window, run_id, built, answers, started)
    sys.audit("earshot.stage", "marts committed")
    log.info("built %s", built)
    return built


def _configure(con: duckdb.DuckDBPyConnection, config: Config) -> None:
    """Hand topics and platform uses to SQL as tables."""
    import pyarrow as pa

    topics = [
        {
            "topic_id": one.topic_id,
            "topic_name": one.name,
            "description": one.description,
            "is_sensitive": one.sensitive,
        }
        for one in config.topics
    ]
    text = pa.string()
    shape = [("topic_id", text), ("topic_name", text), ("description", text), ("is_sensitive", pa.bool_())]
    con.register("configured_topics", pa.Table.from_pylist(topics, schema=pa.schema(shape)))
    uses = [{"platform": platform, "uses": use} for platform, use in sorted(config.brand.uses.items())]
    con.register("configured_uses", pa.Table.from_pylist(uses, schema=pa.schema([("platform", text), ("uses", text)])))


def _digest(config: Config) -> str:
    """Of all that decides and is no post: models, macros, the fit, topics, uses."""
    told = hashlib.sha256()
    models = warehouse.models()
    for name in sorted((*DAYS, *slices.COPIES, *DAILY, *slices.SUMS, *weeks.PROFILES, *weeks.PHRASES)):
        told.update(models[name].path.read_bytes())
    told.update((warehouse.FOLDER / "functions" / "interests.sql").read_bytes())
    told.update(repr(memory.SETTINGS).encode())
    told.update(repr(sorted((one.topic_id, one.sensitive) for one in config.topics)).encode())
    told.update(repr(sorted(config.brand.uses.items())).encode())
    return told.hexdigest()


def _read_marks(con: duckdb.DuckDBPyConnection, window: Window | None, digest: str) -> None:
    """What is to be made anew, as variables: the window, the newest tag that was read, or everything."""
    marks = {name: (value, at) for name, value, at in con.execute("from marts._marks").fetchall()}
    everything = window is None or marks.get("rules", (None,))[0] != digest
    values: dict[str, tuple[str, Any]] = {
        "is_everything": ("boolean", everything),
        "window_from": ("timestamp", _utc(window.start) if window else None),
        "window_to": ("timestamp", _utc(window.end) if window else None),
        "retold_from": ("timestamp", _retold_from(con, *marks.get("told", (None, None)))),
        "noted_from": ("timestamp", marks.get("noted", (None, None))[1]),
    }
    for name, (kind, value) in values.items():
        con.execute(f"set variable {name} = $value::{kind}", {"value": value})


def _retold_from(con: duckdb.DuckDBPyConnection, digest: str | None, at: datetime | None) -> datetime | None:
    """From when on tags are new: after the mark where all that was told at its moment stands as it stood, else with it.

    A step tells all of its texts at one moment; the first of them told all there was.
    """
    if at is None or _told_at(con, at) != digest:
        return at
    return at + timedelta(microseconds=1)


def _told_at(con: duckdb.DuckDBPyConnection, at: datetime | None) -> str:
    """A digest of the texts that were told at a moment. Posts are not asked: new ones may repeat what was told then."""
    (digest,) = con.execute(
        "select coalesce(bit_xor(hash(text_hash, engine_version)), 0)::varchar from marts._texts where told_at = $at",
        {"at": at},
    ).fetchone() or ("",)
    return str(digest)


def _mark_days(con: duckdb.DuckDBPyConnection) -> None:
    """The first of the touched days and weeks, as variables: DuckDB skips what lies before a constant, and reads a
    whole table to join it with a few days.
    """
    for name, first in (
        ("touched_from", "min(created_on)::timestamp from staging.touched_days where is_touched"),
        ("first_week", "min(week_start) from staging.touched_weeks"),
    ):
        con.execute(f"set variable {name} = (select {first})")


def _write_marks(con: duckdb.DuckDBPyConnection, digest: str) -> None:
    (at,) = con.execute(
        "select greatest((select max(told_at) from marts._texts), (select max(tagged_at) from marts.post_topics))"
    ).fetchone() or (None,)
    con.execute("delete from marts._marks")
    con.execute(
        """
        insert into marts._marks
        select 'rules', $digest, null
        union all
        select 'told', $told, $at::timestamp
        union all
        select 'noted', null, coalesce(max(noted_at), timestamp '1970-01-01') from core.links
        """,
        {"digest": digest, "told": _told_at(con, at), "at": at},
    )


def _figures(con: duckdb.DuckDBPyConnection, changed: int, questions: int) -> Built:
    (days, posts) = con.execute(
        "select count(*), coalesce(sum(posts), 0)::bigint from staging.touched_days where is_touched and posts > 0"
    ).fetchone() or (0, 0)
    (profiles,) = con.execute(
        "select count(*) from marts.interest_profiles "
        "where week_start >= (select min(week_start) from staging.touched_weeks)"
    ).fetchone() or (0,)
    return Built(posts, days, changed, profiles, questions)


def _note(
    con: duckdb.DuckDBPyConnection, window: Window | None, run_id: str, built: Built,
    answers: list[asking.Validation], started: datetime,
) -> None:  # fmt: skip
    """Write the step, once for a run and window however often it is run."""
    ended = datetime.now(UTC).replace(tzinfo=None)
    span = f"{window.start:%Y-%m-%dT%H%M%S}-{window.end:%Y-%m-%dT%H%M%S}" if window else "all"
    step_id = f"profile-{run_id}-{span}"
    con.execute("delete from ops.steps where step_id = $id", {"id": step_id})
    con.execute("delete from ops.validations where step_id = $id", {"id": step_id})
    con.execute(
        """
        insert into ops.steps by name
        select $id as step_id, 'profile' as step, $run as run_id, $start::timestamp as window_from,
            $end::timestamp as window_to, $posts as posts, $started::timestamp as started_at,
            $ended::timestamp as ended_at
        """,
        {
            "id": step_id, "run": run_id, "posts": built.posts, "started": started, "ended": ended,
            "start": _utc(window.start) if window else None, "end": _utc(window.end) if window else None,
        },
    )  # fmt: skip
    asking.note(con, step_id, answers, ended)


def _utc(moment: datetime) -> datetime:
    """As the warehouse keeps it."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
