"""
### expand_links: where links lead, and what the pages there say of themselves

Looks at short links, at the pages of the brand's own pieces, and at pages that two listed people shared: resolves
redirects, reads title, author and declared canonical address, notes what keeps a page from being shared well. Links of
posts move to the page they lead to. Wakes `profile` through the asset `core.posts` where posts link to what is new.

| | |
|---|---|
| **When** | hourly, at a quarter to; beside `profile`, which need not wait for it; each link once |
| **Reads** | `core.*`, the open web, within robots.txt and behind the guard |
| **Writes** | `landing/links`, `core.links`, `core.post_links`, `ops.steps`, `ops.validations`, the published copy |
| **Rerun** | always safe: who was asked in a run is not asked again by it |
| **By hand** | *Trigger*, and say how many links at most |

**Steps.** *plan* loads what an earlier run was told, then picks the links, the newest first. *look* is mapped over
batches of them, in the pool `links`: a page a second and host. *load* is one transaction, with Great Expectations
before the commit. *publish* renames the new copy into place. *announce* wakes `profile`; it is skipped where no post is
concerned. *report* is red where any step was.

**How a run looks.** Green: every link was looked at. Some tell nothing (gone, no robots allowed, a private address):
their batch is named "links 1/3 (25 links): 2 failed", and `core.links.failure` says why. They stay as they were posted.

**What to do when**

- *a link is not resolved*: `select canonical_url, failure, retry_at from core.links where failure is not null`. What
  may pass is looked at again at `retry_at`, with growing pauses, six times in all.
- *a batch is red*: its log's last line says why. Clear it; what it was told stays told.
- *load is red, "rejected"*: a rule was broken; nothing was committed, and what was told waits in `landing/links/inbox`.
  Mend the cause, then clear `load`.
- *load is red, "another process"*: somebody holds the warehouse file; the published copy is for reading.

**On the sample, without a scheduler**, after `make run`:

    .venv/bin/python -m sample.house airflow dags test expand_links
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from airflow.sdk import get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

from dags.forms import as_of, number
from dags.house import WAREHOUSE, house_dag
from dags.news import told
from dags.patience import PATIENCE
from dags.runs import expanding, failed_tasks

if TYPE_CHECKING:
    from ingest.news import News

LABEL = "{{ task.op_kwargs['batch']['label'] }}{{ ended | default('') }}"
log = logging.getLogger("earshot.links")


@house_dag(
    "45 * * * *",
    tag="links",
    doc_md=__doc__,
    params={
        "as_of": as_of("Look as of this time (UTC). Empty: the end of the run's interval."),
        "most": number("Most", "Links in this run, newest first.", 300, 5000),
    },
)
def expand_links() -> None:
    @task(**WAREHOUSE)
    def plan() -> list[dict[str, Any]]:
        from ingest import links as steps

        return steps.plan(expanding(), int(get_current_context()["params"]["most"]))

    @task(pool="links", retries=2, retry_policy=PATIENCE, map_index_template=LABEL)
    def look(batch: dict[str, Any]) -> dict[str, int]:
        from ingest import links as steps

        context: dict[str, Any] = get_current_context()  # type: ignore[assignment]
        done = steps.look(expanding(), batch)
        if done["failed"]:
            context["ended"] = f": {done['failed']} failed"
        return done

    @task(**WAREHOUSE, trigger_rule="all_done")
    def load() -> dict[str, int]:
        from ingest import links as steps

        done = steps.load(expanding())
        for line in steps.unresolved(expanding()):
            log.info("%s", line)
        return done

    def publish() -> News | None:
        from ingest import links as steps

        return steps.publish(expanding())

    @task(trigger_rule="all_done")
    def report() -> None:
        if red := failed_tasks(get_current_context()):
            raise AirflowFailException(f"not all was looked at: {', '.join(red)} failed, their logs say why")

    published, announced = told(publish, "no post links to anything that is known better now")
    look.expand(batch=plan()) >> load() >> published
    announced >> report()


expand_links()
