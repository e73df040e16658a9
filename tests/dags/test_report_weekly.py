"""report_weekly: woken by the week or by the clock, and the clock adds nothing to a report that stands."""

from __future__ import annotations

import shutil
import warnings
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from airflow.sdk.api.datamodels._generated import DagRunType
from airflow.sdk.exceptions import AirflowSkipException

from tests.dags.test_imports import ROOT

CLOCK = datetime(2026, 10, 26, 8, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def made():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Airflow deprecates of its own is its own affair
        from dags.report_weekly import report_weekly

        return report_weekly()


@pytest.fixture
def due(made, tmp_path, monkeypatch):
    """What the task *due* says in a run of a kind, in a house of one's own."""
    monkeypatch.setenv("EARSHOT_HOME", str(tmp_path))
    shutil.copytree(ROOT / "sample" / "config", tmp_path / "config")
    monkeypatch.setenv("EARSHOT_CONFIG", str(tmp_path / "config"))

    def ask(kind):
        dag_run = SimpleNamespace(
            run_type=DagRunType(kind), data_interval_end=CLOCK, logical_date=CLOCK, run_after=CLOCK
        )
        context = {"params": {"week": None}, "dag_run": dag_run, "run_id": "a-run", "triggering_asset_events": {}}
        for module in ("dags.runs", "dags.report_weekly"):
            monkeypatch.setattr(f"{module}.get_current_context", lambda: context)
        return made.get_task("due").python_callable()

    return ask


def publish(home, until):
    """An empty copy that covers what was heard until a moment."""
    from sql import warehouse

    with warehouse.connect(home / "warehouse.duckdb") as con:
        warehouse.create(con)
        for step in ("load", "profile"):
            con.execute("insert into ops.steps by name select $step as step_id, $step as step, $until as started_at, $until as ended_at, $until as window_to",
                        {"step": step, "until": until.replace(tzinfo=None)})  # fmt: skip
    warehouse.publish(home / "warehouse.duckdb", home / "published" / "earshot.duckdb")


def test_before_anything_was_published_the_clock_wakes_nothing(due):
    with pytest.raises(AirflowSkipException, match="nothing has been published yet"):
        due("scheduled")


def test_when_the_clock_has_run_out_the_report_is_written_and_says_what_is_missing(due, tmp_path):
    publish(tmp_path, CLOCK - timedelta(days=2))
    assert due("scheduled").startswith("the report says what is missing: core holds what was heard until 2026-10-24")


def test_where_the_report_stands_the_clock_adds_nothing_and_a_person_may_ask_again(due, tmp_path):
    publish(tmp_path, CLOCK)
    assert due("scheduled") == "the week is there"
    (tmp_path / "reports" / "2026-W43").mkdir(parents=True)
    (tmp_path / "reports" / "2026-W43" / "report.html").touch()
    with pytest.raises(AirflowSkipException, match="the report of 2026-W43 stands"):
        due("scheduled")
    assert due("manual") == due("asset_triggered") == "the week is there"


def test_a_run_of_whatever_kind_is_late_two_hours_after_it_was_queued(made):
    (alert,) = made.deadline
    assert (alert.interval, type(alert.reference).__name__) == (timedelta(hours=2), "DagRunQueuedAtDeadline")
