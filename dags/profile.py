"""
### profile: from posts to what each person cares about

Tells the topics of what is new, moves the sums of the days it touches, and makes profiles, trends, rising phrases,
shared links and voices from them; asks Great Expectations before it commits, and publishes a read-only copy. Wakes
`advise` through the asset `interest_profiles`.

| | |
|---|---|
| **When** | woken by `core.posts`, with the window of what was heard; several events make one run |
| **Reads** | `core.*`, `config/topics.csv`, `config/brand.yaml` |
| **Writes** | `marts.*`, `ops.steps`, `ops.validations`, `EARSHOT_HOME/engine`, the published copy |
| **Rerun** | always safe: the same window gives the same tables |
| **By hand** | *Trigger*: everything is made anew; fill in `from` and `to` to do one window again |

**Steps.** *plan* finds the texts that are new, or told by an engine that is out of date, and writes them to files in
portions. *tell* is mapped over the portions: it reads and writes files only, so that many work while nobody holds the
warehouse. *take* puts what they found into `marts.post_topics`. *emerge* looks once a week for what topics.csv does
not list, with rows to paste into it, and for topics with too few phrases. *build* is one transaction: days,
profiles, trends, questions, commit. *publish* renames the new copy into place.

**What to do when**

- *plan is red*: its log lists every fault of the configuration, each with its remedy.
- *a portion is red*: its log's last line says why. Clear it; the other portions stay told.
- *build is red, "rejected"*: a rule was broken; nothing was committed, yesterday's marts are still there. The message
  names table and rows. Mend the cause (most often a model in `sql/marts`), then clear `build`.
- *emerge is red*: the marts of topics nobody listed are as they were. Clear it; *build* waits for it.
- *build is red, "another process"*: somebody holds the warehouse file; the published copy is for reading.
- *a person lacks a topic*: `select * from marts.post_topics where post_id = '...'` says what was told of a post; only
  0.5 and more counts. `select * from marts.post_voices where post_id = '...'` says whether it counts for the person.
- *what people talk of that is not listed*: `select proposed_row, people, evidence_post_ids from
  marts.emerging_topics order by week_start desc, place`; paste what you want to follow into topics.csv. Fewer than
  three people, or a single day, propose nothing: a short list may have no rows.
- *topics.csv was changed*: nothing to do. The next runs tell old texts again, newest first, and *take* says how many
  are left.

**On the sample, without a scheduler**, after `make run`:

    .venv/bin/python -m sample.house airflow dags test profile
"""

from __future__ import annotations

import os
from typing import Any

from airflow.sdk import get_current_context, task

from dags.assets import POSTS, PROFILES
from dags.forms import window
from dags.house import WAREHOUSE, house_dag
from dags.patience import PATIENCE
from dags.runs import profiling
from dags.windows import tell as tell_window
from dags.windows import window_of


@house_dag(
    [POSTS],
    tag="profile",
    doc_md=__doc__,
    params=window("Posts heard between these times (UTC). Empty: as the events say, or all there is."),
)
def profile() -> None:
    @task(**WAREHOUSE)
    def plan() -> dict[str, Any]:
        from transforms import profile as steps

        return steps.plan(profiling())

    @task
    def portions(planned: dict[str, Any]) -> list[dict[str, str]]:
        from transforms import profile as steps

        return steps.portions(planned)

    @task(max_active_tis_per_dagrun=os.cpu_count(), retries=1, retry_policy=PATIENCE)
    def tell(portion: dict[str, str]) -> str:
        from transforms import profile as steps

        return steps.tell(portion)

    @task(**WAREHOUSE, trigger_rule="none_failed")
    def take(planned: dict[str, Any]) -> dict[str, Any]:
        from dataclasses import asdict

        from transforms import profile as steps

        return asdict(steps.take(profiling(), planned))

    @task(**WAREHOUSE)
    def emerge() -> list[dict[str, Any]]:
        from dataclasses import asdict

        from transforms import profile as steps

        return [asdict(one) for one in steps.emerge(profiling())]

    @task(**WAREHOUSE)
    def build() -> dict[str, Any]:
        from dataclasses import asdict

        from transforms import profile as steps

        return asdict(steps.build(profiling()))

    @task(**WAREHOUSE, outlets=[PROFILES])
    def publish() -> None:
        from transforms import profile as steps

        steps.publish(profiling())
        context = get_current_context()
        if span := window_of(context, POSTS):
            tell_window(context, PROFILES, span)

    planned = plan()
    told = tell.expand(portion=portions(planned))
    taken = take(planned)
    told >> taken >> emerge() >> build() >> publish()


profile()
