"""The life of one post, as design.md tells it in nine steps; a step that is not built yet is named in it as such.

The post is Ana's: what she says on Bluesky about heat pumps, edits a day later, and whose counts grow. The platform is
played by recordings in a folder of the test, so every step runs the code that a real run does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pytest

from config.settings import Settings
from ingest import listen, revisit
from ingest.expectations import CheckFailed
from sql import warehouse
from tests.conftest import ROOT

FIRST = datetime(2026, 9, 7, 6, tzinfo=UTC)
DID, HANDLE = "did:plc:ana", "ana.example.com"
URI = f"at://{DID}/app.bsky.feed.post/3l0000000001a"
POST = f"bluesky:{URI}"
API = "https://public.api.bsky.app/xrpc/"


@dataclass
class World:
    """Ana, her platform, and a house of our own. `says` puts an answer of the platform on record."""

    folder: Path

    def says(self, at: datetime, text: str, likes: int) -> None:
        profile = {"did": DID, "handle": HANDLE, "displayName": "Ana", "followersCount": 120}
        record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-09-06T08:00:00.000Z", "langs": ["en"]}
        link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://blog.example/pumps?utm_source=bsky"}
        record["facets"] = [{"index": {"byteStart": 0, "byteEnd": 4}, "features": [link]}]
        view = {
            "uri": URI, "cid": "bafy1", "author": {"did": DID, "handle": HANDLE}, "record": record, "labels": [],
            "indexedAt": "2026-09-06T08:00:01.000Z", "likeCount": likes, "replyCount": 0, "repostCount": 0, "quoteCount": 0,
        }  # fmt: skip
        told = [
            (f"app.bsky.actor.getProfile?actor={HANDLE}", profile),
            (f"app.bsky.actor.getProfile?actor={DID}", profile),
            (
                f"app.bsky.feed.getAuthorFeed?actor={DID}&limit=100&filter=posts_with_replies&includePins=false",
                {"feed": [{"post": view}]},
            ),
        ]
        with (self.folder / "recorded" / "bluesky.jsonl").open("a", encoding="utf-8") as file:
            for url, body in told:
                file.write(
                    json.dumps({"asked_at": at.isoformat(), "url": API + url, "status": 200, "json": body}) + "\n"
                )

    def lacks(self, at: datetime) -> None:
        """From then on the platform does not show the post to who asks for it by its id."""
        told = {
            "asked_at": at.isoformat(),
            "url": API + "app.bsky.feed.getPosts?uris=" + quote(URI, safe=""),
            "status": 200,
        }
        with (self.folder / "recorded" / "bluesky.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(told | {"json": {"posts": []}}) + "\n")

    def run(self, at: datetime) -> listen.Run:
        settings = Settings(home=self.folder / "home", config=self.folder / "config", replay=self.folder / "recorded")
        return listen.Run.at(at, settings)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.folder / "home" / "published" / "earshot.duckdb"), read_only=True) as con:
            return con.execute(query).fetchall()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("life")
    (folder / "recorded").mkdir()
    (folder / "config").mkdir()
    for name in ("brand.yaml", "topics.csv", "decisions.csv"):
        (folder / "config" / name).write_bytes((ROOT / "sample" / "config" / name).read_bytes())
    people = "influencer_id,name,role,organisation,tier,lists,since,opted_out\nana,Ana,maker,,1,all,2026-09-01,\n"
    (folder / "config" / "influencers.csv").write_text(people, encoding="utf-8")
    accounts = f"influencer_id,platform,handle,evidence,verified_on\nana,bluesky,@{HANDLE},her own domain,2026-09-01\n"
    (folder / "config" / "accounts.csv").write_text(accounts, encoding="utf-8")
    return World(folder)


@pytest.fixture(scope="module")
def life(world: World) -> Iterator[World]:
    """The tests below are steps of one life: each goes on where the one above it ended."""
    world.says(FIRST - timedelta(minutes=1), "Heat pumps dont hum", likes=0)
    yield world


def mine(planned: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The batches of Bluesky; the brand of the sample has accounts elsewhere, and nothing is recorded of those."""
    return planned["bluesky"]


def test_1_the_configuration_says_who_ana_is_on_bluesky(life):
    (account,) = life.run(FIRST).config.accounts
    assert (account.account_id, account.influencer_id, account.platform) == (f"bluesky:{HANDLE}", "ana", "bluesky")


def test_2_the_run_plans_who_is_due_in_batches_a_platform(life):
    batches = mine(listen.plan(life.run(FIRST), accounts=[f"bluesky:{HANDLE}"]))
    assert [batch["label"] for batch in batches] == ["bluesky 1/1 (1 account)"]
    assert [one["account_id"] for one in batches[0]["accounts"]] == [f"bluesky:{HANDLE}"]


def test_3_a_batch_asks_the_source_for_pages(life):
    run = life.run(FIRST)
    (batch,) = mine(listen.plan(run, accounts=[f"bluesky:{HANDLE}"]))
    assert listen.visit(run, batch) == {"complete": 1}


def test_4_each_answer_lies_word_for_word_in_its_envelope(life):
    run = life.run(FIRST)
    profile, feed = (json.loads(file.read_bytes()) for file in sorted(run.landing.inbox.rglob("*.0*.json")))
    assert (profile["reading"], feed["reading"], feed["records"], feed["status"]) == ("", "bluesky", 1, 200)
    assert (feed["account_id"], feed["run_id"]) == (f"bluesky:{HANDLE}", run.run_id)
    assert feed["url"].startswith(API) and feed["cursor"]["heard_to"] == FIRST.isoformat()
    assert feed["page"]["feed"][0]["post"]["record"]["text"] == "Heat pumps dont hum"
    assert list(run.landing.inbox.rglob("*.part")) == []


def test_5_and_6_load_takes_it_in_one_transaction_that_is_asked_before_it_commits(life, monkeypatch):
    run = life.run(FIRST)

    def no(*_: Any) -> Any:
        raise CheckFailed("core.posts rejected: as this test will have it")

    with monkeypatch.context() as patch:
        patch.setattr("ingest.load.expectations.check", no)
        with pytest.raises(CheckFailed):
            listen.load(run)
    assert len(list(run.landing.inbox.rglob("*.0*.json"))) == 2, "one false: nothing is there and the pages wait"
    loaded = listen.load(run)
    assert (loaded.new, loaded.rejected, loaded.visits) == (1, 0, 1)
    with warehouse.connect(run.warehouse_file, read_only=True) as con:
        assert con.execute("select post_id, kind, likes from core.posts").fetchall() == [(POST, "original", 0)]
        assert con.execute("select cursor ->> 'heard_to' from ops.cursors").fetchall() == [(FIRST.isoformat(),)]
        assert con.execute("select bool_and(is_met), count(*) > 40 from ops.validations").fetchall() == [(True, True)]
    assert not list(run.landing.inbox.rglob("*.json"))
    assert len(list(run.landing.kept.rglob("*.0*.json"))) == 2


def test_7_a_copy_is_published_that_says_what_it_covers(life):
    listen.publish(life.run(FIRST))
    assert life.ask("select text, first_seen_at::varchar from core.posts") == [
        ("Heat pumps dont hum", "2026-09-07 05:59:00")
    ]
    assert life.ask("select canonical_url from core.links") == [("https://blog.example/pumps",)]
    ((window_to,),) = life.ask("select window_to::varchar from ops.published where table_schema = 'core'")
    assert window_to == "2026-09-07 05:59:00"


def test_9_heard_again_its_counts_grow_and_an_edit_becomes_a_version(life):
    later = FIRST + timedelta(days=1)
    life.says(later - timedelta(minutes=1), "Heat pumps don't hum", likes=4)
    run = life.run(later)
    for batch in mine(listen.plan(run, accounts=[f"bluesky:{HANDLE}"])):
        listen.visit(run, batch)
    loaded = listen.load(run)
    listen.publish(run)
    assert (loaded.new, loaded.edited) == (0, 1)
    assert life.ask("select text, likes, is_edited from core.posts") == [("Heat pumps don't hum", 4, True)]
    assert life.ask("select text from core.post_versions") == [("Heat pumps dont hum",)]
    assert life.ask("select likes from core.post_metrics order by counted_at") == [(0,), (4,)]


def test_9_revisit_misses_it_twice_and_a_tombstone_bars_it_from_coming_back(life):
    for hours in (0, 1):
        run = revisit.run_at(life.run(FIRST + timedelta(days=2, hours=hours)))
        life.lacks(run.as_of - timedelta(minutes=1))
        assert revisit.plan(run) == {"bluesky": 1}
        assert revisit.ask(run, "bluesky") == {"there": 0, "missing": 1, "untold": 0}
        assert revisit.load(run)[1] == {"told": 1, "gone": hours}
    run = life.run(FIRST + timedelta(days=2, hours=2))
    life.says(run.as_of - timedelta(minutes=1), "Heat pumps don't hum", likes=5)
    for batch in mine(listen.plan(run, accounts=[f"bluesky:{HANDLE}"])):
        listen.visit(run, batch)
    assert (listen.load(run).barred, listen.load(run).barred) == (1, 0)
    listen.publish(run)
    assert life.ask("select count(*) from core.posts") == [(0,)]


# Steps that other rooms take; each is skipped by name until its room is there, and then asks to be written here.

NOT_BUILT = {
    "7. the asset core.posts wakes `profile`: topics, daily sums, profiles, trends, recommendations": ("dags/profile.py", "transforms/profile.py"),
    "8. on Monday `report_weekly` tells one WeeklyReport in HTML, PDF, XLSX, Markdown and CSV": ("dags/report_weekly.py", "transforms/weekly/__init__.py"),
}  # fmt: skip


@pytest.mark.parametrize(("step", "files"), NOT_BUILT.items(), ids=[step.split(":")[0] for step in NOT_BUILT])
def test_not_built_yet(step, files):
    if any((ROOT / file).exists() for file in files):
        pytest.skip(f"it is being built, and is to be told above: {step}")
    pytest.skip(f"not built yet: {step}")
