"""The fields of the forms behind *Trigger*: what several DAGs ask, asked alike. No DAG in it.

params={"as_of": as_of("Look as of this time (UTC)."), "dry_run": tick("Dry run", "Only count what would go.")}
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import Param

from dags.house import PLATFORMS


def words(title: str, description: str, **more: Any) -> Param:
    """A line of text, or nothing."""
    return Param(None, type=["null", "string"], title=title, description=description, **more)


def moment(title: str, description: str) -> Param:
    """A day and a time, or nothing."""
    return words(title, description, format="date-time")


def as_of(description: str) -> Param:
    """As of when."""
    return moment("As of", description)


def window(description: str) -> dict[str, Param]:
    """From when to when, as `dags.windows.window_of` reads it."""
    return {"from": moment("From", description), "to": moment("To", description)}


def tick(title: str, description: str, *, is_ticked: bool = False) -> Param:
    """A box to tick."""
    return Param(is_ticked, type="boolean", title=title, description=description)


def number(title: str, description: str, usual: int, most: int) -> Param:
    """A whole number from one on."""
    return Param(usual, type="integer", minimum=1, maximum=most, title=title, description=description)


def platforms() -> Param:
    """Some platforms, or all."""
    return Param(
        None,
        type=["null", "array"],
        items={"type": "string", "enum": list(PLATFORMS)},
        examples=list(PLATFORMS),
        title="Platforms",
        description="Only these platforms. Empty: all.",
    )


def delivery(what: str) -> dict[str, Param]:
    """Whether to send a report, as `dags.delivery` reads it."""
    return {
        "deliver": tick("Deliver", f"Unticked: write the {what}, and send it to nobody.", is_ticked=True),
        "again": tick("Again", "Ticked: send it also to those who have it already."),
    }
