"""
### report_weekly: what a strategist reads on Monday

Writes the report of the last week in every format, whole, and delivers it on the ways that brand.yaml names.

| | |
|---|---|
| **When** | woken by `advised_week`, on Mondays from 06:00 UTC on; at 08:30 in any case, then saying what is missing |
| **Reads** | the published copy, `config/`, the workbooks of earlier reports |
| **Writes** | `EARSHOT_HOME/reports/<week>`, `ops.deliveries`; adds decisions of workbooks to `config/decisions.csv` |
| **Rerun** | always safe: the same week is written again; a mail or a chat message that was sent is not sent twice |
| **By hand** | *Trigger*, and name a week such as 2026-W43; untick *deliver* to only write it |

**Steps.** *due* says whether the published copy covers the week; where the clock woke it and the report stands already,
the rest is skipped. *decide* takes the drop-downs of earlier workbooks into `decisions.csv`. *write* composes one
object from `sql/reports` and tells it as HTML, PDF, XLSX, Markdown, CSV and Parquet, in a folder renamed whole. *ways*
lists where it goes, *deliver* is mapped over them, each named: one that fails stops no other.

**What to do when**

- *there is no report on Monday morning*: the week's data is on its way; `announce` of `advise` says what it waits for.
  At 08:30 the report is written all the same, and its head says until when was heard.
- *a week is to be told again*: trigger, and name the week.
- *decide says that no decision was taken*: the log names file, sheet and line. The report is written all the same.
- *a report takes two hours*: who is named in `delivery` is told once that it is late.
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

from datetime import timedelta

from airflow.sdk import (
    AssetOrTimeSchedule,
    CronTriggerTimetable,
    DeadlineAlert,
    DeadlineReference,
    SyncCallback,
    get_current_context,
    task,
)
from airflow.sdk.exceptions import AirflowSkipException

from dags.assets import WEEK
from dags.delivery import delivered
from dags.forms import as_of, delivery, words
from dags.house import house_dag
from dags.patience import PATIENCE
from dags.runs import reporting

LATE = timedelta(hours=2)  # after it was woken, or the clock ran out, somebody is told that there is no report yet


@house_dag(
    AssetOrTimeSchedule(assets=[WEEK], timetable=CronTriggerTimetable("30 8 * * 1", timezone="UTC")),
    tag="report",
    doc_md=__doc__,
    deadline=DeadlineAlert(
        # a run that an asset woke has no logical date
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=LATE,
        callback=SyncCallback("dags.alerts.tell_deadline", kwargs={"what": "the Monday report"}),
        name="the Monday report",
    ),
    params={
        "week": words(
            "Week",
            "The ISO week to report, such as 2026-W43. Empty: the last week that was over.",
            pattern=r"^\d{4}-W\d{2}$",
        ),
        "as_of": as_of("Report as of this time (UTC): what has expired is left out. Empty: the run's own time."),
        **delivery("report"),
    },
)
def report_weekly() -> None:
    @task(retries=1, retry_policy=PATIENCE)
    def due() -> str:
        from transforms.weekly import steps

        run = reporting()
        is_planned = get_current_context()["dag_run"].run_type == "scheduled"
        if is_planned and (why := steps.standing(run)):
            raise AirflowSkipException(why)
        missing = steps.awaited(run)
        return f"the report says what is missing: {missing}" if missing else "the week is there"

    @task(retries=1, retry_policy=PATIENCE)
    def decide() -> list[str]:
        from transforms.weekly import steps

        return steps.decide(reporting())

    @task(retries=1, retry_policy=PATIENCE)
    def write() -> dict[str, str] | None:
        from transforms.weekly import steps

        return steps.write(reporting())

    written = write()
    due() >> decide() >> written
    delivered(written, reporting)


report_weekly()
