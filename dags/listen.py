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

**Steps.** *plan* loads what an earlier run left behind, then picks the accounts that are due, the longest-unserved first.
Each platform has a group: *due* takes its batches, and *visit*, in
that platform's pool, is mapped over them; each task is named after its batch.
*load* is one transaction a slice, with Great Expectations before each commit. *publish* renames the new copy into place.
*announce* makes the event of `core.posts`, with the window of what was heard; it is skipped where nothing is new.

**What to do when**

- *a batch is up for retry*: the platform asked for patience; the slot is free until then. Nothing to do.
- *a batch is red*: its log's last line says what, to whom, what now. The other batches and the load go on.
- *load is red, "rejected"*: a rule was broken; nothing was committed. `ops.validations` and the message name table and
  rows; the pages wait in `landing/inbox`. Mend the cause, then clear `load`.
- *load is red, "another process"*: somebody holds the warehouse file; the published copy is for reading.
- *one account is silent*: `select * from ops.visits where account_id = '...' order by ended_at desc`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pendulum
from airflow.sdk import Asset, Param, TaskGroup, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.patience import PATIENCE, PLATFORMS, run_of
from dags.windows import Window, tell

POSTS = Asset("core.posts")


@dag(
    schedule="*/30 * * * *",
    start_date=pendulum.datetime(2026, 8, 31, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    tags=["earshot", "listen"],
    doc_md=__doc__,
    default_args={"retries": 0},
    params={
        "as_of": Param(
            None,
            type=["null", "string"],
            format="date-time",
            title="As of",
            description="Listen as of this time (UTC). Empty: the end of the run's interval.",
        ),
        "platforms": Param(
            [],
            type="array",
            examples=list(PLATFORMS),
            title="Platforms",
            description="Only these platforms. Empty: all.",
        ),
        "accounts": Param(
            [],
            type="array",
            title="Accounts",
            description='Only these accounts, e.g. "bluesky:ana.example.com". Empty: all that are due.',
        ),
    },
)
def listen() -> None:
    @task(pool="warehouse", retries=2, retry_delay=timedelta(seconds=30))
    def plan() -> dict[str, list[dict[str, Any]]]:
        from ingest import listen as steps

        context = get_current_context()
        return steps.plan(run_of(context), context["params"]["platforms"], context["params"]["accounts"])

    def ask(platform: str, planned: Any) -> None:
        @task
        def due(planned: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
            return planned.get(platform, [])

        @task(pool=platform, retries=5, retry_policy=PATIENCE, map_index_template="{{ batch_label }}")
        def visit(batch: dict[str, Any]) -> dict[str, int]:
            from ingest import listen as steps

            context: dict[str, Any] = get_current_context()  # type: ignore[assignment]
            context["batch_label"] = batch["label"]  # the task's name in the UI
            return dict(steps.visit(run_of(context), batch))

        visit.expand(batch=due(planned))

    @task(pool="warehouse", trigger_rule="all_done", retries=2, retry_delay=timedelta(seconds=30))
    def load() -> dict[str, Any]:
        from dataclasses import asdict

        from ingest import listen as steps

        return asdict(steps.load(run_of(get_current_context())))

    @task(pool="warehouse", retries=2, retry_delay=timedelta(seconds=30))
    def publish() -> dict[str, str] | None:
        from ingest import listen as steps

        news = steps.publish(run_of(get_current_context()))
        return Window(news.start, news.end).extra() if news else None

    @task(outlets=[POSTS])
    def announce(told: dict[str, str] | None) -> None:
        if told is None:
            raise AirflowSkipException("no post is new, edited or counted anew; nobody is woken")
        tell(get_current_context(), POSTS, Window.of(told))

    planned, loaded = plan(), load()
    for platform in PLATFORMS:
        with TaskGroup(platform) as group:
            ask(platform, planned)
        group >> loaded
    published = publish()
    loaded >> published
    announce(published)


listen()
