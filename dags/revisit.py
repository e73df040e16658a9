"""
### revisit: how posts fared since they were heard

Comes back to posts at set ages: counts grow a time series, an edit becomes a version, a deletion becomes a tombstone.
Wakes `profile` through the asset `core.posts` where counts or words are new.

| | |
|---|---|
| **When** | hourly, at twenty past; a post daily for 30 days, weekly to 90, then monthly; missed once: an hour later |
| **Reads** | `core.posts`, `ops.liveness`, the platforms, within their budgets |
| **Writes** | `landing/`, `core.*`, `ops.liveness`, `ops.revisits`, `ops.run_reports`, the published copy |
| **Rerun** | always safe: who was asked in a run is not asked again by it |
| **By hand** | *Trigger*, and name platforms, or how many posts of each; *dry run* only counts who is due |

**Steps.** *plan* picks the posts that are due, the longest overdue first, at most so many a platform. *ask* of each
platform, in its pool, asks for them by their ids; a platform with nobody due is skipped. Bluesky and Mastodon tell
counts and words along, Hacker News points and comments of stories; of the others only whether a post is still there. X
is asked by a compliance job, which costs nothing and takes minutes: its task waits without a slot. *load* takes counts,
edits and deletions. A post goes when it was missed twice, an hour apart, or once where its platform says that it is
gone for good; its words and counts go with it, the tombstone bars its return.

**What to do when**

- *an ask is up for retry*: the platform is still at work, or asked for patience. Nothing to do.
- *report names a platform as failed*: the line says why; who was not reached is asked by the next run.
- *many are gone at once*: `select platform, reason, count(*) from core.tombstones where gone_at > ... group by all`. A
  server that lost its posts for an hour makes no tombstones: they would have to be missed twice.
- *load is red*: as in `listen`; what was told waits in `landing/`.

**On the sample, without a scheduler**, after `make run`:

    .venv/bin/python -m sample.house airflow dags test revisit
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from airflow.sdk import TaskGroup, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException, DownstreamTasksSkipped

from dags.alerts import tell_causes
from dags.forms import number, platforms, tick
from dags.house import PLATFORMS, WAREHOUSE, house_dag
from dags.news import told
from dags.patience import PATIENCE
from dags.runs import failed_tasks, revisiting

if TYPE_CHECKING:
    from ingest.news import News

log = logging.getLogger("earshot.revisit")


@house_dag(
    "20 * * * *",
    tag="revisit",
    doc_md=__doc__,
    params={
        "platforms": platforms(),
        "most": number("Most", "Posts of one platform in this run.", 500, 20000),
        "dry_run": tick("Dry run", "Only count who is due."),
    },
)
def revisit() -> None:
    @task(**WAREHOUSE)
    def plan() -> None:
        from ingest import revisit as steps

        context = get_current_context()
        asked = context["params"]
        planned = steps.plan(revisiting(), asked["platforms"] or (), int(asked["most"]))
        context["ti"].xcom_push("return_value", planned)
        if asked["dry_run"]:
            steps.sweep(revisiting())
            planned = {}
        raise DownstreamTasksSkipped(tasks=[f"{name}.ask" for name in PLATFORMS if not planned.get(name)])

    def come_back(platform: str, planned: Any) -> Any:
        @task(pool=platform, retries=10, retry_policy=PATIENCE)
        def ask(planned: dict[str, int]) -> dict[str, int]:  # noqa: ARG001 - which posts, stands in a file
            from ingest import revisit as steps

            ti = get_current_context()["ti"]
            return steps.ask(revisiting(), platform, may_wait=ti.try_number <= ti.max_tries)

        return ask(planned)

    @task(**WAREHOUSE, trigger_rule="all_done")
    def load() -> dict[str, int]:
        from ingest import revisit as steps

        if "plan" in failed_tasks(get_current_context()):
            raise AirflowSkipException("nobody was asked: the plan failed, its log says why")
        loaded, gone = steps.load(revisiting())
        return {"edited": loaded.edited, "recounted": loaded.recounted, **gone}

    def publish() -> News | None:
        from ingest import listen as steps

        return steps.publish(revisiting())

    @task(**WAREHOUSE, trigger_rule="all_done")
    def report() -> str:
        from ingest import revisit as steps
        from ingest.report import summary

        context = get_current_context()
        lines = steps.report(revisiting(), context["run_id"])
        for line in lines:
            log.log(logging.INFO if line.outcome == "complete" else logging.WARNING, "%s", line)
        tell_causes(revisiting())
        if red := failed_tasks(context):
            raise AirflowFailException(f"not all was asked: {', '.join(red)} failed; {summary(lines)}")
        steps.sweep(revisiting())
        recounted, gone = sum(line.recounted for line in lines), sum(line.gone for line in lines)
        return f"{summary(lines)}, {recounted} counted anew, {gone} gone"

    planned, loaded = plan(), load()
    published, announced = told(publish, "no post is edited or counted anew")
    loaded >> published
    announced >> report()
    for platform in PLATFORMS:
        with TaskGroup(platform) as group:
            come_back(platform, planned)
        group >> loaded


revisit()
