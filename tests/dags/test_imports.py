"""A DAG file says when, not how: the scheduler reads it every half minute, so nothing costly is imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DAGS = sorted(file.stem for file in (ROOT / "dags").glob("[a-z]*.py"))
COSTLY = ("pandas", "numpy", "duckdb", "pyarrow", "sqlglot", "great_expectations", "sklearn", "ingest", "transforms", "sql", "config", "sample")  # fmt: skip

SCRIPT = """
import sys, time
import airflow.sdk, airflow.sdk.exceptions
from airflow.providers.standard.decorators import python  # what any DAG with a task needs
before = set(sys.modules)
began = time.process_time()
import dags.{dag}
print(time.process_time() - began)
print(*sorted({{name.split(".")[0] for name in set(sys.modules) - before}}))
"""


def read(dag):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT.format(dag=dag)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, names = done.stdout.splitlines()[-2:]
    return float(seconds), set(names.split())


def test_no_dag_file_imports_what_its_tasks_need():
    guilty = {dag: sorted(found) for dag in DAGS if (found := read(dag)[1] & set(COSTLY))}
    assert not guilty, "import these inside the tasks"


def test_all_dags_are_read_in_under_two_seconds():
    seconds = {dag: read(dag)[0] for dag in DAGS}
    print(seconds)
    assert sum(seconds.values()) < 2, seconds


def test_every_file_that_is_no_dag_is_named_in_airflowignore():
    ignored = set((ROOT / "dags" / ".airflowignore").read_text().split())
    for dag in DAGS:
        text = (ROOT / "dags" / f"{dag}.py").read_text()
        is_dag = "@dag(" in text or "DAG(" in text
        assert is_dag != (f"{dag}.py" in ignored), f"dags/{dag}.py"
        assert is_dag or "No DAG in it." in text.split('"""')[1], f"dags/{dag}.py does not say that it is none"
