"""Whether a task comes back, and when. No DAG in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import RetryDecision, RetryPolicy

if TYPE_CHECKING:
    from airflow.sdk import Context

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
