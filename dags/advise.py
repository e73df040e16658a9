"""
### advise: what to share, what to offer, where to be, whom to answer, what to stop

Ranks what people on the list posted, asks the platforms whether it is still there, and lists what to share with credit;
then makes content matches and gaps, presence, the reply queue, outcomes and verdicts, asks Great Expectations before it
commits, and publishes a read-only copy. Nothing is ever sent. Wakes the reports through the asset `advice`.

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
is not listed. *build* is one transaction for all the rest. *publish* renames the new copy into place.

**What to do when**

- *candidates is red*: its log lists every fault of the configuration, each with its remedy.
- *a platform is red*: its log says why. The others go on; its posts were not seen online, so they are not listed.
- *the list of reshares is empty*: `select barred_by, count(*) from marts.reshare_candidates group by all` says what was
  barred; `select platform, max(asked_at) from ops.liveness where is_there group by all` who was seen online when.
- *build is red, "rejected"*: a rule was broken; nothing was committed, the advice before it stands. The message names
  table and rows. Mend the cause (most often a model in `sql/marts`), then clear `build`.
- *a reply is triaged wrongly*: `rule` and `words` in `marts.reply_queue` say what decided; the words are in
  `sql/functions/triage_words.csv`.
- *a piece of the brand is missing*: `core.content_items` holds what `content_feeds` of brand.yaml told, and
  `marts.post_topics` what it is about; without a topic it matches nobody.
- *something was decided*: write it into `config/decisions.csv`; the next run keeps to it.

**On the sample, without a scheduler**, after `make run`:

    .venv/bin/python -m sample.house airflow dags test advise
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pendulum
from airflow.sdk import Asset, Param, TaskGroup, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException, DownstreamTasksSkipped

from dags.patience import PATIENCE, PLATFORMS, SOON, failed_tasks
from dags.windows import tell as tell_window
from dags.windows import window_of

if TYPE_CHECKING:
    from ingest.listen import Run as Asking
    from transforms.advice.steps import Run

PROFILES = Asset("interest_profiles")
ADVICE = Asset("advice")


def as_of() -> datetime | None:
    """The form's time, else the end of the window that woke the run; None: neither says."""
    context = get_current_context()
    if asked := context["params"].get("as_of"):
        moment = datetime.fromisoformat(asked)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    span = window_of(context, PROFILES)
    return span.end if span else None


def run_at(moment: str | None) -> Run:
    """The run as of a time that an earlier task told."""
    from transforms.advice.steps import Run

    return Run.at(datetime.fromisoformat(moment) if moment else None)


def asking(moment: str) -> Asking:
    """The same run for whoever asks the platforms."""
    from dags.connections import credentials_of
    from ingest.listen import Run

    return Run.at(datetime.fromisoformat(moment), keyring=credentials_of)


@dag(
    schedule=[PROFILES],
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
            description="Advise as of this time (UTC). Empty: as the event says, or the last time anything was heard.",
        ),
        **{
            name: Param(
                None, type=["null", "string"], format="date-time", title=title,
                description="The window that was profiled (UTC); its end is the time to advise as of.",
            )
            for name, title in (("from", "From"), ("to", "To"))
        },
    },
)  # fmt: skip
def advise() -> None:
    @task(pool="warehouse", retries=3, retry_policy=PATIENCE)
    def candidates() -> None:
        from transforms.advice import steps

        moment = as_of()
        run = run_at(moment.isoformat() if moment else None)
        found = steps.candidates(run)
        told: dict[str, Any] = {"as_of": run.as_of.isoformat(), "posts": found}
        get_current_context()["ti"].xcom_push("return_value", told)
        # a platform with nobody to ask for is skipped at once
        raise DownstreamTasksSkipped(tasks=[f"alive.{name}" for name in PLATFORMS if not found.get(name)])

    def ask(platform: str, told: Any) -> None:
        @task(task_id=platform, pool=platform, retries=2, retry_policy=PATIENCE)
        def still_there(told: dict[str, Any]) -> dict[str, int]:
            from ingest import alive

            return alive.ask(asking(told["as_of"]), platform, told["posts"][platform])

        still_there(told)

    @task(pool="warehouse", trigger_rule="all_done", retries=3, retry_policy=PATIENCE)
    def load(told: dict[str, Any] | None) -> dict[str, int]:
        from ingest import alive

        if told is None or "candidates" in failed_tasks(get_current_context()):
            raise AirflowFailException("nobody was asked: the candidates failed, their log says why")
        return alive.load(asking(told["as_of"]))

    @task(pool="warehouse", retries=3, retry_policy=PATIENCE)
    def recommend(told: dict[str, Any]) -> dict[str, int]:
        from transforms.advice import steps

        return steps.recommend(run_at(told["as_of"]))

    @task(pool="warehouse", retries=3, retry_policy=PATIENCE)
    def build(told: dict[str, Any]) -> dict[str, int]:
        from transforms.advice import steps

        return steps.build(run_at(told["as_of"]))

    @task(pool="warehouse", outlets=[ADVICE], retries=3, retry_policy=PATIENCE)
    def publish(told: dict[str, Any]) -> None:
        from transforms.advice import steps

        steps.publish(run_at(told["as_of"]))
        context = get_current_context()
        if span := window_of(context, PROFILES):
            tell_window(context, ADVICE, span)

    told = candidates()
    loaded = load(told)
    with TaskGroup("alive") as alive:
        for platform in PLATFORMS:
            ask(platform, told)
    alive >> loaded >> recommend(told) >> build(told) >> publish(told)


advise()
