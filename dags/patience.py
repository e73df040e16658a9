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


class Patience(RetryPolicy):
    """A platform that says when to come back is asked again then, and the slot is free until then."""

    def evaluate(
        self, exception: BaseException, try_number: int, max_tries: int, context: Context | None = None
    ) -> RetryDecision:
        from ingest.errors import StopSource, TryLater

        if isinstance(exception, TryLater):
            wait = max(exception.until - datetime.now(UTC), timedelta(seconds=1))
            return RetryDecision.retry(delay=wait, reason=str(exception))
        if isinstance(exception, StopSource):
            return RetryDecision.fail(reason=str(exception))
        if try_number == 1:
            return RetryDecision.retry(delay=timedelta(seconds=10), reason="once more, in case it was the machine")
        return RetryDecision.fail(reason="it failed twice the same way: the log says how")

    def serialize(self) -> dict[str, Any]:
        return {}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> Patience:
        return cls()


PATIENCE = Patience()


def run_of(context: Context) -> Run:
    """The run a task belongs to: its time is the form's `as_of`, else the end of its data interval, else its start."""
    from dags.connections import credentials_of
    from ingest.listen import Run

    asked = context["params"].get("as_of")
    if asked:
        return Run.at(datetime.fromisoformat(asked), keyring=credentials_of)
    dag_run = context["dag_run"]
    return Run.at(dag_run.data_interval_end or dag_run.logical_date or dag_run.run_after, keyring=credentials_of)
