"""Every service of docker-compose.yml, started as the file says: `listen` goes green through Celery."""

from __future__ import annotations

import json
import time
import urllib.request
from contextlib import ExitStack
from datetime import UTC, datetime

import duckdb
import pytest

from tests.compose.services import Stack
from tests.compose.setup import PROGRAMS, missing
from tests.compose.stack import NotHealthy, rows, running

pytestmark = pytest.mark.slow
SECONDS = 600  # for the run of `listen`, behind whatever the schedules start on a fresh stack


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    if why := missing():
        pytest.skip(why)
    made = Stack(tmp_path_factory.mktemp("compose"), PROGRAMS)
    with ExitStack() as started:
        try:
            took = started.enter_context(running(made))
        except NotHealthy as why:
            pytest.fail(str(why), pytrace=False)
        print("\nhealthy after:", *(f"{name} {seconds:.0f} s" for name, seconds in took.items()), sep="\n  ")
        yield made


@pytest.fixture(scope="module")
def listened(stack):
    """A run of `listen` that the form asked for, once it has ended."""
    base = f"http://127.0.0.1:{stack.ports['api']}"
    password = json.loads((stack.folder / "data" / "airflow-passwords.json").read_text())["admin"]
    token = ask(f"{base}/auth/token", {"username": "admin", "password": password})["access_token"]
    # the dag-processor reads the files when it comes to it
    until = time.monotonic() + SECONDS
    while not rows(stack, "select 1 from dag where dag_id = 'listen' and not is_stale"):
        assert time.monotonic() < until, (stack.folder / "dag-processor.log").read_text()[-3000:]
        time.sleep(1)
    form = {"logical_date": None, "conf": {"as_of": "2026-10-26T06:00:00Z"}}
    run_id = ask(f"{base}/api/v2/dags/listen/dagRuns", form, token)["dag_run_id"]
    while time.monotonic() < until:
        (run,) = rows(stack, f"select id, state, run_type from dag_run where run_id = '{run_id}'")
        if run["state"] in ("success", "failed"):
            return run | {"run_id": run_id}
        time.sleep(1)
    pytest.fail(f"listen is still {run['state']}: {tasks(stack, run_id)}")


def ask(url, body, token=""):
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def tasks(stack, run_id):
    """The tasks of a run, with what Celery's own table says of each."""
    return rows(
        stack,
        "select t.task_id, t.map_index, t.state, t.external_executor_id as celery_id, c.status as celery_status "
        "from task_instance as t left join celery_taskmeta as c on c.task_id = t.external_executor_id "
        f"where t.run_id = '{run_id}' order by t.task_id, t.map_index",
    )


def test_listen_goes_green(stack, listened):
    assert listened["state"] == "success", tasks(stack, listened["run_id"])


def test_its_tasks_were_done_by_the_celery_worker(stack, listened):
    # a task tells Airflow that it is done, then the worker tells Celery
    until = time.monotonic() + 60
    while (
        any(one["celery_status"] == "STARTED" for one in tasks(stack, listened["run_id"])) and time.monotonic() < until
    ):
        time.sleep(1)
    done = [one for one in tasks(stack, listened["run_id"]) if one["state"] == "success"]
    assert {"plan", "load", "publish", "report"} <= {one["task_id"] for one in done}
    said = (stack.folder / "worker.log").read_text()
    for one in done:
        assert one["celery_status"] == "SUCCESS", one
        assert one["celery_id"] in said, f"the worker's log does not know {one}"


def test_analysts_find_what_was_heard(stack, listened):
    with duckdb.connect(str(stack.folder / "data" / "published" / "earshot.duckdb"), read_only=True) as con:
        posts, until = con.execute("select count(*), max(last_seen_at) from core.posts").fetchone()
    assert posts > 500
    assert until.replace(tzinfo=UTC) >= datetime(2026, 10, 26, 6, tzinfo=UTC)


def test_the_scheduler_the_processor_and_the_triggerer_are_well(stack, listened):
    with urllib.request.urlopen(f"http://127.0.0.1:{stack.ports['api']}/api/v2/monitor/health", timeout=30) as answer:
        told = json.load(answer)
    assert {name: part["status"] for name, part in told.items()} == dict.fromkeys(
        ("metadatabase", "scheduler", "triggerer", "dag_processor"), "healthy"
    )


def test_no_run_is_red(stack, listened):
    """What the schedules start on a fresh stack, before anybody has listened, ends well as well."""
    red = rows(
        stack,
        "select r.dag_id, t.task_id from dag_run as r join task_instance as t on t.dag_id = r.dag_id and t.run_id = r.run_id "
        "where t.state = 'failed'",
    )
    assert not red
