"""`make ui`: Airflow on the sample, with pools, DAGs and history in place. Ctrl-C stops it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request

from sample.house import AIRFLOW, HOME, environment, furnish, password, port

COMPONENTS = ("api-server", "scheduler", "dag-processor", "triggerer")


def main() -> int:
    if not (HOME / "published" / "earshot.duckdb").exists():
        subprocess.run([sys.executable, "-m", "sample.run"], check=True)
    furnish()
    key = password()
    logs = AIRFLOW / "console"
    logs.mkdir(exist_ok=True)
    processes = {}
    try:
        for name in COMPONENTS:
            command = ["airflow", name] + (
                ["--port", str(port()), "--host", "127.0.0.1"] if name == "api-server" else []
            )
            with (logs / f"{name}.log").open("ab") as log:
                processes[name] = subprocess.Popen(
                    command, env=os.environ | environment(), stdout=log, stderr=log, start_new_session=True
                )
        print("starting Airflow ...", flush=True)
        if not healthy(processes):
            return 1
        print(
            f"\n  Airflow   http://127.0.0.1:{port()}   user admin   password {key}\n"
            f"  DAG       http://127.0.0.1:{port()}/dags/listen\n"
            f"  logs      {logs}\n  Ctrl-C stops it.\n",
            flush=True,
        )
        while all(process.poll() is None for process in processes.values()):
            time.sleep(1)
        ended = next(name for name, process in processes.items() if process.poll() is not None)
        print(f"airflow {ended} has ended; see {logs / ended}.log")
        return 1
    except KeyboardInterrupt:
        print("stopping ...")
        return 0
    finally:
        for process in processes.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)


def healthy(processes: dict[str, subprocess.Popen[bytes]], seconds: int = 180) -> bool:
    """Wait until the API server and the scheduler say that they are well."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for name, process in processes.items():
            if process.poll() is not None:
                print(f"airflow {name} did not start; see {AIRFLOW / 'console' / name}.log")
                return False
        with contextlib.suppress(OSError, ValueError):
            url = f"http://127.0.0.1:{port()}/api/v2/monitor/health"
            with urllib.request.urlopen(url, timeout=5) as answer:  # our own server
                import json

                state = json.load(answer)
                if all(state[part]["status"] == "healthy" for part in ("metadatabase", "scheduler", "dag_processor")):
                    return True
        time.sleep(1)
    print(f"Airflow was not healthy after {seconds} s; see {AIRFLOW / 'console'}")
    return False


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
