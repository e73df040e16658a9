"""Put what the images hold below var/compose: `python -m tests.compose.setup`. Again costs nothing.

python      an environment of its own with the lock that the Dockerfile installs
PostgreSQL  and Redis come from the machine: apt-get install postgresql redis-server
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.peers.setup import postgres

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "var" / "compose"
PROGRAMS = HOME / "python" / "bin"
NEEDED = {
    "redis-server": "redis-server",
    "redis-cli": "redis-tools",
    "psql": "postgresql-client",
    "curl": "curl",
    "setpriv": "util-linux",
}


def lock() -> Path:
    """The requirements that the Dockerfile installs."""
    found = re.search(r"^COPY (\S+\.txt) ", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert found is not None, "the Dockerfile copies no lock"
    return ROOT / found[1]


def missing() -> str:
    """What is not there, and how it comes; "" where all is."""
    wanted = [
        f"{program} (apt-get install {package})" for program, package in NEEDED.items() if not shutil.which(program)
    ]
    if postgres() is None:
        wanted.append("PostgreSQL (apt-get install postgresql)")
    if not _is_made():
        wanted.append(f"the environment of {lock().name} (make test-compose makes it)")
    return "not there: " + ", ".join(wanted) if wanted else ""


def _is_made() -> bool:
    ready = HOME / "ready"
    return ready.exists() and ready.read_text() == lock().read_text()


def main() -> int:
    """Make the environment where the lock is another than it was."""
    if not _is_made():
        print(f"setting up {HOME} ...", flush=True)
        shutil.rmtree(HOME, ignore_errors=True)
        HOME.mkdir(parents=True)
        subprocess.run([sys.executable, "-m", "venv", str(HOME / "python")], check=True)
        uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
        install = [
            uv,
            "pip",
            "install",
            "-q",
            "--compile-bytecode",
            "--python",
            str(PROGRAMS / "python"),
            "-r",
            str(lock()),
        ]
        subprocess.run(install, check=True)
        (HOME / "ready").write_text(lock().read_text())
    if what := missing():
        print(f"the stack cannot be started, and its test is skipped: {what}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
