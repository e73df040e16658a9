"""`make ui`: Airflow on the sample, with pools, DAGs and history in place. Ctrl-C stops it.

python -m sample.ui                 what `make run` has heard, or where it has not run: runs it first
python -m sample.ui --no-history    at once, with whatever is there
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable

from sample.house import AIRFLOW, HOME, environment, furnish, password, port

COMPONENTS = ("api-server", "scheduler", "dag-processor", "triggerer")
LOGS = AIRFLOW / "console"

Processes = dict[str, "subprocess.Popen[bytes]"]


def main() -> int:
    if taken(port()):
        print(f"port {port()} is taken, perhaps by another `make ui`; stop that, or set EARSHOT_PORT to a free one")
        return 1
    if "--no-history" not in sys.argv and not (HOME / "published" / "earshot.duckdb").exists():
        subprocess.run([sys.executable, "-m", "sample.run"], check=True)
    furnish()
    key = password()
    print("starting Airflow ...", flush=True)
    processes: Processes = {}
    try:
        # a scheduler that comes up first starts tasks that find nobody to report to
        for names, parts in ((COMPONENTS[:1], ("metadatabase",)), (COMPONENTS[1:], ("scheduler", "dag_processor"))):
            start(processes, names)
            if not healthy(processes, parts):
                return 1
        print(
            f"\n  Airflow   http://127.0.0.1:{port()}   user admin   password {key}\n"
            f"  DAG       http://127.0.0.1:{port()}/dags/listen\n"
            f"  logs      {LOGS}\n  Ctrl-C stops it.\n",
            flush=True,
        )
        while (ended := fallen(processes)) is None:
            time.sleep(1)
        print(f"airflow {ended} has ended; see {LOGS / ended}.log")
        return 1
    except KeyboardInterrupt:
        print("stopping ...")
        return 0
    finally:
        stop(processes)


def start(processes: Processes, names: Iterable[str] = COMPONENTS) -> None:
    """Start components, each in a process group of its own; `processes` takes them as they start."""
    LOGS.mkdir(exist_ok=True)
    for name in names:
        where = ["--port", str(port()), "--host", "127.0.0.1"] if name == "api-server" else []
        with (LOGS / f"{name}.log").open("ab") as log:
            processes[name] = subprocess.Popen(
                ["airflow", name, *where],
                env=os.environ | environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def stop(processes: Processes) -> None:
    """End the components and all that they started; who does not listen within 20 s is killed."""
    for process in processes.values():
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
    for process in processes.values():
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def fallen(processes: Processes) -> str | None:
    """The name of a component that has ended."""
    return next((name for name, process in processes.items() if process.poll() is not None), None)


def healthy(processes: Processes, parts: Iterable[str], seconds: int = 180) -> bool:
    """Wait until the API server answers that these parts are well."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if name := fallen(processes):
            print(f"airflow {name} did not start; see {LOGS / name}.log")
            return False
        with contextlib.suppress(OSError, ValueError):
            url = f"http://127.0.0.1:{port()}/api/v2/monitor/health"
            with urllib.request.urlopen(url, timeout=5) as answer:
                state = json.load(answer)
                if all(state[part]["status"] == "healthy" for part in parts):
                    return True
        time.sleep(1)
    print(f"Airflow was not healthy after {seconds} s; see {LOGS}")
    return False


def taken(number: int) -> bool:
    """Whether somebody listens on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", number)) == 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
