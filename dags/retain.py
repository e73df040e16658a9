"""
### retain: keep nothing longer than brand.yaml says

Removes raw answers and empties the words of posts that are older than their platform's retention; ids, counts and all
that was summed stay. Says in counts what went.

| | |
|---|---|
| **When** | daily at 02:40 UTC; on Sundays the warehouse file is rewritten too, so that emptied words leave its bytes |
| **Reads** | `config/brand.yaml` (`retention`), `landing/*/kept`, `core.*`, `ops.rejects` |
| **Writes** | removes files below `landing/`; empties words in `core.*` and `ops.rejects`; the published copy |
| **Rerun** | always safe |
| **By hand** | *Trigger*; *dry run* only counts, *as of* looks at another day, *rewrite* does what Sunday does |

**What to do when**

- *empty is red, "another process"*: somebody holds the warehouse; it waits and tries again by itself.
- *more went than expected*: the counts by platform stand in the log and in the XCom of *empty*; `retention` in
  `config/brand.yaml` is the rule. What went cannot be brought back, but a post that is heard again has its words again.
- *a day is needed again*: `replay_day`, as long as its pages are there.

**On the sample, without a scheduler**, after `make run`:

    .venv/bin/python -m sample.house airflow dags test retain -c '{"dry_run": true, "as_of": "2027-12-01T00:00:00Z"}'
"""

from __future__ import annotations

import logging

from airflow.sdk import get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.forms import as_of, tick
from dags.house import WAREHOUSE, house_dag
from dags.runs import listening

SUNDAY = 6
log = logging.getLogger("earshot.retain")


@house_dag(
    "40 2 * * *",
    tag="retain",
    doc_md=__doc__,
    params={
        "as_of": as_of("What is too old at this time (UTC). Empty: at the run's own."),
        "dry_run": tick("Dry run", "Only count what would go."),
        "rewrite": tick("Rewrite", "Rewrite the warehouse file today, too."),
    },
)
def retain() -> None:
    @task(**WAREHOUSE)
    def empty() -> dict[str, dict[str, int]]:
        from ingest import retain as steps

        done = steps.retain(listening(), dry=bool(get_current_context()["params"]["dry_run"]))
        log.info(steps.message(done))
        return done

    @task(**WAREHOUSE)
    def rewrite() -> dict[str, int]:
        from ingest import forget as steps

        run, asked = listening(), get_current_context()["params"]
        if asked["dry_run"] or not (asked["rewrite"] or run.as_of.weekday() == SUNDAY):
            raise AirflowSkipException("on Sundays, or where the form says so")
        return steps.rewrite(run)

    @task(**WAREHOUSE, trigger_rule="none_failed")
    def publish() -> None:
        from ingest import listen as steps

        if get_current_context()["params"]["dry_run"]:
            raise AirflowSkipException("a dry run changes nothing")
        steps.publish_copy(listening())

    empty() >> rewrite() >> publish()


retain()
