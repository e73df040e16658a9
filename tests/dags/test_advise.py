"""advise: each platform is asked in its own pool, whoever writes the warehouse stands in line for it, the report is woken once a week."""

from __future__ import annotations

import warnings

import pytest

WRITERS = ("candidates", "load", "recommend", "build", "publish")


@pytest.fixture(scope="module")
def made():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Airflow deprecates of its own is its own affair
        from dags.advise import advise

        return advise()


def test_it_is_woken_by_profiles_and_wakes_the_report(made):
    from dags.report_weekly import report_weekly

    assert [asset.name for asset in made.timetable.asset_condition.objects] == ["interest_profiles"]
    assert [asset.name for asset in made.get_task("publish").outlets] == ["advice"]
    assert made.get_task("publish").downstream_task_ids == {"announce"}, "who is woken finds what was published"
    assert [asset.name for asset in made.get_task("announce").outlets] == ["advised_week"]
    assert list(report_weekly().timetable.asset_condition.objects) == made.get_task("announce").outlets


def test_each_platform_is_asked_in_its_own_pool(made):
    from dags.house import PLATFORMS

    asked = {task.task_id: task.pool for task in made.tasks if task.task_id.startswith("alive.")}
    assert asked == {f"alive.{platform}": platform for platform in PLATFORMS}


def test_whoever_writes_the_warehouse_stands_in_line(made):
    assert {name: made.get_task(name).pool for name in WRITERS} == dict.fromkeys(WRITERS, "warehouse")


def test_the_steps_follow_each_other(made):
    for before, after in zip(WRITERS, WRITERS[1:], strict=False):
        assert after in made.get_task(before).downstream_task_ids, f"{after} does not wait for {before}"
    assert made.get_task("load").trigger_rule == "all_done", "a platform that fails stops nobody"


def test_the_runbook_says_what_to_do(made):
    assert "What to do when" in made.doc_md
    assert "airflow dags test advise" in made.doc_md
