"""
### listen: from a watchlist to posts an analyst can query

Asks every account that is due for what is new, loads the answers into `core.*`, checks them, and publishes a read-only
copy. Wakes `profile` through the asset `core.posts`.

| | |
|---|---|
| **When** | every 30 minutes; one run at a time; a run missed is not made up for, since sources are read by cursor |
| **Reads** | `config/accounts.csv`, the platforms, `landing/inbox` |
| **Writes** | `landing/`, `core.*`, `ops.*`, the published copy |
| **Rerun** | always safe: pages that landed are loaded, not asked for again |
| **By hand** | *Trigger*, and name platforms or accounts in the form: who is named is asked, due or not |

**Steps.** *plan* loads what an earlier run left behind, then picks the accounts that are due, the longest-unserved
first. Each platform has a group: *due* takes its batches, and *visit*, in that platform's pool, is mapped over them;
each task is named after its batch and how it ended. A platform with nobody to visit is skipped. *load* is one
transaction a slice, with Great Expectations before each commit. *publish* renames the new copy into place. *announce*
makes the event of `core.posts`, with the window of what was heard; it is skipped where nothing is new. *report* lists
every account: heard, failed and why, what it cost.

**How a run looks.** Green: every batch was asked and what came is loaded. Single accounts may still have failed (a
deleted profile, a broken feed): their batch is named "mastodon 1/1 (7 accounts): 1 failed", its log and that of
*report* say which and why. Red: a batch, the load or the publishing failed; *report* is red too and names it. Whatever
did come is loaded and published all the same. Red in *plan*: nothing was asked.

**What to do when**

- *plan is red*: its log lists every fault of the configuration or of the form, each with its remedy.
- *a batch is up for retry*: the platform asked for patience; the slot is free until then. Nothing to do. A wait of more
  than a quarter of an hour is left to a later run, and the batch says "late".
- *a batch is red*: its log's last line says what, to whom, what now. The other batches and the load go on.
- *load is red, "rejected"*: a rule was broken; nothing was committed. `ops.validations` and the message name table and
  rows; the pages wait in `landing/inbox`. Mend the cause, then clear `load`.
- *load is red, "another process"*: somebody holds the warehouse file; the published copy is for reading.
- *one account is silent*: `select * from ops.visits where account_id = '...' order by ended_at desc`.

**On the sample, without a scheduler:** `make run`, or for one moment, with tasks that say what they do,

    .venv/bin/python -m sample.house airflow dags test listen 2026-10-26T06:00:00Z
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from airflow.sdk import Param, TaskGroup, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException, DownstreamTasksSkipped

from dags.alerts import tell_causes
from dags.forms import as_of, platforms
from dags.house import PLATFORMS, WAREHOUSE, house_dag
from dags.news import told
from dags.patience import PATIENCE
from dags.runs import failed_tasks, listening

if TYPE_CHECKING:
    from ingest.news import News

# what a batch is called in the UI while it runs, and how it ended; Airflow 3.3 forgets it while it waits for a retry
LABEL = "{{ task.op_kwargs['batch']['label'] }}{{ ended | default('') }}"
log = logging.getLogger("earshot.listen")


@house_dag(
    "*/30 * * * *",
    tag="listen",
    doc_md=__doc__,
    params={
        "as_of": as_of("Listen as of this time (UTC). Empty: the end of the run's interval."),
        "platforms": platforms(),
        "accounts": Param(
            None,
            type=["null", "array"],
            items={"type": "string"},
            title="Accounts",
            description="Only these accounts, due or not, one a line, such as bluesky:ana.example.com. "
            "Empty: all that are due.",
        ),
    },
)
def listen() -> None:
    @task(**WAREHOUSE)
    def plan() -> None:
        from ingest import listen as steps

        context = get_current_context()
        asked = context["params"]
        planned = steps.plan(listening(), asked["platforms"] or (), asked["accounts"] or ())
        context["ti"].xcom_push("return_value", planned)
        # a platform with nobody to visit is skipped at once: its tasks cost nothing and stand aside in the graph
        raise DownstreamTasksSkipped(tasks=[f"{name}.due" for name in PLATFORMS if not planned.get(name)])

    def ask(platform: str, planned: Any) -> None:
        @task
        def due(planned: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
            return planned[platform]

        @task(pool=platform, retries=5, retry_policy=PATIENCE, map_index_template=LABEL)
        def visit(batch: dict[str, Any]) -> dict[str, int]:
            from ingest import listen as steps

            context: dict[str, Any] = get_current_context()  # type: ignore[assignment]
            ti = context["ti"]
            ended = steps.visit(listening(), batch, may_wait=ti.try_number <= ti.max_tries)
            if unheard := ", ".join(f"{count} {how}" for how, count in sorted(ended.items()) if how != "complete"):
                context["ended"] = f": {unheard}"
            return dict(ended)

        visit.expand(batch=due(planned))

    @task(**WAREHOUSE, trigger_rule="all_done")
    def load() -> dict[str, Any]:
        from dataclasses import asdict

        from ingest import listen as steps

        context = get_current_context()
        if "plan" in failed_tasks(context):
            raise AirflowSkipException("nothing was asked: the plan failed, its log says why")
        return asdict(steps.load(listening()))

    def publish() -> News | None:
        from ingest import listen as steps

        return steps.publish(listening())

    @task(**WAREHOUSE, trigger_rule="all_done")
    def report() -> str:
        from ingest import listen as steps
        from ingest.report import summary

        context = get_current_context()
        red = failed_tasks(context)
        if "plan" in red:
            raise AirflowFailException("nothing was asked: the plan failed, its log says why")
        lines = steps.report(listening(), context["run_id"])
        for line in lines:
            log.log(logging.INFO if line.outcome == "complete" else logging.WARNING, "%s", line)
        tell_causes(listening())
        if red:
            raise AirflowFailException(
                f"not all was heard: {', '.join(red)} failed, their logs say why; {summary(lines)}"
            )
        return summary(lines)

    planned, loaded = plan(), load()
    published, announced = told(publish, "no post is new, edited or counted anew")
    loaded >> published
    announced >> report()
    for platform in PLATFORMS:
        with TaskGroup(platform) as group:
            ask(platform, planned)
        group >> loaded


listen()
