"""Whom to visit in this run, and in which batches.

An account is due when its platform's interval has passed since it was last served. The longest-unserved come first.
A retry is a visit to an account whose last visit failed. Retries have a lane of their own, a tenth of a run and never
more, and their pauses grow, so that the dead cost next to nothing and never starve the living. In the lane a stumble
goes before an account that its platform calls gone, or that failed more often than chance explains. What the retry
lane does not use, the others do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from ingest.sources import Account, Cursor

RETRY_SHARE = 0.1
LONGEST_PAUSE = timedelta(days=30)
# pauses in intervals after the 1st, 2nd, 3rd ... failure in a row: three times at once, then further and further apart
PAUSES = (1, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144)
# runs start on the clock and visits end some minutes later: without grace every second run would find nothing due
GRACE = 0.25
ALIVE = 3  # failures in a row that chance explains
LOST = frozenset({"gone", "not found", "opted out"})  # endings by which a platform says that there is nobody to hear


@dataclass(frozen=True, slots=True)
class Standing:
    """One account as the agenda knows it. Times are UTC; None is never."""

    account: Account
    cursor: Cursor = field(default_factory=dict)
    visited_at: datetime | None = None
    served_at: datetime | None = None
    failures: int = 0
    retry_at: datetime | None = None
    outcome: str | None = None  # of the last visit, as in ops.visits


@dataclass(frozen=True, slots=True)
class Batch:
    """Accounts of one platform that one task visits."""

    platform: str
    number: int
    of: int
    accounts: tuple[Standing, ...]
    among: int  # accounts of the platform in this run, over all batches: they share its budget

    @property
    def label(self) -> str:
        """What the task is called in the Airflow UI."""
        accounts = "1 account" if len(self.accounts) == 1 else f"{len(self.accounts)} accounts"
        return f"{self.platform} {self.number}/{self.of} ({accounts})"


def choose(standings: Iterable[Standing], as_of: datetime, every: timedelta, most: int) -> list[Standing]:
    """The accounts of one platform to visit now, at most `most`, longest-unserved first.

    `every` is how often an account of this platform is due. Retries (accounts whose last visit failed) get a tenth of
    `most`, and at least one place. Ties are settled by account_id, so that the same agenda gives the same plan.
    """
    queue = due(standings, as_of, every)
    if most <= 1:  # no room for a lane
        return queue[: max(most, 0)]
    lane = max(int(most * RETRY_SHARE), 1)
    failing = [one for one in queue if one.failures]
    hopeful = sorted(failing, key=_hope)[: max(lane - 1, 1)]
    # one place is for whoever waits longest, so that many stumbles silence nobody for good
    mended = _ids(hopeful)
    retries = hopeful + [one for one in failing if one.account.account_id not in mended][: lane - len(hopeful)]
    others = [one for one in queue if not one.failures]
    return others[: most - len(retries)] + retries


def _hope(one: Standing) -> tuple[bool, bool]:
    """How little hope there is that a retry is heard, the smallest first; sorting by it keeps the turns of equals."""
    return one.outcome in LOST, one.failures > ALIVE


def due(standings: Iterable[Standing], as_of: datetime, every: timedelta) -> list[Standing]:
    """All whose turn it is, longest-unserved first, however many a run may take."""
    return sorted((one for one in standings if _is_due(one, as_of, every)), key=lambda one: _turn(one, as_of))


def pause(failures: int, every: timedelta) -> timedelta:
    """How long to leave an account alone after so many failures in a row."""
    if failures == 0:
        return every
    return min(every * PAUSES[min(failures, len(PAUSES)) - 1], max(LONGEST_PAUSE, every))


def _is_due(one: Standing, as_of: datetime, every: timedelta) -> bool:
    if one.retry_at is not None and as_of < one.retry_at < as_of + LONGEST_PAUSE:
        return False
    last = one.visited_at if one.failures else one.served_at
    # a last visit "to come" means that a clock jumped: better once too often than never again
    return last is None or last > as_of or as_of - last >= pause(one.failures, every) - every * GRACE


def _turn(one: Standing, as_of: datetime) -> tuple[datetime, datetime, str]:
    """Its place in the queue, the smallest first: since when it was not served, or not asked.

    Who was asked and put us off (retry_at) goes to the end like those who were served: a server that is always late
    would else stand first for ever. Who was not asked after all, since the platform stopped, keeps its place.
    """
    was_asked = one.failures or one.retry_at
    return (
        _long_ago(one.visited_at if was_asked else one.served_at, as_of),
        _long_ago(one.served_at, as_of),
        one.account.account_id,
    )


def _ids(standings: Iterable[Standing]) -> set[str]:
    return {one.account.account_id for one in standings}


def _long_ago(at: datetime | None, as_of: datetime) -> datetime:
    return datetime.min.replace(tzinfo=UTC) if at is None or at > as_of else at


def batches(platform: str, chosen: Sequence[Standing], size: int) -> list[Batch]:
    """Cut the chosen accounts of one platform into batches of at most `size`."""
    parts = [tuple(chosen[start : start + size]) for start in range(0, len(chosen), size)]
    return [Batch(platform, number, len(parts), part, len(chosen)) for number, part in enumerate(parts, start=1)]


def read_cursor(text: str | None) -> Cursor:
    """A cursor as ops.cursors keeps it; {} for an account never read."""
    return dict(json.loads(text)) if text else {}


def to_json(batch: Batch) -> dict[str, Any]:
    """A batch as it travels from task to task."""
    return {
        "label": batch.label,
        "platform": batch.platform,
        "among": batch.among,
        "accounts": [
            {
                "account_id": one.account.account_id,
                "platform": one.account.platform,
                "handle": one.account.handle,
                "url": one.account.url,
                "native_id": one.account.native_id,
                "learned": dict(one.account.learned),
                "consented": one.account.consented,
                "is_brand": one.account.is_brand,
                "cursor": dict(one.cursor),
            }
            for one in batch.accounts
        ],
    }


def from_json(travelled: Mapping[str, Any]) -> list[tuple[Account, Cursor]]:
    """The accounts and cursors of a batch that travelled."""
    return [
        (Account(**{name: value for name, value in one.items() if name != "cursor"}), one["cursor"])
        for one in travelled["accounts"]
    ]
