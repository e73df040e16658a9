"""Which window a run covers: what the DAGs tell each other about time. No DAG in it.

A producer calls `tell` and its asset event carries `{"from", "to"}`: the first and last moment at which the posts were
heard that it loaded and had not told of before. A consumer calls `window_of` and gets the union of all the events that
woke it, since Airflow gathers several into one run. Airflow keeps a run's events, so a rerun reads the same window.

In a consumer (dags/profile.py), inside a task:

    from dags.assets import POSTS
    window = window_of(get_current_context(), POSTS)
    if window is None:                            # triggered by hand, and the form named no window
        ...                                       # all there is, or what ops.steps does not show as done: your choice
    posts heard in it:  last_seen_at between window.start and window.end, both ends included

Write the window into ops.steps (window_from, window_to) with your step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from airflow.sdk import Asset, Context


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` to `end`, both in UTC and both included."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ValueError(f"a window from {self.start} to {self.end} ends before it begins; swap the two")

    @classmethod
    def of(cls, extra: Mapping[str, Any]) -> Window:
        """What `extra` says. Raises KeyError for half a window, ValueError for what is none."""
        return cls(moment(extra["from"]), moment(extra["to"]))

    def extra(self) -> dict[str, str]:
        """As an asset event carries it."""
        return {"from": self.start.isoformat(), "to": self.end.isoformat()}


def window_of(context: Context, *assets: Asset) -> Window | None:
    """The window of a run: what the form says (`from` and `to`), else the union of the events of `assets` that woke it.

    None where neither says anything. Raises ValueError for half a window in the form and for an event that is not one.
    """
    params: Mapping[str, Any] = context["params"]
    asked = params.get("from"), params.get("to")
    if all(asked):
        return Window.of(params)
    if any(asked):
        raise ValueError("the form names only one end of the window; fill in both `from` and `to`, or neither")
    woken = context["triggering_asset_events"]
    return union(event.extra for asset in assets if asset in woken for event in woken[asset])


def union(extras: Iterable[Mapping[str, Any]]) -> Window | None:
    """The smallest window that holds those of all events; one that tells none (made by hand in the UI) adds none."""
    told = [Window.of(extra) for extra in extras if "from" in extra or "to" in extra]
    if not told:
        return None
    return Window(min(window.start for window in told), max(window.end for window in told))


def tell(context: Context, asset: Asset, window: Window) -> None:
    """Let the event that this task's success makes carry the window."""
    context["outlet_events"][asset].extra = window.extra()


def moment(told: str) -> datetime:
    """A moment as forms and events tell it. A form may leave the zone out: Airflow's clock is UTC."""
    read = datetime.fromisoformat(told)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
