"""One corpus of real posts: its files, its source and its map; and what became of them."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import yaml

from bench.real.recordings import RECORDINGS, Exchange
from ingest.client import Client, open_client
from ingest.errors import StopSource, TryLater
from ingest.landing import Ending, Landing
from ingest.load import load
from ingest.sources import Account
from ingest.visit import visit_batch
from sql import warehouse

HERE = Path(__file__).parent
AS_OF = datetime(2026, 10, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Corpus:
    """A line of corpora.yaml: files with a column map, or recorded answers with who makes a replay of them."""

    name: str
    files: tuple[str, ...]
    source: str
    map: str = ""
    recording: str = ""


@dataclass(slots=True)
class Outcome:
    """What became of a corpus; counts are records, `seconds` from the first visit to the last commit.

    `reasons` of rejects, `refusals` of whole answers: what was refused in words -> how often.
    """

    records: int = 0
    posts: int = 0
    versions: int = 0
    repeated: int = 0
    rejected: int = 0
    seconds: float = 0.0
    visits: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    refusals: Mapping[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def adds_up(self) -> bool:
        """In = loaded + duplicates + rejected, and every file was read to its end."""
        return self.records == self.posts + self.repeated + self.rejected and not self.problems


def corpora() -> dict[str, Corpus]:
    """Every corpus by its name."""
    told = yaml.safe_load((HERE / "corpora.yaml").read_text(encoding="utf-8"))
    return {one["name"]: Corpus(**one | {"files": tuple(one["files"])}) for one in told}


def run(corpus: Corpus, shared: Path, home: Path, *, most_pages: int = 1000) -> Outcome:
    """Visit, land and load one corpus into a warehouse of its own below `home`."""
    landing = Landing(home / "landing")
    accounts, client = (_recorded if corpus.recording else _exported)(corpus, shared, home)
    started = time.monotonic()
    source = import_module(f"ingest.sources.{corpus.source}")
    with contextlib.suppress(TryLater, StopSource):  # they say again what each visit's ending says
        visit_batch(source, [(one, {}) for one in accounts], client, landing, "real", most_pages=most_pages)
    outcome = Outcome(visits=len(accounts))
    endings = [landing.ending("real", account) for account in accounts]
    unheard = [ending for ending in endings if ending is None or ending.outcome != "complete"]
    if corpus.recording:
        # an answer that is an error, or no feed, is refused whole: that is what is to be seen
        outcome.refusals = Counter(_in_short(ending) for ending in unheard)
    else:
        outcome.problems = [f"{one.account_id}: {one.reason}" if one else "not visited" for one in unheard]
    with warehouse.connect(home / "warehouse.duckdb") as con:
        load(con, landing, _everyone(landing, accounts), AS_OF)
        outcome.seconds = time.monotonic() - started
        _count(con, outcome)
    return outcome


def _exported(corpus: Corpus, shared: Path, home: Path) -> tuple[list[Account], Client]:
    """The files as accounts of `archive`, and a client with nothing to hear: an export asks nobody."""
    url = f"archive:?map={quote(str(HERE / f'{corpus.map}.yaml'))}"
    places = [str(shared / file) for file in corpus.files]
    return [Account(f"archive:{place}", "archive", place, url) for place in places], _client(corpus, home, [])


def _recorded(corpus: Corpus, shared: Path, home: Path) -> tuple[list[Account], Client]:
    """The recorded accounts, and a client that hears the recording."""
    accounts, exchanges = RECORDINGS[corpus.recording](shared)
    return accounts, _client(corpus, home, exchanges)


def _client(corpus: Corpus, home: Path, exchanges: list[Exchange]) -> Client:
    folder = home / "recorded"
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(one) + "\n" for one in exchanges)
    (folder / f"{corpus.name}.jsonl").write_text(lines, encoding="utf-8")
    return open_client(
        platform=corpus.source,
        pace_dir=home / "pace",
        as_of=AS_OF,
        user_agent="make real",
        replay=folder,
        pace_seconds=0.0,
    )


def _in_short(ending: Ending | None) -> str:
    """Why a visit did not come to its end, without the address it concerns."""
    if ending is None:
        return "not visited"
    reason = re.sub(r"\S*\w+\.example\S*", "...", ending.reason or "")
    return f"{ending.outcome}: {' '.join(reason.split())[:110]}"


def _everyone(landing: Landing, accounts: list[Account]) -> Any:
    """A configuration in which everyone who wrote something stands on the list."""
    found = {account.account_id: account for account in accounts}
    for file in landing.waiting():
        if file.name.endswith(".visit.json"):
            continue
        envelope = json.loads(file.read_bytes())
        if envelope["reading"] != "archive":
            continue
        page = envelope["page"]
        platform = page["map"]["platform"]
        for account_id in {record["account_id"] for record in page["records"]} - {None}:
            found.setdefault(account_id, Account(account_id, platform, account_id.partition(":")[2]))
    return SimpleNamespace(
        influencers=[
            SimpleNamespace(influencer_id=one, name=one, role="", organisation="", tier=3, lists=(), since=None,
                            opted_out=False)
            for one in found
        ],
        accounts=[
            SimpleNamespace(account_id=one.account_id, platform=one.platform, handle=one.handle,
                            influencer_id=one.account_id, is_brand=False, url="", evidence="", verified_on=None)
            for one in found.values()
        ],
        brand_accounts=[],
    )  # fmt: skip


def _count(con: Any, outcome: Outcome) -> None:
    (row,) = warehouse.rows(
        con,
        """
        select
            sum(records)::bigint as records,
            sum(edited_posts + recounted_posts + unchanged_posts + late_posts + barred_posts)::bigint as repeated,
            sum(rejected_records)::bigint as rejected,
            (select count(*) from core.posts) as posts,
            (select count(*) from core.post_versions) as versions
        from ops.fetches
    """,
    )
    for name, count in row.items():
        setattr(outcome, name, int(count or 0))
    outcome.reasons = dict(
        con.execute("""
        select regexp_replace(reason, '[0-9][0-9,]*', 'N', 'g'), count(*) from ops.rejects group by 1 order by 2 desc
    """).fetchall()
    )
