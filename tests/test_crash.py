"""Killed anywhere, run again: the same rows, none lost, none twice, and the published copy readable all the while.

A real process (tests/killed.py) listens to six accounts of the sample, a week after it did before, and is sent SIGKILL at one of
its marks: each stage of fetch, load and publish, each file about to be put in its place, some milliseconds behind them
(in the middle of a commit, a checkpoint, a copy), and any time at all; none after its end. Then it runs again.

EARSHOT_KILLS says how often: 8 where it is not set, 50 in `make crash`. Every choice is printed with -s.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conftest import ROOT

KILLS = int(os.environ.get("EARSHOT_KILLS") or 8)  # read here: no test sees the settings of whoever runs it
BEFORE, NOW = "2026-09-28T06:00:00Z", "2026-10-05T06:00:00Z"
ACCOUNTS = [
    "bluesky:maravoss.example",
    "feeds:https://thecurrent.example/author/mara-voss/feed/",
    "hackernews:dokafor",
    "mastodon:kit@scholar.example",
    "youtube:UCdelinden00000000000001",
    "mastodon:tomas@energia.example",  # nothing is recorded of its host here: its visits fail, and count once each
]
HOSTS = [
    "public.api.bsky.app", "thecurrent.example", "hacker-news.firebaseio.com", "hn.algolia.com", "scholar.example",
    "www.youtube.com",
]  # fmt: skip
# the two that describe the steps themselves: how many there were, and when
OF_STEPS = {"ops.steps", "ops.validations"}
# columns that record when a step ran, or which
OF_TIME = {
    "ops.visits": {"started_at", "ended_at"},
    "ops.agenda": {"visited_at", "served_at"},
    "ops.published": {"published_at", "step_id"},
    # the bill is true: the page in flight was asked for twice
    "ops.ledger": {"spent_on", "calls", "held", "unanswered"},
}
FINDING_THE_WAY = "/.well-known/"  # asked before there is a page to land


@dataclass
class Listener:
    """The process that runs and dies, and the house it runs in."""

    home: Path
    process: subprocess.Popen[str]

    def run(self, as_of: str = NOW, kill_at: int = 0, pause: float = 0.0, after: float | None = None) -> int:
        """One run; `kill_at` a mark and `pause` behind it, or `after` so many seconds. Returns the signal it died of."""
        order = {"home": str(self.home), "as_of": as_of, "accounts": ACCOUNTS, "kill_at": kill_at, "pause": pause}
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(order | {"after": after}) + "\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        assert told["code"] == 0, "the run failed of itself; its words are above"
        return int(told["signal"])

    def marks(self) -> list[str]:
        return (self.home / "passed.log").read_text().splitlines()

    def asked(self) -> Counter[str]:
        return Counter((self.home / "asked.log").read_text().splitlines())

    def begin_again(self, base: Path) -> None:
        """Put everything back as it was before, the copy by rename, as readers are looking at it."""
        for name in ("landing", "pace"):
            shutil.rmtree(self.home / name, ignore_errors=True)
            shutil.copytree(base / name, self.home / name) if (base / name).exists() else None
        for file in self.home.glob("*.*"):
            file.unlink()
        for name in ("warehouse.duckdb", "ledger.sqlite"):
            shutil.copyfile(base / name, self.home / name)
        shutil.copyfile(base / "published" / "earshot.duckdb", self.home / "copy")
        (self.home / "published").mkdir(exist_ok=True)
        os.replace(self.home / "copy", self.home / "published" / "earshot.duckdb")

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every table of the published copy, its rows in order, without what records when a step ran."""
        found = {}
        # under a name of its own: within one process DuckDB hands out what the reader has open under the other, which
        # may be the copy before this one
        copy = self.home / "looked-at.duckdb"
        copy.unlink(missing_ok=True)
        os.link(self.home / "published" / "earshot.duckdb", copy)
        with duckdb.connect(str(copy), read_only=True) as con:
            names = con.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
            for (name,) in sorted(names):
                if name not in OF_STEPS:
                    left_out = ", ".join(sorted(OF_TIME.get(name, ())))
                    columns = f"* exclude ({left_out})" if left_out else "*"
                    found[name] = con.execute(f"select {columns} from {name} order by all").fetchall()
        return found


@dataclass
class Reader:
    """An analyst who opens the copy again and again, whatever goes on beside it."""

    copy: Path
    opens: int = 0
    faults: list[str] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    over: threading.Event = field(default_factory=threading.Event)

    def read(self) -> None:
        while not self.over.wait(0.02):
            try:
                with duckdb.connect(str(self.copy), read_only=True) as con:
                    self.seen.update(con.execute("select count(*) from core.posts").fetchone() or ())
            except Exception as fault:
                self.faults.append(f"{type(fault).__name__}: {fault}")
            self.opens += 1


@pytest.fixture(scope="module")
def listener(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listener]:
    folder = tmp_path_factory.mktemp("crash")
    home, recorded = folder / "home", folder / "recorded"
    home.mkdir()
    recorded.mkdir()
    for host in HOSTS:
        shutil.copy(ROOT / "sample" / "recorded" / f"{host}.jsonl.gz", recorded)
    told = {"EARSHOT_CONFIG": str(ROOT / "sample" / "config"), "EARSHOT_REPLAY": str(recorded), "EARSHOT_THREADS": "1"}
    ours = {name: text for name, text in os.environ.items() if not name.startswith(("EARSHOT_", "AIRFLOW_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.killed"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env=ours | told | {"GX_ANALYTICS_ENABLED": "false"},
    )  # fmt: skip
    with process:
        yield Listener(home, process)
        assert process.stdin is not None
        process.stdin.close()


@dataclass(frozen=True)
class Undisturbed:
    """What comes of runs that nobody kills."""

    base: Path  # the house before the run that is killed
    tables: dict[str, list[tuple[Any, ...]]]
    posts_before: int
    marks: list[str]
    asked: Counter[str]
    seconds: float


@pytest.fixture(scope="module")
def undisturbed(listener: Listener) -> Undisturbed:
    assert listener.run(BEFORE) == 0
    posts_before = len(listener.tables()["core.posts"])
    base = listener.home.parent / "base"
    shutil.copytree(listener.home, base)
    listener.begin_again(base)
    began = time.monotonic()
    assert listener.run() == 0
    seconds = time.monotonic() - began
    return Undisturbed(base, listener.tables(), posts_before, listener.marks(), listener.asked(), seconds)


def aims(marks: list[str], kills: int, seconds: float) -> list[dict[str, Any]]:
    """Where to kill: one of each kind of mark in turn, every third some time behind it, every tenth at any time."""
    dice = random.Random(20261026)
    alive = marks[: marks.index("published")]  # none after the end
    kinds = sorted(set(alive), key=alive.index)
    places = {kind: [at for at, mark in enumerate(alive, start=1) if mark == kind] for kind in kinds}
    found: list[dict[str, Any]] = []
    # fewer kills than kinds: spread over them, the load and the publishing as well as the fetching
    step = max(len(kinds) / kills, 1.0)
    for number in range(kills):
        kind = kinds[int(number * step) % len(kinds)]
        aim = {"kind": kind, "kill_at": dice.choice(places[kind]), "pause": 0.0, "after": None}
        if number % 3 == 2:
            aim["pause"] = dice.uniform(0.001, 0.03)
        if number % 10 == 9:
            aim = {"kind": "any time", "kill_at": 0, "pause": 0.0, "after": dice.uniform(0.0, seconds)}
        found.append(aim)
    return found


@pytest.mark.slow
def test_killed_anywhere_and_run_again_the_tables_are_those_of_a_run_nobody_killed(listener, undisturbed):
    assert undisturbed.posts_before < len(undisturbed.tables["core.posts"]), "the run that is killed hears new posts"
    assert undisturbed.tables["core.post_versions"], "and an edit"
    assert [row[-2] for row in undisturbed.tables["ops.agenda"]].count(2) == 1, "and an account fails twice"
    listener.begin_again(undisturbed.base)
    reader = Reader(listener.home / "published" / "earshot.duckdb")
    reading = threading.Thread(target=reader.read)
    reading.start()
    died: Counter[str] = Counter()
    again_most = 0
    try:
        for aim in aims(undisturbed.marks, KILLS, undisturbed.seconds):
            got = 0
            while not got:  # a process that was faster than the pause is killed nearer to the mark
                listener.begin_again(undisturbed.base)
                got = listener.run(kill_at=aim["kill_at"], pause=aim["pause"], after=aim["after"])
                assert got == signal.SIGKILL or aim["pause"] or aim["after"], aim
                aim["pause"] = aim["pause"] / 2 if aim["pause"] > 0.001 else 0.0
                aim["after"] = aim["after"] and aim["after"] / 2
            last = (listener.marks() or ["before the first mark"])[-1]
            died[last] += 1
            assert listener.run() == 0
            tables = listener.tables()
            for name, rows in undisturbed.tables.items():
                assert tables[name] == rows, f"{name} after a kill at {aim}, last mark {last!r}"
            again = listener.asked() - undisturbed.asked
            pages = [url for url in again.elements() if FINDING_THE_WAY not in url]
            assert len(pages) <= 1, f"asked again after a kill at {aim}: {pages}"
            assert not undisturbed.asked - listener.asked()
            again_most = max(again_most, len(pages))
    finally:
        reader.over.set()
        reading.join()
    print(f"\n{KILLS} kills; last mark passed:")
    for mark, times in died.most_common():
        print(f"  {times:3}  {mark}")
    print(
        f"at most {again_most} page asked again; the copy was opened {reader.opens:,} times, {len(reader.faults)} failed"
    )
    assert died.total() == KILLS
    assert reader.faults == []
    assert reader.opens > KILLS
    assert reader.seen <= {undisturbed.posts_before, len(undisturbed.tables["core.posts"])}
