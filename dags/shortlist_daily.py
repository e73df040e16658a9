"""
### shortlist_daily: what cannot wait until Monday

The reshares whose time is over before Monday's report, and the replies that are overdue; told and delivered as the
weekly report is. A day with neither is told to nobody.

| | |
|---|---|
| **When** | Tuesday to Sunday at 06:30 UTC; on Mondays the weekly report holds all of it |
| **Reads** | the published copy, `config/` |
| **Writes** | `EARSHOT_HOME/reports/daily/<day>`, `ops.deliveries` |
| **Rerun** | always safe: a mail or a chat message that was sent is not sent twice |
| **By hand** | *Trigger*; untick *deliver* to only write it |

**Steps.** *write* composes the list; where nothing is in it, the rest is skipped. *deliver* is mapped over the ways
that brand.yaml names: one that fails stops no other.

**What to do when**: as in `report_weekly`.

**On the sample, without a scheduler**, after `make run`:

    .venv/bin/python -m sample.house airflow dags test shortlist_daily
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pendulum
from airflow.sdk import Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.alerts import tell_failure
from dags.patience import PATIENCE, SOON

if TYPE_CHECKING:
    from transforms.weekly.steps import Run


def run_of() -> Run:
    """The short list of the day of the current task."""
    from dags.patience import run_of as listening
    from transforms.weekly.steps import Run

    context = get_current_context()
    return Run.daily(context["run_id"], listening(context).as_of)


@dag(
    schedule="30 6 * * 2-7",
    start_date=pendulum.datetime(2026, 8, 31, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    tags=["earshot", "report"],
    doc_md=__doc__,
    default_args={"owner": "earshot", "retries": 0, "retry_delay": SOON, "on_failure_callback": tell_failure},
    params={
        "as_of": Param(
            None,
            type=["null", "string"],
            format="date-time",
            title="As of",
            description="The list as of this time (UTC). Empty: the run's own time.",
        ),
        "deliver": Param(
            True, type="boolean", title="Deliver", description="Unticked: write the list, and send it to nobody."
        ),
        "again": Param(
            False, type="boolean", title="Again", description="Ticked: send it also to those who have it already."
        ),
    },
)
def shortlist_daily() -> None:
    @task(retries=1, retry_policy=PATIENCE)
    def write() -> dict[str, Any]:
        from transforms.weekly import steps

        parcel = steps.write(run_of())
        if parcel is None:
            raise AirflowSkipException("nothing that cannot wait until Monday; nobody is told")
        return parcel

    @task
    def ways() -> list[dict[str, str]]:
        from transforms.weekly import steps

        return steps.ways(run_of()) if get_current_context()["params"]["deliver"] else []

    @task(
        pool="warehouse",
        retries=3,
        retry_policy=PATIENCE,
        map_index_template="{{ task.op_kwargs['way']['name'] }}: {{ task.op_kwargs['way']['address'] }}",
    )
    def deliver(parcel: dict[str, str], way: dict[str, str]) -> str:
        from dags.connections import endpoint_of
        from transforms.weekly import steps

        again = get_current_context()["params"]["again"]
        return steps.deliver(run_of(), parcel, way, endpoint_of(way["connection"]), again=again)

    written, found = write(), ways()
    written >> found
    deliver.partial(parcel=written).expand(way=found)


shortlist_daily()
