"""What is one for all DAGs is the same in all of them, and each has what only it knows."""

from __future__ import annotations

import warnings
from datetime import timedelta

import pytest

from tests.dags.test_imports import DAGS, ROOT


@pytest.fixture(scope="module")
def made():
    """Every DAG, by its id."""
    import importlib

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Airflow deprecates of its own is its own affair
        modules = [importlib.import_module(f"dags.{name}") for name in DAGS]
        return {
            module.__name__.split(".")[-1]: getattr(module, module.__name__.split(".")[-1])()
            for module in modules
            if f"def {module.__name__.split('.')[-1]}() -> None:" in open(module.__file__).read()
        }


def test_every_dag_has_the_head_of_the_house(made):
    assert len(made) >= 11
    for name, dag in made.items():
        assert (dag.dag_id, dag.catchup, dag.max_active_runs) == (name, False, 1)
        assert "earshot" in dag.tags and len(dag.tags) == 2, name
        assert dag.doc_md.startswith(f"\n### {name}: "), "its runbook is its own"
        assert dag.fileloc == str(ROOT / "dags" / f"{name}.py") or dag.fileloc == __file__
        for task in dag.tasks:
            assert task.owner == "earshot"
            assert task.retry_delay == timedelta(seconds=30)
            assert task.on_failure_callback, f"{name}.{task.task_id} fails in silence"


def test_who_stands_in_line_for_the_warehouse_comes_back(made):
    for name, dag in made.items():
        for task in dag.tasks:
            if task.pool == "warehouse":
                assert task.retries == 3 and task.retry_policy is not None, f"{name}.{task.task_id}"


def test_the_nearer_to_the_reader_the_sooner_in_line(made):
    """Whoever is woken goes before whoever wakes, down to the last task: a report waits for no later run of `listen`."""
    turns = [
        {task.priority_weight for task in made[name].tasks} for name in ("listen", "profile", "advise", "report_weekly")
    ]
    assert turns == [{2}, {3}, {4}, {5}]
    others = {task.priority_weight for name in ("revisit", "expand_links", "retain") for task in made[name].tasks}
    assert others == {1}, "what keeps house waits"
    assert {str(task.weight_rule) for dag in made.values() for task in dag.tasks} == {"absolute"}


def test_a_field_that_several_forms_show_is_the_same_in_all(made):
    fields = {}
    for dag in made.values():
        for name in dag.params:
            schema = dag.params.get_param(name).schema
            fields.setdefault(name, []).append({key: schema.get(key) for key in ("type", "format", "title", "enum")})
    assert {"as_of", "from", "to", "platforms", "dry_run", "deliver", "again", "most"} <= set(fields)
    for name, schemas in fields.items():
        assert all(one == schemas[0] for one in schemas), name


def test_both_reports_are_delivered_by_the_same_two_tasks(made):
    for name in ("report_weekly", "shortlist_daily"):
        dag = made[name]
        assert dag.get_task("write").downstream_task_ids == {"ways", "deliver"}, name
        assert dag.get_task("ways").downstream_task_ids == {"deliver"}
        assert dag.get_task("deliver").is_mapped and dag.get_task("deliver").pool == "warehouse"
