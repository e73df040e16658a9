"""
### advise: what to share, what to offer, where to be, whom to answer, what to stop

Ranks what people on the list posted, asks the platforms whether it is still there, and lists what to share with credit;
then makes content matches and gaps, presence, the reply queue, outcomes and verdicts, asks Great Expectations before it
commits, and publishes a read-only copy. Nothing is ever sent. Wakes `report_weekly` through the asset `advised_week`.

| | |
|---|---|
| **When** | woken by `interest_profiles`, as of the end of the window it tells |
| **Reads** | `core.*`, `marts.*`, `config/brand.yaml`, `config/decisions.csv`; asks the platforms of the candidates |
| **Writes** | `core.content_items`, `marts.*` of advice, `ops.*`, `core.tombstones`, the published copy |
| **Rerun** | always safe: the same time gives the same tables, and nobody is asked twice in one run |
| **By hand** | *Trigger*: as of the last time anything was heard; fill in *As of* for another time |

**Steps.** *candidates* scores the posts that are young enough and says whom to ask. Each platform has a task in its own
pool that asks whether they are still there; a platform with no candidate is skipped. *load* takes the answers: what is
gone goes, here too. *recommend* lists the best under the caps of brand.yaml; what was not seen online within six hours
is not listed. *build* is one transaction for all the rest. *publish* renames the new copy into place. *announce* wakes
the report where a week is over, its data is there and no report of it stands; else it is skipped.

**What to do when**

- *candidates is red*: its log lists every fault of the configuration, each with its remedy.
- *a platform is red*: its log says why. The others go on; its posts were not seen online, so they are not listed.
- *the list of reshares is empty*: `select barred_by, count(*) from marts.reshare_candidates group by all` says what was
  barred; `select platform, max(asked_at) from ops.liveness where is_there group by all` who was seen online when.
- *build is red, "rejected"*: a rule was broken; nothing was committed, the advice before it stands. The message names
  table and rows. Mend the cause (most often a model in `sql/marts`), then clear `build`.
- *a reply is triaged wrongly*: `rule` and `words` in `marts.reply_queue` say what decided; the rules are in
  `transforms/advice/replies/rules.py`, the words in `sql/functions/reply_words.csv`. Add an example of your own to
  `transforms/advice/replies/examples/`, then run `python -m transforms.advice.replies.teaching`.
- *a piece of the brand is missing*: `core.content_items` holds what `content_feeds` of brand.yaml told, and
  `marts.post_topics` what it is about; without a topic it matches nobody.
- *something was decided*: write it into `config/decisions.csv`; the next run keeps to it.

**On the sample, without a scheduler**, after `make run`:

    .venv/bin/python -m sample.house airflow dags test advise
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import TaskGroup, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException, DownstreamTasksSkipped

from dags import runs
from dags.assets import ADVICE, PROFILES, WEEK
from dags.forms import as_of, window
from dags.house import PLATFORMS, WAREHOUSE, house_dag
from dags.patience import PATIENCE
from dags.windows import Window, moment, tell, window_of


@house_dag(
    [PROFILES],
    tag="advise",
    doc_md=__doc__,
    params={
        "as_of": as_of("Advise as of this time (UTC). Empty: as the event says, or the last time anything was heard."),
        **window("The window that was profiled (UTC); its end is the time to advise as of."),
    },
)
def advise() -> None:
    @task(**WAREHOUSE)
    def candidates() -> None:
        from transforms.advice import steps

        run = runs.advising(runs.as_of(get_current_context(), PROFILES))
        found = steps.candidates(run)
        told: dict[str, Any] = {"as_of": run.as_of.isoformat(), "posts": found}
        get_current_context()["ti"].xcom_push("return_value", told)
        # a platform with nobody to ask for is skipped at once
        raise DownstreamTasksSkipped(tasks=[f"alive.{name}" for name in PLATFORMS if not found.get(name)])

    def ask(platform: str, told: Any) -> None:
        @task(task_id=platform, pool=platform, retries=2, retry_policy=PATIENCE)
        def still_there(told: dict[str, Any]) -> dict[str, int]:
            from ingest import alive

            return alive.ask(runs.asking(moment(told["as_of"])), platform, told["posts"][platform])

        still_there(told)

    @task(**WAREHOUSE, trigger_rule="all_done")
    def load(told: dict[str, Any] | None) -> dict[str, int]:
        from ingest import alive

        if told is None or "candidates" in runs.failed_tasks(get_current_context()):
            raise AirflowFailException("nobody was asked: the candidates failed, their log says why")
        return alive.load(runs.asking(moment(told["as_of"])))

    @task(**WAREHOUSE)
    def recommend(told: dict[str, Any]) -> dict[str, int]:
        from transforms.advice import steps

        return steps.recommend(runs.advising(told["as_of"]))

    @task(**WAREHOUSE)
    def build(told: dict[str, Any]) -> dict[str, int]:
        from transforms.advice import steps

        return steps.build(runs.advising(told["as_of"]))

    @task(**WAREHOUSE, outlets=[ADVICE])
    def publish(told: dict[str, Any]) -> None:
        from transforms.advice import steps

        steps.publish(runs.advising(told["as_of"]))
        context = get_current_context()
        if span := window_of(context, PROFILES):
            tell(context, ADVICE, span)

    @task(outlets=[WEEK])
    def announce(told: dict[str, Any]) -> None:
        from transforms.weekly import steps

        context = get_current_context()
        run = steps.Run.weekly(context["run_id"], moment(told["as_of"]))
        if why := steps.undue(run):
            raise AirflowSkipException(f"no report is due: {why}")
        tell(context, WEEK, Window(run.as_of - timedelta(days=7), run.as_of))

    told = candidates()
    loaded = load(told)
    with TaskGroup("alive") as alive:
        for platform in PLATFORMS:
            ask(platform, told)
    alive >> loaded >> recommend(told) >> build(told) >> publish(told) >> announce(told)


advise()
