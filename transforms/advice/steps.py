"""The steps of advising, as the DAG `advise` calls them: candidates, recommend, build, publish.

Between the first two the platforms are asked whether the candidates are still there (ingest.alive). Each is a function
of its time and of what lies on disk; each may be killed and called again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from config import Config, read_config
from config.settings import Settings, read_settings
from sql import warehouse
from transforms import advice, reshare
from transforms.advice import proposals

log = logging.getLogger("earshot.advise")


@dataclass(frozen=True)
class Run:
    """One run: the time it advises as of, and where its things lie."""

    as_of: datetime
    settings: Settings

    @classmethod
    def at(cls, as_of: datetime | None, settings: Settings | None = None) -> Run:
        """The run of a time; of none, as of the last time anything was heard."""
        kept = settings or read_settings()
        return cls(as_of or last_heard(kept), kept)

    @cached_property
    def config(self) -> Config:
        return read_config(self.settings.config)


def last_heard(settings: Settings) -> datetime:
    """When anything was last heard, as the warehouse has it."""
    with warehouse.connect(settings.warehouse_file) as con:
        warehouse.create(con)
        (heard,) = con.execute("select max(last_seen_at) from core.posts").fetchone() or (None,)
    return (heard or datetime(1970, 1, 1)).replace(tzinfo=UTC)  # noqa: DTZ001 - the zone comes with replace


def candidates(run: Run) -> dict[str, list[dict[str, str]]]:
    """What could be shared, by platform: whom to ask whether it is still there."""
    with warehouse.connect(run.settings.warehouse_file) as con:
        return reshare.candidates(con, run.config, run.as_of)


def recommend(run: Run) -> dict[str, int]:
    """The list of reshares, of what was seen to be there."""
    with warehouse.connect(run.settings.warehouse_file) as con:
        return reshare.recommend(con, run.config, run.as_of)


def build(run: Run) -> dict[str, int]:
    """The rest of the advice. Raises sql.expectations.CheckFailed; then nothing has changed."""
    with warehouse.connect(run.settings.warehouse_file) as con:
        done = advice.build(con, run.config, run.as_of)
    log.info("advised %s", done)
    return done


def propose(run: Run) -> int:
    """Further accounts of people on the list, for a person to decide; returns how many."""
    with warehouse.connect(run.settings.warehouse_file) as con:
        return proposals.propose(con, run.config, run.as_of)


def anew(settings: Settings | None = None) -> dict[str, int]:
    """All advice once more as of the time it was given for, from what the tables hold now; nothing where none was."""
    kept = settings or read_settings()
    with warehouse.connect(kept.warehouse_file) as con:
        warehouse.create(con)
        (at,) = con.execute("select max(window_to) from ops.steps where step = 'advise'").fetchone() or (None,)
    if at is None:
        return {}
    run = Run.at(at.replace(tzinfo=UTC), kept)
    candidates(run)
    return {**recommend(run), **build(run), "marts.account_proposals": propose(run)}


def publish(run: Run) -> Path:
    """Put the read-only copy in its place."""
    return warehouse.publish(run.settings.warehouse_file, run.settings.published_file)
