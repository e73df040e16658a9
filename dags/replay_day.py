"""
### replay_day: a day once more, from what landed on it

Loads the landed pages of one day into an empty warehouse of its own and compares it, row for row, with the one in use:
the proof that what analysts query is what the platforms said, and a file to look at when it is doubted.

| | |
|---|---|
| **When** | by hand only; one run at a time |
| **Reads** | `landing/kept`, `config/`, the warehouse |
| **Writes** | `EARSHOT_HOME/replayed/<day>.duckdb`, which `retain` sweeps away the next night |
| **Rerun** | always safe: the same day gives the same file |
| **By hand** | *Trigger*, and name a day (UTC) |

**What to do when**

- *red, "pages ... are gone"*: they were older than `retention` in `config/brand.yaml` keeps them.
- *red, "differ"*: the message names posts. Attach both files and compare them; most often the configuration was changed
  since, or a reading in `sql/staging` was mended: then the replayed rows are the better ones.

**On the sample, without a scheduler**, after `make run`:

    .venv/bin/python -m sample.house airflow dags test replay_day -c '{"day": "2026-10-26"}'
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pendulum
from airflow.sdk import Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

from dags.alerts import tell_failure
from dags.patience import PATIENCE, SOON, run_of


@dag(
    schedule=None,
    start_date=pendulum.datetime(2026, 8, 31, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    tags=["earshot", "replay"],
    doc_md=__doc__,
    default_args={
        "owner": "earshot",
        "retries": 3,
        "retry_delay": SOON,
        "retry_policy": PATIENCE,
        "on_failure_callback": tell_failure,
    },
    params={
        "day": Param(
            None, type=["null", "string"], format="date", title="Day", description="The day (UTC), as 2026-10-26."
        ),
    },
)
def replay_day() -> None:
    @task(pool="warehouse")
    def replay() -> dict[str, Any]:
        from ingest import replay_day as steps

        context = get_current_context()
        asked = context["params"]["day"]
        if not asked:
            raise AirflowFailException("the form names no day; fill in one, such as 2026-10-26")
        told = steps.replay(run_of(context), date.fromisoformat(asked))
        if told.different:
            raise AirflowFailException(
                f"{len(told.different)} posts differ from the warehouse in use, such as {told.different[0]}; "
                f"look at them in {told.file}"
            )
        return steps.as_dict(told)

    replay()


replay_day()
