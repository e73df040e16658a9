"""docker-compose.yml as plain processes: what each service runs and with which environment, from the file itself.

What a container gives and a process has not is put in by six rules, and by nothing else:

    names       ${NAME:?...} is filled with what .env.example tells to put there; $$ is a dollar
    image       the Dockerfile's ENV, and the folders it copies, in a folder of their own
    entrypoint  the official image runs `bash` and `python` as they are, and anything else as `airflow ...`
    hosts       postgres, redis, api-server and localhost are 127.0.0.1, each at a free port, which pg_isready and
                redis-cli are told
    folders     /opt/airflow, /opt/earshot and the volume /data lie in a scratch folder
    offline     the sample's configuration lies in ./config, and EARSHOT_REPLAY names its recordings
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
BASE = {"AIRFLOW_HOME": "/opt/airflow"}  # what the official image sets, as far as it concerns us


@dataclass(frozen=True)
class Service:
    """One service: its command, its environment, how its health is asked for, and whom it waits for."""

    name: str
    command: list[str]
    environment: dict[str, str]
    health: list[str]
    seconds: float  # after which it must be healthy, as the file says
    waits_for: dict[str, str]


@dataclass
class Stack:
    """The services of the file, in a scratch folder; `programs` is where `airflow` and `python` are."""

    folder: Path
    programs: Path
    file: Path = ROOT / "docker-compose.yml"
    ports: dict[str, int] = field(
        default_factory=lambda: {
            name: free_port() for name in ("postgres", "redis", "api", "health", "logs", "triggers")
        }
    )

    @cached_property
    def names(self) -> dict[str, str]:
        """What .env.example tells to fill in: the commands in its comments are run, as a person would."""
        filled, command = {}, ""
        for line in (ROOT / ".env.example").read_text().splitlines():
            if made := re.match(r"#\s+python (-c .*)", line):
                command = made[1]
            elif line.startswith("#"):
                command = ""
            elif line.strip():
                name, _ = line.split("=")
                made_by = [sys.executable, *shlex.split(command)]
                filled[name] = (
                    subprocess.run(made_by, capture_output=True, text=True, check=True).stdout.strip()
                    if command
                    else "somebody@earshot.example"
                )
        return filled

    @cached_property
    def image(self) -> dict[str, str]:
        """The Dockerfile's ENV."""
        text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text())
        told = re.findall(r"^ENV (.*)$", text, re.MULTILINE)
        return dict(pair.split("=", 1) for line in told for pair in shlex.split(line))

    def build(self) -> None:
        """The folders that the Dockerfile copies, and the mounts over them."""
        for source, target in re.findall(
            r"^COPY --chown=\S+ (\S+) (\S+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE
        ):
            shutil.copytree(
                ROOT / source, self.folder / "earshot" / target, ignore=shutil.ignore_patterns("__pycache__")
            )
        shutil.copytree(ROOT / "sample" / "config", self.folder / "earshot" / "config", dirs_exist_ok=True)
        for name in ("airflow", "data"):
            (self.folder / name).mkdir()

    def put(self, text: str) -> str:
        """A word of the file, by the rules names, hosts and folders."""
        text = re.sub(r"\$\{(\w+):\?[^}]*\}", lambda name: self.names[name[1]], text).replace("$$", "$")
        here = "127.0.0.1"
        for pattern, put in (
            (r"@postgres/", f"@{here}:{self.ports['postgres']}/"),
            (r"\bredis:6379\b", f"{here}:{self.ports['redis']}"),
            (r"\b(api-server|localhost):8080\b", f"{here}:{self.ports['api']}"),
            (r"\blocalhost:8974\b", f"{here}:{self.ports['health']}"),
            (r"(?<![\w/])/opt/(airflow|earshot)\b", rf"{self.folder}/\1"),
            (r"(?<![\w/])/data\b", f"{self.folder}/data"),
        ):
            text = re.sub(pattern, put, text)
        return text

    def services(self) -> dict[str, Service]:
        """Every service, in an order in which each comes after whom it waits for."""
        told = yaml.safe_load(self.file.read_text())["services"]
        found = {name: self._service(name, one) for name, one in told.items()}
        ordered: dict[str, Service] = {}
        while len(ordered) < len(found):
            ready = [name for name, one in found.items() if name not in ordered and set(one.waits_for) <= set(ordered)]
            if not ready:
                raise ValueError(f"they wait for each other: {sorted(set(found) - set(ordered))}")
            ordered |= {name: found[name] for name in ready}
        return ordered

    def _service(self, name: str, told: Mapping[str, Any]) -> Service:
        environment = {key: self.put(str(text)) for key, text in (told.get("environment") or {}).items()}
        is_ours = "build" in told
        if is_ours:
            environment = (
                {key: self.put(text) for key, text in (BASE | self.image).items()} | environment | self._machine()
            )
        check = told.get("healthcheck") or {}
        health = self._health(check.get("test", ()))
        waits_for = told.get("depends_on") or {}
        return Service(
            name,
            entrypoint([self.put(word) for word in told["command"]]) if is_ours else self._foreign(name),
            {"PATH": f"{self.programs}:{os.environ['PATH']}", "HOME": str(self.folder), "LANG": "C.UTF-8"}
            | environment,
            health,
            seconds(check.get("start_period", "0s"))
            + int(check.get("retries", 3)) * seconds(check.get("interval", "30s")),
            {before: one["condition"] for before, one in waits_for.items()},
        )

    def _health(self, test: Sequence[str]) -> list[str]:
        kind, *words = [self.put(word) for word in test] or ["NONE"]
        if kind == "CMD-SHELL":
            return ["sh", "-c", *words]
        for program, service in (("pg_isready", "postgres"), ("redis-cli", "redis")):
            if words[:1] == [program]:
                words[1:1] = ["-h", "127.0.0.1", "-p", str(self.ports[service])]
        return words

    def _machine(self) -> dict[str, str]:
        """Ports that are free in every container, but not on one machine; its name; and the rule offline."""
        return {
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(self.ports["api"]),
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": str(self.ports["health"]),
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(self.ports["logs"]),
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(self.ports["triggers"]),
            "HOSTNAME": socket.gethostname(),
            "EARSHOT_REPLAY": str(ROOT / "sample" / "recorded"),
        }

    def _foreign(self, name: str) -> list[str]:
        """What the images of others run: see tests/compose/stack.py."""
        return {"postgres": ["postgres"], "redis": ["redis-server"]}[name]


def entrypoint(command: list[str]) -> list[str]:
    """What the official image makes of a command."""
    return command if command[0] in ("bash", "python") else ["airflow", *command]


def seconds(told: str) -> float:
    """A duration as the file writes it."""
    number, unit = re.fullmatch(r"([\d.]+)(s|m)", told).groups()  # type: ignore[union-attr]
    return float(number) * {"s": 1, "m": 60}[unit]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
