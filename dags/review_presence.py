"""
### review_presence: further accounts of people on the list

Reads what the listed accounts say of themselves (handles that are a domain, verified fields, websites and addresses in
profiles), looks once a quarter at the pages that they name, and proposes the accounts that are not in
`config/accounts.csv` yet, each with its evidence, a score and the line to add. Links nothing: a person decides.

| | |
|---|---|
| **When** | Sundays at 05:00 UTC |
| **Reads** | `core.*`, `config/`, the open web over https, within robots.txt and behind the guard |
| **Writes** | `landing/homes`, `core.account_pages` and `page_claims`, `marts.account_*`, the published copy |
| **Rerun** | always safe: who was asked in a run is not asked again by it; the same is proposed of the same |
| **By hand** | *Trigger*, and say how many pages at most |

**Steps.** *plan* picks the pages that listed accounts name and that were not looked at for a quarter. *look* is mapped
over batches of them, in the pool `links`: a page a second and host, at most 1 MB, no script is run; kept is whom a page
names (rel=me, sameAs, fediverse:creator, links to accounts), never its words. Whom a page names that is surely theirs
is looked at too, to see whether they name it back. *load* is one transaction, with Great Expectations before the
commit. *propose* makes the tables anew; *publish* renames the new copy into place. *report* is red where any step was.

**The score.** 1.0 proven: a handle that is the domain, a verified field, rel=me both ways. 0.9: each names the other.
0.6: a listed account says so, or a page that is theirs; 0.7: two of these. A page speaks for somebody only where it is
theirs by 0.9 or more, and names no crowd: no accounts of others on the list, at most two of a platform.

**What to do when**

- *something is proposed that is right*: add `csv_row` to `config/accounts.csv`, with the day on which you checked it.
- *something is proposed that is wrong*: write its `recommendation_id` and `never` into `config/decisions.csv`.
- *nothing is proposed*: the profiles name no address, or all of them are listed.
- *a page is not read*: `select page_url, failure, due_at from core.account_pages where failure is not null`. What may
  pass is tried in the three weeks after, everything else in the next quarter.
- *load is red, "rejected"*: a rule was broken; nothing was committed, and what was told waits in `landing/homes/inbox`.
  Mend the cause, then clear `load`.

**On the sample, without a scheduler**, after `make run`:

    .venv/bin/python -m sample.house airflow dags test review_presence
"""

from __future__ import annotations

import logging
from typing import Any

from airflow.sdk import get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

from dags import runs
from dags.forms import as_of, number
from dags.house import WAREHOUSE, house_dag
from dags.patience import PATIENCE

LABEL = "{{ task.op_kwargs['batch']['label'] }}{{ ended | default('') }}"
log = logging.getLogger("earshot.homes")


@house_dag(
    "0 5 * * 0",
    tag="advise",
    doc_md=__doc__,
    params={
        "as_of": as_of(
            "Pages are due and decisions count as of this time (UTC). Empty: the end of the run's interval for the "
            "former, the last time anything was heard for the latter."
        ),
        "most": number("Most", "Pages in this run; those never looked at go first.", 500, 5000),
    },
)
def review_presence() -> None:
    @task(**WAREHOUSE)
    def plan() -> list[dict[str, Any]]:
        from ingest import homes as steps

        return steps.plan(steps.run_at(runs.listening()), int(get_current_context()["params"]["most"]))

    @task(pool="links", retries=2, retry_policy=PATIENCE, map_index_template=LABEL)
    def look(batch: dict[str, Any]) -> dict[str, int]:
        from ingest import homes as steps

        context: dict[str, Any] = get_current_context()  # type: ignore[assignment]
        done = steps.look(steps.run_at(runs.listening()), batch)
        if done["failed"]:
            context["ended"] = f": {done['failed']} failed"
        return done

    @task(**WAREHOUSE, trigger_rule="all_done")
    def load() -> dict[str, int]:
        from ingest import homes as steps

        run = steps.run_at(runs.listening())
        done = steps.load(run)
        for line in steps.unread(run):
            log.info("%s", line)
        return done

    @task(**WAREHOUSE)
    def propose() -> int:
        from transforms.advice import steps

        return steps.propose(runs.advising(runs.as_of(get_current_context())))

    @task(**WAREHOUSE)
    def publish() -> None:
        from transforms.advice import steps

        steps.publish(runs.advising(None))

    @task(trigger_rule="all_done")
    def report() -> None:
        if red := runs.failed_tasks(get_current_context()):
            raise AirflowFailException(f"not all was looked at: {', '.join(red)} failed, their logs say why")

    look.expand(batch=plan()) >> load() >> propose() >> publish() >> report()


review_presence()
