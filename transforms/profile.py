"""The steps of profiling, as the DAG `profile` and the command line call them: plan, tell, take, emerge, build,
publish.

    plan      which texts are new or stale, as portions in files
    tell      the topics of one portion; many at once, since nobody holds the warehouse
    take      what was told, into marts.post_topics
    emerge    what people talk of that topics.csv does not list, of the last whole week; which topics are thin
    build     profiles, trends, phrases, links, voices: one transaction, asked before it is committed
    publish   the read-only copy

Each is a function of the run and of what lies on disk; each may be killed and called again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from config import Config, read_config
from config.settings import Settings, read_settings
from sql import warehouse
from transforms import marts
from transforms.marts import Built, Window
from transforms.topics import emerging, tag, telling
from transforms.topics.emerging import Emerged
from transforms.topics.tag import Plan, Tagged

log = logging.getLogger("earshot.profile")


@dataclass(frozen=True)
class Run:
    """One run: its name, what was heard in it (None: all there is), and where its things lie."""

    run_id: str
    window: Window | None
    settings: Settings

    @classmethod
    def of(cls, run_id: str, window: Window | None = None, settings: Settings | None = None) -> Run:
        """The run of a window, as the environment has it."""
        return cls(run_id, window, settings or read_settings())

    @cached_property
    def config(self) -> Config:
        return read_config(self.settings.config)


def plan(run: Run) -> dict[str, Any]:
    """What is to be told, so that it travels between tasks: a Plan as a dict."""
    with warehouse.connect(run.settings.warehouse_file) as con:
        warehouse.create(con)
        found = tag.plan(con, run.settings.home, run.config.topics, _until(run, con))
    log.info("planned %s texts of %s posts in %s portions", found.texts, found.read, len(found.portions))
    return asdict(found)


def portions(planned: Mapping[str, Any]) -> list[dict[str, str]]:
    """What `tell` is mapped over: one a portion."""
    return [
        {"engine_folder": planned["engine_folder"], "engine_version": planned["engine_version"], "portion": one}
        for one in planned["portions"]
    ]


def tell(portion: Mapping[str, str]) -> str:
    """The topics of one portion, as a file beside it; a portion that was told stays told."""
    return telling.tell(portion["engine_folder"], portion["engine_version"], portion["portion"])


def take(run: Run, planned: Mapping[str, Any]) -> Tagged:
    """What was told, into the marts; where more is new than one plan holds, the rest is told here as well."""
    first = Plan(**{**planned, "portions": tuple(planned["portions"])})
    with warehouse.connect(run.settings.warehouse_file) as con:
        taken = tag.take(con, first)
        until = _until(run, con)
    log.info("took %s", taken)
    if first.read >= tag.MOST_POSTS:
        taken = tag.tag(run.settings.warehouse_file, run.settings.home, run.config.topics, until)
        log.info("took the rest: %s", taken)
    return taken


def emerge(run: Run) -> list[Emerged]:
    """The last whole week before the end of the window, into the marts; a week that is told stays as it is."""
    with warehouse.connect(run.settings.warehouse_file) as con:
        until = _until(run, con)
    found = emerging.emerge(run.settings.warehouse_file, run.settings.home, run.config.topics, until)
    log.info("emerged %s", found or "nothing: the week is told already")
    return found


def build(run: Run) -> Built:
    """Make the marts what core and the topics say. Raises sql.expectations.CheckFailed; then nothing has changed."""
    with warehouse.connect(run.settings.warehouse_file) as con:
        return marts.build(con, run.config, run.window, run.run_id)


def publish(run: Run) -> Path:
    """Put the read-only copy in its place."""
    return warehouse.publish(run.settings.warehouse_file, run.settings.published_file)


def _until(run: Run, con: Any) -> datetime:
    """The end of the window; of all there is, the last time anything was heard."""
    if run.window:
        return run.window.end
    (heard,) = con.execute("select max(last_seen_at) from core.posts").fetchone()
    return (heard or datetime(1970, 1, 1)).replace(tzinfo=UTC)  # noqa: DTZ001 - the zone comes with replace
