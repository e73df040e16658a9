"""
### review_presence: further accounts of people on the list

Looks at what the listed accounts say of themselves (handles that are a domain, websites and addresses in profiles) and
proposes the accounts that are not in `config/accounts.csv` yet, each with its evidence, a score and the line to add.
Asks nobody, links nothing: a person decides.

| | |
|---|---|
| **When** | Sundays at 05:00 UTC |
| **Reads** | `core.accounts`, `config/` |
| **Writes** | `marts.account_proposals`, the published copy |
| **Rerun** | always safe: the same accounts give the same proposals |
| **By hand** | *Trigger* |

**Steps.** *propose* makes the table anew; *publish* renames the new copy into place.

**What to do when**

- *something is proposed that is right*: add `csv_row` to `config/accounts.csv`, with the day on which you checked it.
- *something is proposed that is wrong*: write its `recommendation_id` and `never` into `config/decisions.csv`.
- *nothing is proposed*: the profiles name no address, or all of them are listed.

**On the sample, without a scheduler**, after `make run`:

    .venv/bin/python -m sample.house airflow dags test review_presence
"""

from __future__ import annotations

from datetime import UTC, datetime

import pendulum
from airflow.sdk import Param, dag, get_current_context, task

from dags.patience import PATIENCE, SOON


@dag(
    schedule="0 5 * * 0",
    start_date=pendulum.datetime(2026, 8, 31, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    tags=["earshot", "advise"],
    doc_md=__doc__,
    default_args={"owner": "earshot", "retries": 0, "retry_delay": SOON},
    params={
        "as_of": Param(
            None,
            type=["null", "string"],
            format="date-time",
            title="As of",
            description="Decisions until this time count (UTC). Empty: the last time anything was heard.",
        )
    },
)
def review_presence() -> None:
    @task(pool="warehouse", retries=3, retry_policy=PATIENCE)
    def propose() -> int:
        from transforms.advice import steps

        asked = get_current_context()["params"]["as_of"]
        moment = datetime.fromisoformat(asked) if asked else None
        return steps.propose(steps.Run.at(moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None))

    @task(pool="warehouse", retries=3, retry_policy=PATIENCE)
    def publish() -> None:
        from transforms.advice import steps

        steps.publish(steps.Run.at(None))

    propose() >> publish()


review_presence()
