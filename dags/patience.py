"""When to come back: what the DAGs share about runs, platforms and patience. No DAG in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.sdk import RetryDecision, RetryPolicy

if TYPE_CHECKING:
    from airflow.sdk import Context

    from ingest.listen import Run

# the files of the folder, so that parsing a DAG imports none of them
PLATFORMS = tuple(sorted(file.stem for file in (Path(__file__).parents[1] / "ingest" / "sources").glob("[a-z]*.py")))
SOON = timedelta(seconds=30)


class Patience(RetryPolicy):
    """Whether a task is tried again, and when.

    A platform that says when to come back is asked again then; the slot is free until then. What a second try cannot
    mend (a fault of the configuration or the form, a broken rule, a platform that refuses us) fails at once. A
    warehouse that somebody holds is waited for. Anything else gets one more try, in case it was the machine.
    The task's `retries` bounds it all.
    """

    def evaluate(
        self,
        exception: BaseException,
        try_number: int,
        max_tries: int,  # noqa: ARG002 - Airflow bounds the tries by it
        context: Context | None = None,  # noqa: ARG002
    ) -> RetryDecision:
        from config.faults import ConfigFaults
        from ingest.errors import StopSource, TryLater
        from sql.expectations import CheckFailed
        from sql.warehouse import Busy

        if isinstance(exception, TryLater):
            wait = max(exception.until - datetime.now(UTC), timedelta(seconds=1))
            return RetryDecision.retry(delay=wait, reason=str(exception))
        if isinstance(exception, StopSource | ConfigFaults | CheckFailed):
            return RetryDecision.fail(reason=f"trying again cannot mend this: {exception}")
        if isinstance(exception, Busy):
            return RetryDecision.retry(delay=SOON, reason=str(exception))
        if try_number == 1:
            return RetryDecision.retry(delay=SOON, reason="once more, in case it was the machine")
        return RetryDecision.fail(reason=f"no luck in {try_number} tries; the last one says: {exception}")

    def serialize(self) -> dict[str, Any]:
        return {}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> Patience:  # noqa: ARG003 - it holds nothing
        return cls()


PATIENCE = Patience()


def run_of(context: Context) -> Run:
    """The run a task belongs to.

    Its time is the form's `as_of`, else the end of its data interval; a run that somebody triggers is of its logical
    date, the moment of triggering, since the interval before that has been listened to already.
    """
    from dags.connections import credentials_of
    from ingest.listen import Run

    asked = context["params"].get("as_of")
    dag_run = context["dag_run"]
    if asked:
        moment = datetime.fromisoformat(asked)
        as_of = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    elif str(dag_run.run_type) == "manual":
        as_of = dag_run.logical_date or dag_run.run_after
    else:
        as_of = dag_run.data_interval_end or dag_run.logical_date or dag_run.run_after
    return Run.at(as_of, keyring=credentials_of)


def failed_tasks(context: Context) -> list[str]:
    """The tasks of this run that failed, mapped ones with their number: "bluesky.visit 3"."""
    ti = context["ti"]
    states = ti.get_task_states(dag_id=ti.dag_id, run_ids=[ti.run_id])[ti.run_id]
    return sorted(name.replace("_", " ") for name, state in states.items() if state == "failed")
