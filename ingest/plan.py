"""Whom to visit in this run, and in which batches.

An account is due when its platform's interval has passed since it was last served. The longest-unserved come first.
Accounts that failed wait in a lane of their own, which takes at most a tenth of a run; their pauses grow, so that the
dead cost next to nothing and never starve the living. What the retry lane does not use, the others do.
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
# pauses in intervals after the 1st, 2nd, 3rd ... failure in a row: twice at once, then further and further apart
PAUSES = (1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144)


@dataclass(frozen=True, slots=True)
class Standing:
    """One account as the agenda knows it. Times are UTC; None is never."""

    account: Account
    cursor: Cursor = field(default_factory=dict)
    visited_at: datetime | None = None
    served_at: datetime | None = None
    failures: int = 0
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Accounts of one platform that one task visits."""

    platform: str
    number: int
    of: int
    accounts: tuple[Standing, ...]

    @property
    def label(self) -> str:
        """What the task is called in the Airflow UI."""
        return f"{self.platform} {self.number}/{self.of} ({len(self.accounts)} accounts)"


def choose(standings: Iterable[Standing], as_of: datetime, every: timedelta, most: int) -> list[Standing]:
    """The accounts of one platform to visit now, at most `most`, longest-unserved first.

    `every` is how often an account of this platform is due. Ties are settled by account_id, so that the same agenda
    gives the same plan.
    """
    healthy = [one for one in standings if _is_due(one, as_of, every) and one.failures == 0]
    failing = [one for one in standings if _is_due(one, as_of, every) and one.failures > 0]
    # few failures first: a stumble is mended at once, whatever lies dead beside it
    failing.sort(key=lambda one: (one.failures, _long_ago(one.visited_at), one.account.account_id))
    retries = failing[: max(1, int(most * RETRY_SHARE))] if most else []
    healthy.sort(key=lambda one: (_long_ago(one.served_at), _long_ago(one.visited_at), one.account.account_id))
    return healthy[: most - len(retries)] + retries if len(retries) < most else healthy[:most] or retries[:most]


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
    return last is None or last > as_of or as_of - last >= pause(one.failures, every)


def _long_ago(at: datetime | None) -> datetime:
    return at or datetime.min.replace(tzinfo=UTC)


def batches(platform: str, chosen: Sequence[Standing], size: int) -> list[Batch]:
    """Cut the chosen accounts of one platform into batches of at most `size`."""
    parts = [tuple(chosen[start : start + size]) for start in range(0, len(chosen), size)]
    return [Batch(platform, number, len(parts), part) for number, part in enumerate(parts, start=1)]


def read_cursor(text: str | None) -> Cursor:
    """A cursor as ops.cursors keeps it; {} for an account never read."""
    return dict(json.loads(text)) if text else {}


def to_json(batch: Batch) -> dict[str, Any]:
    """A batch as it travels from task to task."""
    return {
        "label": batch.label,
        "platform": batch.platform,
        "accounts": [
            {
                "account_id": one.account.account_id, "platform": one.account.platform, "handle": one.account.handle,
                "url": one.account.url, "native_id": one.account.native_id, "learned": dict(one.account.learned),
                "consented": one.account.consented, "cursor": dict(one.cursor),
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
