"""The last two tasks of every report: which ways there are, and a task a way. No DAG in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from airflow.sdk import get_current_context, task

from dags.house import WAREHOUSE

if TYPE_CHECKING:
    from transforms.weekly.steps import Run

LABEL = "{{ task.op_kwargs['way']['name'] }}: {{ task.op_kwargs['way']['address'] }}"


def delivered(written: Any, run_of: Callable[[], Run]) -> None:
    """After `written`, the parcel: *ways* finds what brand.yaml names, *deliver* is mapped over it.

    One way that fails stops no other. The form says whether to send at all, and whether to those who have it already.
    """

    @task
    def ways() -> list[dict[str, str]]:
        from transforms.weekly import steps

        return steps.ways(run_of()) if get_current_context()["params"]["deliver"] else []

    @task(**WAREHOUSE, map_index_template=LABEL)
    def deliver(parcel: dict[str, str], way: dict[str, str]) -> str:
        from dags.connections import endpoint_of
        from transforms.weekly import steps

        again = get_current_context()["params"]["again"]
        return steps.deliver(run_of(), parcel, way, endpoint_of(way["connection"]), again=again)

    found = ways()
    written >> found
    deliver.partial(parcel=written).expand(way=found)
