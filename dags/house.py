"""What every DAG of this house has: its head, and its place in the line for the warehouse. No DAG in it.

    house_dag    instead of Airflow's `@dag`: what is one for all of them stands here, what only one knows stands there
    WAREHOUSE    `@task(**WAREHOUSE)`: a task that writes the warehouse file
    PLATFORMS    the platforms there is a source for

The fields of the forms stand in dags/forms.py, the runs in dags/runs.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pendulum
from airflow.sdk import DAG, Param, dag

from dags.alerts import tell_failure
from dags.patience import PATIENCE, SOON

# the files of the folder, so that parsing a DAG imports none of them
PLATFORMS = tuple(sorted(file.stem for file in (Path(__file__).parents[1] / "ingest" / "sources").glob("[a-z]*.py")))
# who writes the warehouse file stands in line for it, and comes back where somebody holds it
WAREHOUSE: Mapping[str, Any] = {"pool": "warehouse", "retries": 3, "retry_policy": PATIENCE}
# in a line of one slot the nearer to the reader goes first, by the tag of the DAG: what has begun ends before the next
# begins. By Airflow's own rule the last tasks of a DAG come last, and a report waited for all that others had to do
TURNS = {"report": 5, "forget": 5, "advise": 4, "profile": 3, "listen": 2}


def house_dag(
    schedule: Any, *, tag: str, doc_md: str | None, params: Mapping[str, Param], **more: Any
) -> Callable[[Callable[[], None]], Callable[[], DAG]]:
    """`@dag` as all DAGs here have it: one run at a time, none made up for, a person told of what fails for good."""
    return dag(
        schedule=schedule,
        start_date=pendulum.datetime(2026, 8, 31, tz="UTC"),
        catchup=False,
        max_active_runs=1,
        tags=["earshot", tag],
        doc_md=doc_md,
        default_args={
            "owner": "earshot",
            "retries": 0,
            "retry_delay": SOON,
            "on_failure_callback": tell_failure,
            "priority_weight": TURNS.get(tag, 1),
            "weight_rule": "absolute",
        },
        params=dict(params),
        **more,
    )
