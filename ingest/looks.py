"""What looks at pages of the open web land: a file a look, in the inbox until it is loaded, then kept.

What is looked at, and what is written of it, is for ingest/links.py and ingest/homes.py to say.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from typing import Any

from ingest import redact
from ingest.client import Client, open_client
from ingest.listen import Run

PACE = 1.0  # seconds between two questions to one host


@dataclass(frozen=True, slots=True)
class Looks:
    """The landed looks of one kind, and where those of one run lie."""

    folder: Path
    run_id: str

    def once(self, key: str, look: Callable[[], Mapping[str, Any]]) -> dict[str, Any]:
        """What was told of `key`, as it landed; `look` is called only where it did not land before."""
        file = self._file(key)
        kept = self._kept(file)
        if not file.exists() and not kept.exists():
            write(file, look())
        told: dict[str, Any] = json.loads((file if file.exists() else kept).read_bytes())
        return told

    def waiting(self) -> list[Path]:
        """What landed and was not loaded, of any run."""
        return sorted((self.folder / "inbox").rglob("*.json"))

    def keep(self, files: Iterable[Path]) -> None:
        """Move what is loaded out of the inbox."""
        for file in files:
            kept = self._kept(file)
            kept.parent.mkdir(parents=True, exist_ok=True)
            os.replace(file, kept)

    def failures(self, address: str) -> Iterator[str]:
        """Why looks of this run told nothing, one line a look; `address` is the field that says of what."""
        for file in sorted(self._kept(self._file("")).parent.glob("*.json")):
            told = json.loads(file.read_bytes())
            if told["failure"]:
                yield f"{told[address]}: {told['failure']}"

    def _file(self, key: str) -> Path:
        # below `feeds`: what is kept of the open web's pages is kept as long as brand.yaml says for feeds
        name = md5(key.encode(), usedforsecurity=False).hexdigest()
        return self.folder / "inbox" / "feeds" / re.sub(r"[^A-Za-z0-9@._-]+", "_", self.run_id) / f"{name}.json"

    def _kept(self, file: Path) -> Path:
        return self.folder / "kept" / file.relative_to(self.folder / "inbox")


def write(file: Path, content: Mapping[str, Any]) -> None:
    """Put one look in its place, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    redact.write(file, json.dumps(content, ensure_ascii=True, default=str).encode())


def asking(run: Run, client: Client | None) -> contextlib.AbstractContextManager[Client]:
    """The client of a run's looks; one that is handed over is closed by whoever opened it."""
    if client is not None:
        return contextlib.nullcontext(client)
    return contextlib.closing(
        open_client(
            platform="links",
            pace_dir=run.settings.home / "pace",
            as_of=run.as_of,
            user_agent=run.settings.user_agent,
            replay=run.settings.replay,
            allow_hosts=run.settings.allow_hosts,
            pace_seconds=0.0 if run.settings.replay else PACE,
        )
    )
