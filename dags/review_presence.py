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

from airflow.sdk import get_current_context, task

from dags import runs
from dags.forms import as_of
from dags.house import WAREHOUSE, house_dag


@house_dag(
    "0 5 * * 0",
    tag="advise",
    doc_md=__doc__,
    params={"as_of": as_of("Decisions until this time count (UTC). Empty: the last time anything was heard.")},
)
def review_presence() -> None:
    @task(**WAREHOUSE)
    def propose() -> int:
        from transforms.advice import steps

        return steps.propose(runs.advising(runs.as_of(get_current_context())))

    @task(**WAREHOUSE)
    def publish() -> None:
        from transforms.advice import steps

        steps.publish(runs.advising(None))

    propose() >> publish()


review_presence()
