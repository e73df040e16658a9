"""The services started as plain processes, in the order they wait for each other, and ended by their process groups."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.compose.services import Service, Stack
from tests.peers.setup import postgres

PATIENCE = 30  # seconds that a service has to end by itself


class NotHealthy(Exception):
    """Which service, and what its log says."""


@contextlib.contextmanager
def running(stack: Stack) -> Iterator[dict[str, float]]:
    """Every service of the file; told are the seconds each took until it was healthy, or had ended well."""
    stack.build()
    services, took = stack.services(), dict[str, float]()
    processes: dict[str, subprocess.Popen[bytes]] = {}
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that whatever ends us ends them
    try:
        with _as_images_do(stack) as foreign:
            try:
                for name, service in services.items():
                    for other, condition in service.waits_for.items():
                        _wait(stack, services[other], processes[other], condition, took)
                    processes[name] = _start(stack, service, foreign.get(name, service.command))
                for name, service in services.items():
                    if service.health:
                        _wait(stack, service, processes[name], "service_healthy", took)
                yield took
            finally:
                # the last one started is the first to go: a worker tells the database how its tasks ended
                stop(list(reversed(processes.values())))
                _sweep(stack)
    finally:
        signal.signal(signal.SIGTERM, before)


def _start(stack: Stack, service: Service, command: list[str]) -> subprocess.Popen[bytes]:
    with (stack.folder / f"{service.name}.log").open("wb") as log:
        return subprocess.Popen(
            command, env=service.environment, cwd=stack.folder / "earshot" if "AIRFLOW_HOME" in service.environment else "/",
            stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip


def _wait(
    stack: Stack, service: Service, process: subprocess.Popen[bytes], condition: str, took: dict[str, float]
) -> None:
    """Until the condition holds, at most as long as the file's own healthcheck would wait."""
    if service.name in took:
        return
    begun = time.monotonic()
    ends = condition == "service_completed_successfully"
    until = begun + (600 if ends else service.seconds)
    while True:
        status = process.poll()
        if (ends and status == 0) or (not ends and status is None and _is_healthy(service)):
            took[service.name] = time.monotonic() - begun
            return
        if status is not None or time.monotonic() > until:
            log = (stack.folder / f"{service.name}.log").read_text(errors="replace")
            raise NotHealthy(
                f"{service.name} ({status=}) is not {condition} after {time.monotonic() - begun:.0f} s: {log[-3000:]}"
            )
        time.sleep(1)


def _is_healthy(service: Service) -> bool:
    asked = subprocess.run(service.health, env=service.environment, capture_output=True, check=False, timeout=120)
    return asked.returncode == 0


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """End process groups, by their ids; who does not listen in time is killed."""
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            pass
        # the leader has gone, or will not: none of its children stays
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)


def _sweep(stack: Stack) -> None:
    """End what went into a process group of its own: known by our scratch folder in its environment."""
    for told in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if f"HOME={stack.folder}\0".encode() in told.read_bytes():
                os.kill(int(told.parent.name), signal.SIGKILL)


@contextlib.contextmanager
def _as_images_do(stack: Stack) -> Iterator[dict[str, list[str]]]:
    """The commands of the images of others: a database with the user and the password of its environment, and Redis."""
    programs, told = postgres(), stack.services()["postgres"].environment
    assert programs is not None
    # PostgreSQL will not run as root, and whom it runs as may not look into the folders of root
    whoever = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"] if os.getuid() == 0 else []
    data = Path(tempfile.mkdtemp(prefix="earshot-compose-"))
    try:
        secret = data / "password"
        secret.write_text(told["POSTGRES_PASSWORD"])
        if whoever:
            for path in (data, secret):
                shutil.chown(path, "postgres", "postgres")
        initdb = [*whoever, str(programs / "initdb"), "-D", str(data / "db"), "-A", "scram-sha-256", "--no-sync",
                  "-U", told["POSTGRES_USER"], f"--pwfile={secret}"]  # fmt: skip
        subprocess.run(initdb, cwd="/", check=True, capture_output=True)
        single = [*whoever, str(programs / "postgres"), "--single", "-D", str(data / "db"), "postgres"]
        subprocess.run(
            single,
            input=f'create database "{told["POSTGRES_DB"]}"\n'.encode(),
            cwd="/",
            check=True,
            capture_output=True,
        )
        database = [
            *whoever,
            str(programs / "postgres"),
            "-D",
            str(data / "db"),
            "-c",
            f"port={stack.ports['postgres']}",
        ]
        database += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"]
        redis = [
            "redis-server",
            "--port",
            str(stack.ports["redis"]),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            str(stack.folder),
        ]
        yield {"postgres": database, "redis": redis}
    finally:
        shutil.rmtree(data, ignore_errors=True)


def rows(stack: Stack, query: str) -> list[dict[str, Any]]:
    """Rows of the metadata database, by psql."""
    told = stack.services()["postgres"].environment
    found = subprocess.run(
        ["psql", "-h", "127.0.0.1", "-p", str(stack.ports["postgres"]), "-U", told["POSTGRES_USER"], "-d", told["POSTGRES_DB"],
         "-At", "-c", f"select coalesce(json_agg(found), '[]') from ({query}) as found"],
        env={"PATH": os.environ["PATH"], "PGPASSWORD": told["POSTGRES_PASSWORD"]},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return list(json.loads(found.stdout))
