"""One corpus of real posts: its files, its source and its map; and what became of them."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import yaml

from ingest.landing import Landing
from ingest.load import load
from ingest.sources import Account
from ingest.visit import visit_batch
from sql import warehouse

HERE = Path(__file__).parent
AS_OF = datetime(2026, 10, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Corpus:
    """A line of corpora.yaml."""

    name: str
    files: tuple[str, ...]
    source: str
    map: str


@dataclass(slots=True)
class Outcome:
    """What became of a corpus; counts are records, `seconds` from the first visit to the last commit."""

    records: int = 0
    posts: int = 0
    versions: int = 0
    repeated: int = 0
    rejected: int = 0
    seconds: float = 0.0
    reasons: Mapping[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def adds_up(self) -> bool:
        """In = loaded + duplicates + rejected, and every visit came to its end."""
        return self.records == self.posts + self.repeated + self.rejected and not self.problems


def corpora() -> dict[str, Corpus]:
    """Every corpus by its name."""
    told = yaml.safe_load((HERE / "corpora.yaml").read_text(encoding="utf-8"))
    return {one["name"]: Corpus(one["name"], tuple(one["files"]), one["source"], one["map"]) for one in told}


def run(corpus: Corpus, shared: Path, home: Path, *, most_pages: int = 1000) -> Outcome:
    """Visit, land and load one corpus into a warehouse of its own below `home`."""
    landing = Landing(home / "landing")
    started = time.monotonic()
    map_file = quote(str(HERE / f"{corpus.map}.yaml"))
    batch = [
        (
            Account(f"archive:{shared / file}", "archive", str(shared / file), f"archive:?map={map_file}"),
            dict[str, Any](),
        )
        for file in corpus.files
    ]
    # an archive asks nobody; a visit reads only the time of the run from its client
    client: Any = SimpleNamespace(as_of=AS_OF)
    outcome = Outcome()
    visit_batch(
        import_module(f"ingest.sources.{corpus.source}"),
        batch,
        client,
        landing,
        "real",
        most_pages=most_pages,
    )
    for account, _ in batch:
        ending = landing.ending("real", account)
        if ending is None or ending.outcome != "complete":
            outcome.problems.append(f"{account.handle}: {ending.outcome}: {ending.reason}" if ending else "not visited")
    with warehouse.connect(home / "warehouse.duckdb") as con:
        load(con, landing, _everyone(landing, batch), AS_OF)
        outcome.seconds = time.monotonic() - started
        _count(con, outcome)
    return outcome


def _everyone(landing: Landing, batch: list[tuple[Account, dict[str, Any]]]) -> Any:
    """A configuration in which everyone who wrote something stands on the list."""
    found = {account.account_id: account for account, _ in batch}
    for file in landing.waiting():
        if file.name.endswith(".visit.json"):
            continue
        page = json.loads(file.read_bytes())["page"]
        platform = page["map"]["platform"]
        for account_id in {record["account_id"] for record in page["records"]} - {None}:
            found.setdefault(account_id, Account(account_id, platform, account_id.partition(":")[2]))
    return SimpleNamespace(
        influencers=[
            SimpleNamespace(influencer_id=one, name=one, role="", organisation="", tier=3, lists=(), since=None, opted_out=False)
            for one in found
        ],
        accounts=[
            SimpleNamespace(account_id=one.account_id, platform=one.platform, handle=one.handle, influencer_id=one.account_id,
                            is_brand=False, url="", evidence="", verified_on=None)
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
