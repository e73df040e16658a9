"""A DAG file says when, not how: the scheduler reads it every half minute, so nothing costly is imported.

How long the reading takes is a figure of `make bench` (bench/dags.md), since a busy machine takes longer.
"""

from __future__ import annotations

import re
import subprocess
import sys

from bench.dags import COSTLY, DAGS, ROOT, read


def test_no_dag_file_imports_what_its_tasks_need():
    guilty = {dag: sorted(found.names & set(COSTLY)) for dag, found in read().items() if found.names & set(COSTLY)}
    assert not guilty, "import these inside the tasks"


def test_what_is_costly_would_be_found(tmp_path):
    """The reading is honest: a file that imports pandas by way of another is told."""
    (tmp_path / "costly_dag.py").write_text("import thin_neighbour\n")
    (tmp_path / "thin_neighbour.py").write_text("import pandas\n")
    assert "pandas" in read(["costly_dag"], tmp_path)["costly_dag"].names


def test_every_file_that_is_no_dag_is_named_in_airflowignore():
    ignored = set((ROOT / "dags" / ".airflowignore").read_text().split())
    for dag in DAGS:
        text = (ROOT / "dags" / f"{dag}.py").read_text()
        is_dag = re.search(r"^@(house_)?dag\(", text, re.MULTILINE) is not None
        assert is_dag != (f"{dag}.py" in ignored), f"dags/{dag}.py"
        assert is_dag or "No DAG in it." in text.split('"""')[1], f"dags/{dag}.py does not say that it is none"


def test_reading_says_which_file_cannot_be_read(tmp_path):
    (tmp_path / "broken_dag.py").write_text("import nothing_of_that_name\n")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.dags", "--read", str(tmp_path), "broken_dag"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0 and "nothing_of_that_name" in done.stderr
