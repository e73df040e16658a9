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

from airflow.sdk import get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

from dags.forms import words
from dags.house import WAREHOUSE, house_dag
from dags.runs import listening


@house_dag(
    None,
    tag="replay",
    doc_md=__doc__,
    params={"day": words("Day", "The day (UTC), as 2026-10-26.", format="date")},
)
def replay_day() -> None:
    @task(**WAREHOUSE)
    def replay() -> dict[str, Any]:
        from ingest import replay_day as steps

        asked = get_current_context()["params"]["day"]
        if not asked:
            raise AirflowFailException("the form names no day; fill in one, such as 2026-10-26")
        told = steps.replay(listening(), date.fromisoformat(asked))
        if told.different:
            raise AirflowFailException(
                f"{len(told.different)} posts differ from the warehouse in use, such as {told.different[0]}; "
                f"look at them in {told.file}"
            )
        return steps.as_dict(told)

    replay()


replay_day()
