"""From `listen` to the report by scheduler and executor: nothing is called in a row, each run wakes the next.

`make test-scheduler` runs this with what stands in test_scheduled.py; -s shows where the time went.
"""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from tests.dags.airflow import Airflow, running

pytestmark = pytest.mark.slow
CHAIN = ("listen", "profile", "advise", "report_weekly")
MOST = 900  # seconds; on two idle cores it takes a third of that


def test_the_sample_goes_from_listening_to_the_report_each_run_woken_by_an_asset(tmp_path):
    with running(tmp_path) as airflow:
        airflow.trigger("listen", as_of="2026-10-26T06:00:00Z")
        last = woken(airflow, CHAIN[-1])
        chain = history(airflow, last)
        show(airflow, chain)
        by_executor = [
            airflow.rows(
                "select task_id, queued_dttm, external_executor_id, pid, state from task_instance "
                "where run_id = ? and dag_id = ? and state <> 'skipped'", run["run_id"], run["dag_id"],
            )
            for run in chain
        ]  # fmt: skip
    assert [run["dag_id"] for run in chain] == list(CHAIN)
    assert [run["state"] for run in chain] == ["success"] * 4
    # somebody triggered `listen`, or its own schedule came first; all others were woken
    assert chain[0]["run_type"] in ("manual", "scheduled")
    assert [run["run_type"] for run in chain[1:]] == ["asset_triggered"] * 3
    for before, after in zip(chain, chain[1:], strict=False):
        assert before["start_date"] < after["told_at"] <= after["queued_at"] <= after["start_date"], (before, after)
    assert [run["told_by"] for run in chain[1:]] == ["announce", "publish", "announce"]
    assert all(tasks for tasks in by_executor)
    assert all(task["queued_dttm"] and task["pid"] for tasks in by_executor for task in tasks), (
        "none was called in a row"
    )
    report = tmp_path / "reports" / "2026-W43"
    assert "19 October 2026 to 25 October 2026" in (report / "report.md").read_text()
    assert {"report.html", "report.pdf", "report.xlsx"} <= {file.name for file in report.iterdir()}


def woken(airflow: Airflow, dag_id: str) -> dict:
    """The first run of a DAG that an asset woke, once it has ended."""
    until = time.monotonic() + MOST
    while time.monotonic() < until:
        runs = airflow.rows(
            "select * from dag_run where dag_id = ? and run_type = 'asset_triggered' order by id", dag_id
        )
        if runs and runs[0]["state"] in ("success", "failed"):
            return runs[0]
        time.sleep(1)
    raise TimeoutError(f"no asset woke {dag_id}: {airflow.rows('select dag_id, run_id, run_type, state from dag_run')}")


def history(airflow: Airflow, run: dict) -> list[dict]:
    """A run, and before it the run that made the event which woke it, back to one that no event woke."""
    chain = [run]
    while chain[0]["run_type"] == "asset_triggered":
        event, *_ = airflow.rows(
            "select e.* from asset_event as e join dagrun_asset_event as d on d.event_id = e.id "
            "where d.dag_run_id = ? order by e.source_dag_id = ? desc, e.id",
            chain[0]["id"], CHAIN[max(0, CHAIN.index(chain[0]["dag_id"]) - 1)],
        )  # fmt: skip
        chain[0] |= {"told_at": event["timestamp"], "told_by": event["source_task_id"]}
        (source,) = airflow.rows(
            "select * from dag_run where dag_id = ? and run_id = ?", event["source_dag_id"], event["source_run_id"]
        )
        chain.insert(0, source)
    return chain


def show(airflow: Airflow, chain: list[dict]) -> None:
    """Where the time went: how long each task waited for a slot, started, and worked."""
    at = lambda told: datetime.fromisoformat(told).timestamp()  # noqa: E731
    begun = at(chain[0]["queued_at"])
    for run in chain:
        started, ended = at(run["start_date"]) - begun, at(run["end_date"] or run["start_date"]) - begun
        print(f"\n{run['dag_id']} ({run['run_type']}): from {started:.0f} s to {ended:.0f} s")
        for task in airflow.rows(
            "select task_id, map_index, state, scheduled_dttm, queued_dttm, start_date, end_date from task_instance "
            "where dag_id = ? and run_id = ? and state <> 'skipped' order by start_date, task_id",
            run["dag_id"], run["run_id"],
        ):  # fmt: skip
            scheduled, queued, start, end = (
                at(task[key]) - begun for key in ("scheduled_dttm", "queued_dttm", "start_date", "end_date")
            )
            print(f"  {task['task_id']:<24} queued after {queued - scheduled:5.1f} s, started after {start - queued:5.1f} s, "
                  f"worked {end - start:5.1f} s, to {end:5.1f} s  {task['state']}")  # fmt: skip
    others = airflow.rows(
        "select dag_id, run_type, state, count(*) as runs from dag_run group by 1, 2, 3 order by 1, 2, 3"
    )
    print(
        "\nall runs:",
        *(f"{one['runs']} {one['dag_id']} {one['run_type']} {one['state']}" for one in others),
        sep="\n  ",
    )
