"""A process that listens to the sample, and can be killed anywhere: what tests/test_crash.py kills.

    python -m tests.killed           reads orders from its input, one JSON object a line, answers each with one

A run takes the steps of ingest.listen as the DAG does: plan, visit, load, publish. Great Expectations takes seconds to
import and the models to read, so this process does both once and forks a real process for every run; the fork is what
dies. A run writes down
what it passes (`home`/passed.log) and what it asks (`home`/asked.log), each line with one write, so that a killed one
has told everything.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
import traceback
from datetime import datetime
from pathlib import Path
from typing import Any

from ingest import listen
from ingest.replay import Replay
from sql import expectations, warehouse

Order = dict[str, Any]  # home, as_of, accounts; kill_at: number of the mark to die at, or 0;
#   pause: seconds after it; after: seconds from the start, or None


def main() -> None:
    expectations.great_expectations()
    warehouse.models()
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _run(order)
        if order["after"] is not None:
            time.sleep(order["after"])
            os.kill(pid, signal.SIGKILL)  # a child that has ended is ours until it is waited for
        _, status = os.waitpid(pid, 0)
        died_of = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        print(json.dumps({"signal": died_of, "code": 0 if died_of else os.WEXITSTATUS(status)}), flush=True)


def _run(order: Order) -> None:
    """One run in a process of its own; never returns."""
    try:
        home = Path(order["home"])
        _watch(home, order["kill_at"], order["pause"])
        os.environ["EARSHOT_HOME"] = str(home)
        run = listen.Run.at(datetime.fromisoformat(order["as_of"]))
        for batches in listen.plan(run, accounts=order["accounts"]).values():
            for batch in batches:
                listen.visit(run, batch)
        listen.load(run)
        listen.publish(run)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _watch(home: Path, kill_at: int, pause: float) -> None:
    """Write down every mark (a stage, a file put in its place) and every question; die at the mark that is ordered."""
    passed = os.open(home / "passed.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    asked = os.open(home / "asked.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    marks = 0

    def hook(event: str, values: tuple[Any, ...]) -> None:
        nonlocal marks
        if event == "earshot.stage":
            mark = str(values[0])
        elif event == "os.rename":
            mark = f"before {_kind(Path(os.fsdecode(values[1])))} is in its place"
        else:
            return
        os.write(passed, f"{mark}\n".encode())
        marks += 1
        if marks == kill_at:
            _die(pause)

    sys.addaudithook(hook)
    send = Replay.send

    def heard(self: Replay, request: Any, *values: Any, **named: Any) -> Any:
        os.write(asked, f"{request.url}\n".encode())
        return send(self, request, *values, **named)

    Replay.send = heard  # type: ignore[method-assign]


def _kind(file: Path) -> str:
    """What is about to be put in its place: a page or an ending, in the inbox or beside it, or the published copy."""
    if file.suffix == ".duckdb":
        return "the copy"
    what = "an ending" if file.name.endswith(".visit.json") else "a page"
    return f"{what} {'loaded' if 'kept' in file.parts else 'landed'}"


def _die(pause: float) -> None:
    if pause:
        threading.Timer(pause, os.kill, (os.getpid(), signal.SIGKILL)).start()
    else:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
