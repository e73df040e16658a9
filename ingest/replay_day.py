"""A day once more: what landed on it, loaded into an empty warehouse, and held against the one in use.

What was heard on that day and not since must come out row for row the same; posts that were heard later have moved on,
and are counted apart. Tombstones and digests of the forgotten come along, so that nobody returns by this door.
"""

from __future__ import annotations

import logging
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from config.faults import ConfigFaults, Fault
from ingest.landing import Landing
from ingest.listen import Run
from ingest.load import load
from sql import warehouse

log = logging.getLogger("earshot.replay")

# of a post that was known before the day, these say when that was
_BEFORE = ("first_seen_at", "is_edited", "created_at", "created_at_basis")
_PARTS = ("core.post_links", "core.post_media", "core.post_mentions", "core.post_references")


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of it. `same` of `posts` are as they stand; `later` were heard again since, so nobody can tell."""

    file: str
    pages: int
    posts: int
    same: int
    later: int
    different: tuple[str, ...]


def replay(run: Run, day: date) -> Replayed:
    """Load the pages of a day (UTC) into EARSHOT_HOME/replayed/<day>.duckdb, and compare.

    Raises ConfigFaults where pages of that day are gone, since they were older than brand.yaml keeps them, or none
    ever landed.
    """
    goal = run.settings.home / "replayed" / f"{day.isoformat()}.duckdb"
    work = goal.with_suffix(".landing")
    shutil.rmtree(work, ignore_errors=True)
    for stale in (goal, goal.with_name(f"{goal.name}.wal")):
        stale.unlink(missing_ok=True)
    pages = _pages(run, day)
    landing = Landing(work)
    for name, file in pages.items():
        link = landing.inbox / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(file)
    end = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    try:
        with warehouse.connect(goal) as con:
            warehouse.create(con)
            _attach(con, run.warehouse_file)
            for table in ("core.tombstones", "ops.suppressions"):
                con.execute(f"insert into {table} by name from house.{table}")
            # where links lead was found out since, and stays so
            con.execute(
                "insert into core.links by name from house.core.links where leads_to is not null "
                "or link_id in (select leads_to from house.core.links)"
            )
            con.execute("detach house")
            load(con, landing, run.config, end)
            _attach(con, run.warehouse_file)
            told = _compare(con, datetime(day.year, day.month, day.day), len(pages), goal)  # noqa: DTZ001
            con.execute("detach house")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    log.info("replayed %s: %s", day, told)
    return told


def _pages(run: Run, day: date) -> dict[str, Path]:
    """The landed pages of a day by their names."""
    with warehouse.connect(run.warehouse_file) as con:
        warehouse.create(con)
        names = con.execute(
            "select landed_file, platform from ops.fetches where asked_at::date = $day order by 1", {"day": day}
        ).fetchall()
    found = {name: run.landing.kept / name for name, _ in names}
    missing = sorted({platform for name, platform in names if not found[name].exists()})
    if not names or missing:
        what = f"pages of {', '.join(missing)} are gone" if missing else "nothing landed on that day"
        remedy = "name a day that is younger than raw_days of these platforms in brand.yaml, and on which was listened"
        raise ConfigFaults([Fault("the form", 0, "day", 0, f"{day}: {what}", remedy)])
    return found


def _compare(con: Any, begin: datetime, pages: int, goal: Path) -> Replayed:
    """Rows of the day beside the same rows of the house."""
    columns = [one for one in warehouse.models()["core.posts"].columns if one not in _BEFORE]
    told = ", ".join(columns)
    con.execute(
        """
        create or replace temp table comparable as
        select h.post_id, h.first_seen_at >= $begin as is_new
        from house.core.posts as h
        join core.posts as p on p.post_id = h.post_id and p.landed_file = h.landed_file
        """,
        {"begin": begin},
    )
    different = _differing(
        con, "core.posts", f"select {told} from {{}} where post_id in (select post_id from comparable)"
    )
    for table in _PARTS:
        # links and references of a post are those of the reading that last changed its words
        different += _differing(
            con, table, "select * from {} where post_id in (select post_id from comparable where is_new)"
        )
    different += _differing(
        con, "core.post_metrics", "select * from {} where post_id in (select post_id from comparable where is_new)"
    )
    (posts,) = con.execute("select count(*) from core.posts").fetchone()
    (same,) = con.execute("select count(*) from comparable").fetchone()
    return Replayed(
        str(goal), pages, posts, same - len(set(different)), posts - same, tuple(sorted(set(different)))[:20]
    )


def _differing(con: Any, table: str, query: str) -> list[str]:
    """Posts with a row in one warehouse that is not in the other."""
    here, there = query.format(table), query.format(f"house.{table}")
    both = f"(({here}) except all ({there})) union all (({there}) except all ({here}))"
    return [one for (one,) in con.execute(f"select distinct post_id from ({both})").fetchall()]


def _attach(con: Any, file: Path) -> None:
    quoted = str(file).replace("'", "''")
    con.execute(f"attach '{quoted}' as house (read_only)")


def as_dict(told: Replayed) -> dict[str, Any]:
    """As it travels between tasks."""
    return asdict(told) | {"different": list(told.different)}
