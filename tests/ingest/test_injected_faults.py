"""The guard guards: faults put into staging and core one at a time, as a slip in a model would make them.

Each stops the commit with a message that names table, rule and rows; nothing of its slice is there afterwards, and the
pages wait. The very same pages load once nobody meddles.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from ingest.answer import Answer
from ingest.expectations import CheckFailed
from ingest.landing import Landing
from ingest.load import load
from ingest.sources import Account, Page
from sql import warehouse
from tests.warehouses import ANN, BEN, answer, people, post

CAT = Account("hackernews:cat", "hackernews", "cat")
NOW = datetime(2026, 9, 14, 6, tzinfo=UTC)
A = "at://did:plc:ann/app.bsky.feed.post/3k0000000000"
NEW, EDITED, GONE = f"bluesky:{A}7", f"bluesky:{A}1", f"bluesky:{A}3"


@dataclass(frozen=True)
class Fault:
    """`sql` runs after the statements of a kept model; of a passing one it stands around its query, as {}."""

    model: str
    sql: str
    table: str
    rule: str
    row: str = NEW


def posts(change: str, where: str = f"post_id = '{NEW}'") -> str:
    return f"update core.posts set {change} where {where}"


def staged(change: str, where: str = "true") -> str:
    """A passing model some of whose columns say something else where `where`."""
    parts = [part.rpartition(" as ") for part in change.split("; ")]
    return (
        "select * replace ("
        + ", ".join(f"case when {where} then {a} else {c} end as {c}" for a, _, c in parts)
        + ") from (\n{}\n)"
    )


def again(table: str, where: str) -> str:
    """What an INSERT does where a MERGE was meant."""
    return f"insert into {table} select * from {table} where {where} limit 1"


FAULTS = {
    "a key that stands already": Fault("core.posts", again("core.posts", f"post_id = '{EDITED}'"), "core.posts", "a post_id stands once", EDITED),
    "a post is lost": Fault("core.posts", f"delete from core.posts where post_id = '{NEW}'", "core.posts", "every post understood is kept"),
    "an old post vanishes": Fault("core.posts", f"delete from core.posts where post_id = 'bluesky:{A}2'", "core.posts", "rows after = rows before + new posts", "before 3, new"),
    "a key without its platform": Fault("core.posts", posts("native_id = post_id"), "core.posts", "the key is platform and native id"),
    "an id through a float": Fault("staging.hackernews", staged("native_id::double::varchar as native_id"), "core.posts", "a native_id never went through a number", "hackernews:41234567.0"),
    "an id in scientific notation": Fault("staging.hackernews", staged("printf('%e', native_id::double) as native_id"), "core.posts", "a native_id never went through a number", "hackernews:4.123457e+07"),
    "an id that lost its last digits": Fault("staging.hackernews", staged("(native_id::bigint // 1000 * 1000)::varchar as native_id"), "core.posts", "an id stands in its record digit for digit", "hackernews:41234000"),
    "an id cut off": Fault("staging.hackernews", staged("'9' || native_id[2:] as native_id"), "core.posts", "an id stands in its record digit for digit", "hackernews:91234567"),
    "NULL turned 0": Fault("core.posts", "update core.posts set likes = coalesce(likes, 0)", "core.posts", "a count that was not told is NULL, one that was is kept"),
    "0 turned NULL": Fault("core.posts", "update core.posts set replies = nullif(replies, 0)", "core.posts", "a count that was not told is NULL, one that was is kept", EDITED),
    "a count that went negative": Fault("core.posts", posts("likes = -1"), "core.posts", "likes must be 0 or more"),
    "a date to come": Fault("core.posts", posts("created_at = last_seen_at + interval 1 year"), "core.posts", "created_at is not to come"),
    "a date of the year 1": Fault("core.posts", posts("created_at = timestamp '0001-01-01'"), "core.posts", "created_at is not before the web"),
    "seen last before it was seen first": Fault("core.posts", posts("first_seen_at = last_seen_at + interval 1 day"), "core.posts", "a post is seen first before it is seen last"),
    "a wrong platform": Fault("staging.hackernews", staged("'x' as platform"), "core.posts", "the platform is the one that was asked, or an archive was read", "x:41234567"),
    "a post of one platform kept under another": Fault("core.posts", posts("platform = 'mastodon'"), "core.posts", "a post stays on the platform that told it"),
    "a post given to somebody else": Fault("core.posts", posts(f"account_id = '{BEN.account_id}'"), "core.posts", "a post stays on the platform that told it"),
    "a kind nobody knows": Fault("core.posts", posts("kind = 'tweet'"), "core.posts", "the kind is one of ours"),
    "a url that is a script": Fault("core.posts", posts("url = 'javascript:alert(1)'"), "core.posts", "a url is a web address"),
    "a date without its basis": Fault("core.posts", posts("created_at_basis = 'guessed'"), "core.posts", "a date has its basis"),
    "words cut in the middle": Fault("core.posts", posts("text = left(text, 5)"), "core.posts", "words are kept as told"),
    "a hash that is none": Fault("core.posts", posts("version_hash = ''"), "core.posts", "a version_hash is a digest"),
    "a text without an end": Fault("core.posts", posts("text = repeat('x', 100001)"), "core.posts", "a text has at most 100,000 characters"),
    "a tombstoned post that came back": Fault("staging._changes", staged("'new' as change; true as is_newest", f"post_id = '{GONE}'"), "core.posts", "a post that is gone stays away", GONE),
    "a repost without its original": Fault("core.post_references", "delete from core.post_references", "core.post_references", "a repost names its original", "bluesky:at://did:plc:ben/app.bsky.feed.repost/"),
    "a repost with the counts of its original": Fault("core.posts", posts("likes = 7", "kind = 'repost'"), "core.posts", "a repost tells no counts of its own", "bluesky:at://did:plc:ben/app.bsky.feed.repost/"),
    "half a page": Fault("staging.bluesky", "select * from (\n{}\n) limit 2", "ops.fetches", "a page came through whole", "bluesky/run-2/ann.example.com-"),
    "a record neither kept nor refused": Fault("staging._changes", f"select * from (\n{{}}\n) where post_id <> '{NEW}'", "ops.fetches", "in = loaded + duplicates + rejected", "bluesky/run-2/ann.example.com-"),
    "a page loaded twice": Fault("ops.fetches", again("ops.fetches", "run_id = 'run-2'"), "ops.fetches", "a landed file is loaded once", "/run-2/"),
    "a lost cursor": Fault("ops.cursors", f"delete from ops.cursors where account_id = '{ANN.account_id}'", "ops.cursors", "a cursor moves with the page it covers", ANN.account_id),
    "a cursor that ran ahead": Fault("ops.cursors", "update ops.cursors set cursor = '{\"n\": 99}'", "ops.cursors", "a cursor moves with the page it covers", ANN.account_id),
    "two cursors": Fault("ops.cursors", again("ops.cursors", "true"), "ops.cursors", "an account has one cursor", ":"),
    "a refused record that is lost": Fault("ops.rejects", "delete from ops.rejects", "ops.rejects", "a record that is refused is kept, with its reason", "bluesky/run-2/ann.example.com-"),
    "words kept that were withheld": Fault("ops.rejects", "update ops.rejects set raw = '{}' where reason ^@ 'withheld'", "ops.rejects", "what must not be kept is not kept", f"{A}9"),
    "metrics for nobody": Fault("core.post_metrics", "insert into core.post_metrics by name select 'bluesky:nobody' as post_id, max(counted_at) as counted_at from core.post_metrics", "core.post_metrics", "counts belong to a post", "bluesky:nobody"),
    "metrics that stand twice": Fault("core.post_metrics", again("core.post_metrics", f"post_id = '{EDITED}'"), "core.post_metrics", "post and time stand once", EDITED),
    "metrics that say something else": Fault("core.post_metrics", f"update core.post_metrics set likes = likes + 1 where post_id = '{EDITED}'", "core.post_metrics", "the newest row is what core.posts says", EDITED),
    "an edit that forgets": Fault("core.post_versions", "delete from core.post_versions", "core.post_versions", "an edit keeps the words it replaced", EDITED),
    "a version that stands twice": Fault("core.post_versions", again("core.post_versions", "true"), "core.post_versions", "post and time stand once", EDITED),
    "an orphan link": Fault("core.post_links", "insert into core.post_links by name select 'bluesky:nobody' as post_id, 1 as position, url, link_id from core.post_links limit 1", "core.post_links", "a link belongs to a post", "bluesky:nobody"),
    "a link that stands twice": Fault("core.post_links", again("core.post_links", f"post_id = '{NEW}'"), "core.post_links", "post and position stand once"),
    "a link that is lost": Fault("core.post_links", f"delete from core.post_links where post_id = '{NEW}'", "core.post_links", "every link of a new post is kept"),
    "a link that leads nowhere": Fault("core.links", "delete from core.links", "core.post_links", "a link leads to a page in core.links"),
    "a page that stands twice": Fault("core.links", again("core.links", "site = 'blog.example'"), "core.links", "a link_id stands once", "blog.example"),
    "media of nobody": Fault("core.post_media", "insert into core.post_media by name select 'bluesky:nobody' as post_id, 1 as position", "core.post_media", "media belong to a post", "bluesky:nobody"),
    "mentions by nobody": Fault("core.post_mentions", "insert into core.post_mentions by name select 'bluesky:nobody' as post_id, 1 as position", "core.post_mentions", "mentions belong to a post", "bluesky:nobody"),
    "an account that stands twice": Fault("core.accounts", again("core.accounts", f"account_id = '{BEN.account_id}'"), "core.accounts", "an account_id stands once", BEN.account_id),
    "posts of an account nobody knows": Fault("core.posts", posts("account_id = 'bluesky:nobody'"), "core.accounts", "the account of a post is known", "bluesky:nobody"),
    "an account that is forgotten": Fault("core.accounts", f"delete from core.accounts where account_id = '{ANN.account_id}'", "core.accounts", "who was ever heard stays known", ANN.account_id),
    "an account of nobody": Fault("core.accounts", "update core.accounts set influencer_id = 'zoe'", "core.accounts", "an account belongs to an influencer on the list, or to the brand", BEN.account_id),
    "an influencer who stands twice": Fault("core.influencers", again("core.influencers", "influencer_id = 'ben'"), "core.influencers", "an influencer_id stands once", "ben"),
    "an address that a profile shows twice": Fault("core.profile_links", again("core.profile_links", "true"), "core.profile_links", "an address stands once a profile", BEN.account_id),
    "an account that two people hold": Fault("core.account_links", again("core.account_links", f"account_id = '{BEN.account_id}'"), "core.account_links", "an account is held by one influencer at a time", BEN.account_id),
}  # fmt: skip


@dataclass
class Loading:
    """A warehouse with some posts, and pages that wait to be loaded into it."""

    con: Any
    landing: Landing

    def load(self) -> Any:
        return load(self.con, self.landing, people(ANN, BEN, CAT), NOW)

    def contents(self) -> dict[str, Any]:
        """Every kept table, as one number each that depends on all of its rows."""
        tables = self.con.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where schema_name in ('core', 'ops')"
        ).fetchall()
        return {
            name: self.con.execute(f"select count(*), bit_xor(hash(one)), sum(hash(one)) from {name} as one").fetchall()
            for (name,) in tables
        }


@pytest.fixture(scope="module")
def loading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loading]:
    folder = tmp_path_factory.mktemp("faults")
    with warehouse.connect(folder / "warehouse.duckdb") as con:
        at = Loading(con, Landing(folder / "landing"))
        before, later = "2026-09-07T06:00:00+00:00", "2026-09-14T06:00:00+00:00"
        first = [post(1, "The tarif rises", likes=1), post(2), post(3), post(5)]
        at.landing.land("run-1", ANN, 0, Page(answer(first, before), {"n": 1}, "bluesky"))
        at.load()
        con.execute(
            "insert into core.tombstones select post_id, platform, now()::timestamp, 'deleted', null, account_id from core.posts where post_id = $1",
            [GONE],
        )
        con.execute("delete from core.posts where post_id = $1", [GONE])
        con.execute("delete from core.post_metrics where post_id = $1", [GONE])
        hidden = post(9)
        hidden["post"]["author"]["labels"] = [
            {"src": "did:plc:ann", "val": "!no-unauthenticated", "cts": "2026-01-01T00:00:00Z"}
        ]
        second = [
            post(1, "The tariff rises", likes=4), post(3), post(5, likes=2), hidden, 17,
            post(7, "A new one", likes=None, links=["https://blog.example/p?utm_source=x"]),
        ]  # fmt: skip
        at.landing.land("run-2", ANN, 0, Page(answer(second, later), {"n": 2}, "bluesky"))
        reposted = answer([post(6, "Original", repost=True, likes=7)], later)
        shown = {"links": [{"url": "https://ben-shed.example/", "rel_me": False}]}
        at.landing.land("run-2", BEN, 0, Page(reposted, {"n": 1}, "bluesky", shown))
        at.landing.land("run-2", CAT, 0, Page(_story(), {"n": 1}, "hackernews"))
        yield at


def _story() -> Answer:
    hit = {
        "objectID": "41234567", "author": "cat", "title": "Wires", "url": "https://wires.example/", "points": 3,
        "num_comments": 0, "created_at_i": 1789000000, "_tags": ["story", "author_cat", "story_41234567"],
    }  # fmt: skip
    told = Answer("https://hn.algolia.com/api", 200, {}, json.dumps({"hits": [hit], "nbHits": 1}).encode(), NOW)
    told.items("hits")
    return told


def test_there_are_thirty_and_more():
    assert len(FAULTS) >= 30
    assert len({fault.rule for fault in FAULTS.values()}) >= 30


def test_each_stands_for_a_rule_that_is_asked():
    facts = "".join(warehouse.models()[name].statements[0] for name in ("core._facts", "core._listed"))
    asked = set(re.findall(r"'([\w.]+)' as table_name,\s+'([^']+)' as rule", facts))
    guarded = {(fault.table, fault.rule) for fault in FAULTS.values()}
    assert asked <= guarded, "a rule that no fault breaks is a wish"


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_the_commit_is_stopped_with_table_rule_and_rows(loading, fault, monkeypatch):
    before = loading.contents()
    waiting = list(loading.landing.waiting())
    monkeypatch.setattr(warehouse, "models", _meddled(fault))
    with pytest.raises(CheckFailed) as stopped:
        loading.load()
    lines = [
        line for line in str(stopped.value).splitlines() if line.startswith(f"{fault.table} rejected: {fault.rule};")
    ]
    assert lines, f"another rule was broken:\n{stopped.value}"
    assert re.search(r"; [\d,]+ of [\d,]+ rows break it \(.+\)\.$", lines[0])
    assert fault.row in lines[0]
    assert "Nothing was committed" in str(stopped.value)
    assert loading.contents() == before
    assert list(loading.landing.waiting()) == waiting


def test_when_nobody_meddles_the_same_pages_load(loading):
    loaded = loading.load()
    assert (loaded.new, loaded.edited, loaded.recounted, loaded.barred, loaded.rejected) == (3, 1, 1, 1, 2)
    assert loading.con.execute("select count(*) from ops.validations where not is_met").fetchall() == [(0,)]


def _meddled(fault: Fault) -> Any:
    models = dict(warehouse.models())
    model = models[fault.model]
    if model.is_kept:
        statements: tuple[str, ...] = (*model.statements, fault.sql)
    else:
        statements = (fault.sql.replace("{}", model.statements[0]),)
    models[fault.model] = replace(model, statements=statements)

    def meddled(folder: Any = warehouse.FOLDER) -> Mapping[str, warehouse.Model]:
        return models

    return meddled
