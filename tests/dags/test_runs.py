"""Which run a task belongs to: the form's time, else what woke it, else the clock."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from airflow.sdk.api.datamodels._generated import DagRunType

from dags import runs
from dags.assets import WEEK

NOON, MONDAY, LATER = (datetime(2026, 10, day, hour, tzinfo=UTC) for day, hour in ((26, 12), (26, 6), (28, 9)))


def context(kind="scheduled", *, events=(), end=None, logical=None, **params):
    dag_run = SimpleNamespace(run_type=DagRunType(kind), data_interval_end=end, logical_date=logical, run_after=LATER)
    extras = [SimpleNamespace(extra={"from": MONDAY.isoformat(), "to": at.isoformat()}) for at in events]
    return {
        "params": params, "dag_run": dag_run, "run_id": "a-run",
        "triggering_asset_events": {WEEK: extras} if extras else {},
    }  # fmt: skip


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("EARSHOT_HOME", str(tmp_path))


@pytest.mark.parametrize(
    ("of", "moment"),
    [
        (context(as_of="2026-10-26T12:00:00", end=LATER), NOON),
        (context(as_of="2026-10-26T14:00:00+02:00", end=LATER), NOON),
        (context(end=MONDAY, logical=NOON), MONDAY),
        (context("manual", end=MONDAY, logical=NOON), NOON),
        (context("asset_triggered"), LATER),
    ],
)
def test_the_form_has_the_first_word_and_the_clock_the_last(settings, monkeypatch, of, moment):
    monkeypatch.setattr(runs, "get_current_context", lambda: of)
    assert runs.listening().as_of == runs.revisiting().as_of == runs.expanding().as_of == runs.listing().as_of == moment
    assert len({runs.listening().run_id, runs.revisiting().run_id, runs.expanding().run_id}) == 3, "each lands apart"


@pytest.mark.parametrize(("planned", "moment"), [(LATER, NOON), (MONDAY, MONDAY)])
def test_a_replay_takes_no_moment_after_its_own_present(settings, monkeypatch, tmp_path, planned, moment):
    monkeypatch.setattr(runs, "get_current_context", lambda: context(end=planned))
    monkeypatch.setenv("EARSHOT_NOW", NOON.isoformat())
    assert runs.listening().as_of == planned, "without a replay the present is the clock's"
    monkeypatch.setenv("EARSHOT_REPLAY", str(tmp_path))
    assert runs.listening().as_of == runs.listing().as_of == moment
    monkeypatch.setattr(runs, "get_current_context", lambda: context(end=planned, as_of=LATER.isoformat()))
    assert runs.listening().as_of == LATER, "the form has the first word"


def test_a_report_that_an_asset_woke_is_as_of_what_was_heard_then(settings, monkeypatch):
    woken = context("asset_triggered", events=[MONDAY, NOON])
    monkeypatch.setattr(runs, "get_current_context", lambda: woken)
    run = runs.reporting()
    assert (run.as_of, run.week.name, run.run_id) == (NOON, "2026-W43", "a-run")
    woken["params"]["week"] = "2026-W40"
    assert runs.reporting().week.name == "2026-W40"


def test_advice_takes_the_time_that_an_earlier_task_told(settings):
    assert runs.advising("2026-10-26T12:00:00+00:00").as_of == runs.advising(NOON).as_of == NOON


def test_what_failed_is_named():
    states = {"plan": "success", "bluesky.visit_3": "failed", "load": "upstream_failed"}
    ti = SimpleNamespace(dag_id="listen", run_id="a-run", get_task_states=lambda **_: {"a-run": states})
    assert runs.failed_tasks({"ti": ti}) == ["bluesky.visit 3"]
