"""When a task comes back: what the policy says, and what Airflow makes of it."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta

import pytest
from airflow.sdk.definitions.retry_policy import RetryAction

from config.faults import ConfigFaults, Fault
from dags.patience import PATIENCE, SOON, Patience
from ingest.errors import StopSource, TryLater
from sql.expectations import CheckFailed
from sql.warehouse import Busy


def decide(problem, try_number=1):
    return PATIENCE.evaluate(problem, try_number, 5)


@pytest.mark.parametrize("seconds", [40, 700])
def test_a_platform_that_says_when_is_asked_again_then(seconds):
    later = TryLater("bluesky: busy", datetime.now(UTC) + timedelta(seconds=seconds))
    # between processes an exception travels pickled
    for problem in (later, pickle.loads(pickle.dumps(later))):
        for try_number in (1, 2, 5):
            decision = decide(problem, try_number)
            assert decision.action is RetryAction.RETRY
            assert timedelta(seconds=seconds - 5) < decision.retry_delay <= timedelta(seconds=seconds)


def test_a_moment_that_has_passed_is_now():
    decision = decide(TryLater("busy", datetime.now(UTC) - timedelta(hours=1)))
    assert (decision.action, decision.retry_delay) == (RetryAction.RETRY, timedelta(seconds=1))


@pytest.mark.parametrize(
    "problem",
    [
        StopSource("x: 401"),
        CheckFailed("core.posts: keys standing twice"),
        ConfigFaults([Fault("config/accounts.csv", 12, "handle", 3, "is empty", "write one")]),
    ],
)
def test_what_a_second_try_cannot_mend_fails_at_once_and_says_why(problem):
    decision = decide(problem)
    assert decision.action is RetryAction.FAIL
    assert str(problem) in decision.reason


def test_a_held_warehouse_is_waited_for():
    for try_number in (1, 2, 3):
        assert decide(Busy("another process is writing"), try_number).retry_delay == SOON


def test_anything_else_gets_one_more_try():
    assert decide(OSError("disk"), 1).action is RetryAction.RETRY
    again = decide(OSError("disk"), 2)
    assert again.action is RetryAction.FAIL
    assert "disk" in again.reason


def test_the_policy_survives_serialization():
    assert isinstance(Patience.deserialize(PATIENCE.serialize()), Patience)


SERIALIZED = """
import json, warnings
warnings.simplefilter("ignore")
from sample.house import furnish
furnish()
from airflow.serialization.serialized_objects import DagSerialization
from dags.listen import listen
dag = DagSerialization.deserialize_dag(json.loads(json.dumps(DagSerialization.serialize_dag(listen()))))
print(json.dumps({task.task_id: [task.pool, task.retries, bool(getattr(task, "has_retry_policy", None) or getattr(task, "retry_policy", None)), str(task.trigger_rule)] for task in dag.tasks}))
"""


def test_what_the_scheduler_sees_of_listen(at_home):
    import json

    tasks = json.loads(at_home(SERIALIZED).splitlines()[-1])
    assert tasks["bluesky.visit"][:2] == ["bluesky", 5]
    assert tasks["bluesky.due"][:2] == ["default_pool", 0]
    assert {name: task[0] for name, task in tasks.items() if "." not in name} == {
        "plan": "warehouse", "load": "warehouse", "publish": "warehouse", "report": "warehouse", "announce": "default_pool",
    }  # fmt: skip
    assert tasks["load"][3] == tasks["report"][3] == "all_done"


HANDED_BACK = """
import warnings
warnings.simplefilter("ignore")
from sample.house import furnish
furnish()
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
import structlog
from airflow.sdk.execution_time import task_runner
from airflow.serialization.serialized_objects import DagSerialization
from dags.listen import listen
from ingest.errors import TryLater

task = listen().get_task("bluesky.visit")
ti = SimpleNamespace(
    task=task, try_number=1, end_date=None, rendered_map_index="bluesky 1/1", stats_tags={}, _failure_metrics_emitted=True,
    _ti_context_from_server=SimpleNamespace(max_tries=5, should_retry=True),
)
later = TryLater("bluesky: busy", datetime.now(UTC) + timedelta(minutes=10))
message, state = task_runner._handle_current_task_failed(ti, later, structlog.get_logger(), None)
print(type(message).__name__, state.value, round(message.retry_delay_seconds), message.retry_reason)
ti._ti_context_from_server.should_retry = False
print(task_runner._handle_current_task_failed(ti, later, structlog.get_logger(), None)[1].value)
"""


def test_a_wait_ends_the_task_and_tells_the_scheduler_when_to_start_it_again(at_home):
    handed_back, bounded = at_home(HANDED_BACK).splitlines()[-2:]
    kind, state, seconds, reason = handed_back.split(" ", 3)
    assert (kind, state, reason) == ("RetryTask", "up_for_retry", "bluesky: busy")
    assert 590 <= int(seconds) <= 600
    assert bounded == "failed", "retries bound it"
