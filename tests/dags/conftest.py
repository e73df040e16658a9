"""An Airflow of its own for the tests that need one: a fresh house, furnished once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def at_home(tmp_path_factory):
    """Run a script in a process whose Airflow lives in a folder of its own; returns what it printed."""
    home = tmp_path_factory.mktemp("house")

    def run(script: str, *, seconds: int = 300, **environment: str) -> str:
        bare = {name: text for name, text in os.environ.items() if not name.startswith(("EARSHOT_", "AIRFLOW_"))}
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=bare | {"EARSHOT_HOME": str(home), "EARSHOT_THREADS": "1", "EARSHOT_LOG": "ERROR"} | environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    run.home = home
    return run


@pytest.fixture
def told_by(at_home, tmp_path):
    """What a script about a DAG prints as its last line, read as JSON; its Airflow is bare, and the test's own."""
    bare = {"HOME": str(tmp_path), "EARSHOT_HOME": str(tmp_path), "AIRFLOW_HOME": str(tmp_path / "airflow")}
    return lambda script: json.loads(at_home(script, **bare).splitlines()[-1])
