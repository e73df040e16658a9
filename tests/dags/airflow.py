"""A whole Airflow for a test: `make ui`'s own processes on a free port, its REST API, its metadata database."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# the sample's house, with another configuration and the network instead of the recordings where a test says so
SCRIPT = """
import signal, sys
from pathlib import Path
import sample.house as house
if {config!r}:
    house.CONFIG, house.REPLAY = Path({config!r}), ""
from sample import ui
signal.signal(signal.SIGTERM, signal.default_int_handler)
sys.exit(ui.main())
"""


class Airflow:
    """What a test may ask of it."""

    def __init__(self, home: Path, port: int, password: str) -> None:
        self.home, self.base, self.password = home, f"http://127.0.0.1:{port}", password
        told = self._ask("POST", "/auth/token", {"username": "admin", "password": password}, token=None)
        self._token = told["access_token"]

    def _ask(self, method: str, path: str, body: Any = None, *, token: str | None = "") -> Any:
        headers = {"Content-Type": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token or self._token}"
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.base + path, data=data, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def get(self, path: str) -> Any:
        return self._ask("GET", f"/api/v2{path}")

    def trigger(self, dag_id: str, **form: Any) -> str:
        """Trigger a DAG as its form would; returns the run's id."""
        return self._ask("POST", f"/api/v2/dags/{dag_id}/dagRuns", {"logical_date": None, "conf": form})["dag_run_id"]

    def wait(self, dag_id: str, run_id: str, seconds: int = 400) -> str:
        """Wait until a run has ended; returns its state."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            state = self.rows("select state from dag_run where dag_id = ? and run_id = ?", dag_id, run_id)[0]["state"]
            if state in ("success", "failed"):
                return state
            time.sleep(1)
        raise TimeoutError(f"{dag_id} {run_id} is still {state}: {self.tasks(run_id)}")

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """Rows of the metadata database."""
        with contextlib.closing(sqlite3.connect(f"file:{self.home}/airflow/airflow.db?mode=ro", uri=True)) as con:
            con.row_factory = sqlite3.Row
            return [dict(row) for row in con.execute(query, values)]

    def tasks(self, run_id: str) -> dict[str, list[dict[str, Any]]]:
        """The task instances of a run by task, mapped ones in order."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.rows(
            "select task_id, map_index, state, try_number, pool, rendered_map_index from task_instance "
            "where run_id = ? order by task_id, map_index", run_id,
        ):  # fmt: skip
            found.setdefault(row.pop("task_id"), []).append(row)
        return found


@contextlib.contextmanager
def running(home: Path, *, config: Path | None = None, **environment: str) -> Iterator[Airflow]:
    """Airflow, from healthy to stopped; its output is in <home>/console.txt."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home.mkdir(parents=True, exist_ok=True)
    bare = {name: text for name, text in os.environ.items() if not name.startswith(("EARSHOT_", "AIRFLOW_"))}
    told = {"EARSHOT_HOME": str(home), "EARSHOT_PORT": str(port), "EARSHOT_THREADS": "1"}
    with (home / "console.txt").open("wb") as console:
        process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT.format(config=str(config or "")), "--no-history"],
            env=bare | told | environment, cwd=ROOT, stdout=console, stderr=console,
        )  # fmt: skip
    try:
        until = time.monotonic() + 240
        while "Ctrl-C stops it" not in (said := (home / "console.txt").read_text()):
            assert process.poll() is None, said
            assert time.monotonic() < until, said
            time.sleep(0.5)
        yield Airflow(home, port, json.loads((home / "airflow" / "passwords.json").read_text())["admin"])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
