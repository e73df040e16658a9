"""What tests of looks at pages of the open web do alike: see who was asked, cut a load short, land answers again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ingest.replies import TestedClient


def pages_asked(client: TestedClient) -> list[str]:
    """The addresses that were asked for, but for robots.txt."""
    return [one.url for one in client.asked if one.path != "/robots.txt"]


@contextmanager
def cut_at(stage: str) -> Iterator[None]:
    """Whoever passes this stage within is stopped there; it fails where nobody passes it."""

    def audit(event: str, *told: object) -> None:
        if told == (stage,):
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.audit", audit)
        with pytest.raises(KeyboardInterrupt):
            yield


def half_landed(landing: Path, run_id: str) -> None:
    """A file that whoever wrote it did not finish, beside what a run landed."""
    (landing / "inbox" / "feeds" / run_id / "x.part").write_text('{"asked_at": ')


def land_again(landing: Path) -> None:
    """What was loaded lies in the inbox once more."""
    for file in sorted((landing / "kept").rglob("*.json")):
        back = landing / "inbox" / file.relative_to(landing / "kept")
        back.parent.mkdir(parents=True, exist_ok=True)
        back.write_bytes(file.read_bytes())
