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

from typing import Any

from airflow.sdk import task
from airflow.sdk.exceptions import AirflowSkipException

from dags.delivery import delivered
from dags.forms import as_of, delivery
from dags.house import house_dag
from dags.patience import PATIENCE
from dags.runs import listing


@house_dag(
    "30 6 * * 2-7",
    tag="report",
    doc_md=__doc__,
    params={"as_of": as_of("The list as of this time (UTC). Empty: the run's own time."), **delivery("list")},
)
def shortlist_daily() -> None:
    @task(retries=1, retry_policy=PATIENCE)
    def write() -> dict[str, Any]:
        from transforms.weekly import steps

        run = listing()
        if why := steps.unpublished(run):
            raise AirflowSkipException(why)
        parcel = steps.write(run)
        if parcel is None:
            raise AirflowSkipException("nothing that cannot wait until Monday; nobody is told")
        return parcel

    delivered(write(), listing)


shortlist_daily()
