"""
### report_weekly: what a strategist reads on Monday

Writes the report of the last week in every format, whole, and delivers it on the ways that brand.yaml names.

| | |
|---|---|
| **When** | Mondays at 06:30 UTC; waits up to two hours for the week's data, then says in the report what is missing |
| **Reads** | the published copy, `config/`, the workbooks of earlier reports |
| **Writes** | `EARSHOT_HOME/reports/<week>`, `ops.deliveries`; adds decisions of workbooks to `config/decisions.csv` |
| **Rerun** | always safe: the same week is written again; a mail or a chat message that was sent is not sent twice |
| **By hand** | *Trigger*, and name a week such as 2026-W43; untick *deliver* to only write it |

**Steps.** *wait* looks whether the published copy covers the week; its slot is free between two looks. *decide* takes
the drop-downs of earlier workbooks into `decisions.csv`. *write* composes one object from `sql/reports` and tells it
as HTML, PDF, XLSX, Markdown, CSV and Parquet, in a folder renamed whole. *deliver* is mapped over the ways, each named:
one that fails stops no other.

**What to do when**

- *wait is up for retry*: the week's data is on its way. After the deadline the report is written all the same, and its
  head says until when was heard.
- *decide says that no decision was taken*: the log names file, sheet and line. The report is written all the same.
- *nobody got a report four hours after its time*: who is named in `delivery` is told once that it is late.
- *write is red*: its last line says what; nothing half is left, the report before stands. Clear it.
- *deliver is red*: the line names the way, the address and what to mend: most often a connection. Clear that one; the
  others are not sent again. `select * from ops.deliveries` shows all of them.
- *deliver is red, "may have arrived"*: a process died while it was sending. Ask the reader; to send it again, trigger
  with *again* ticked.
- *a colleague wants it, too*: add the address to `config/brand.yaml`, and clear *ways*: only the new one is sent.

**On the sample, without a scheduler**, after `make run`:

    .venv/bin/python -m sample.house airflow dags test report_weekly
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pendulum
from airflow.sdk import DeadlineAlert, DeadlineReference, Param, SyncCallback, dag, get_current_context, task

from dags.alerts import tell_failure
from dags.patience import PATIENCE, SOON

if TYPE_CHECKING:
    from transforms.weekly.steps import Run

WAIT = timedelta(hours=2)  # how long the report waits for the week's data
LATE = timedelta(hours=4)  # after its time somebody is told that there is no report yet
LOOK = timedelta(minutes=10)  # how often it looks


def run_of() -> Run:
    """The report of the current task: of the week in the form, else of the last one over at the run's time."""
    from dags.patience import run_of as listening
    from transforms.weekly.steps import Run

    context = get_current_context()
    return Run.weekly(context["run_id"], listening(context).as_of, context["params"].get("week"))


@dag(
    schedule="30 6 * * 1",
    start_date=pendulum.datetime(2026, 8, 31, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    tags=["earshot", "report"],
    deadline=DeadlineAlert(
        reference=DeadlineReference.DAGRUN_LOGICAL_DATE,
        interval=LATE,
        callback=SyncCallback("dags.alerts.tell_deadline", kwargs={"what": "the Monday report"}),
        name="the Monday report",
    ),
    doc_md=__doc__,
    default_args={"owner": "earshot", "retries": 0, "retry_delay": SOON, "on_failure_callback": tell_failure},
    params={
        "week": Param(
            None,
            type=["null", "string"],
            pattern=r"^\d{4}-W\d{2}$",
            title="Week",
            description="The ISO week to report, such as 2026-W43. Empty: the last week that was over.",
        ),
        "as_of": Param(
            None,
            type=["null", "string"],
            format="date-time",
            title="As of",
            description="Report as of this time (UTC): what has expired is left out. Empty: the run's own time.",
        ),
        "deliver": Param(
            True, type="boolean", title="Deliver", description="Unticked: write the report, and send it to nobody."
        ),
        "again": Param(
            False, type="boolean", title="Again", description="Ticked: send it also to those who have it already."
        ),
    },
)
def report_weekly() -> None:
    @task(retries=int(WAIT / LOOK) + 2, retry_policy=PATIENCE)
    def wait() -> str:
        from ingest.errors import TryLater
        from transforms.weekly import steps

        context = get_current_context()
        run = run_of()
        missing = steps.awaited(run)
        deadline = run.as_of.astimezone(UTC) + WAIT
        is_planned = str(context["dag_run"].run_type) == "scheduled"
        if missing and is_planned and datetime.now(UTC) < deadline:
            raise TryLater(f"{missing}; looked again in a while", datetime.now(UTC) + LOOK)
        return f"the report says what is missing: {missing}" if missing else "the week is there"

    @task(retries=1, retry_policy=PATIENCE)
    def decide() -> list[str]:
        from transforms.weekly import steps

        return steps.decide(run_of())

    @task(retries=1, retry_policy=PATIENCE)
    def write() -> dict[str, str] | None:
        from transforms.weekly import steps

        return steps.write(run_of())

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
    wait() >> decide() >> written >> found
    deliver.partial(parcel=written).expand(way=found)


report_weekly()
