"""Who is forgotten is forgotten: no table, no landed answer, no report and no byte of a file holds their words."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from config.faults import ConfigFaults
from config.settings import Settings
from ingest import erasure, forget, listen
from ingest.landing import Ending
from ingest.sources import Page
from sql import warehouse
from tests.configured import configured
from tests.warehouses import ANN, BEN, answer, post
from transforms import marts

WORDS = "Marzipan turbines hum beneath the quiet observatory tonight"
QUOTED = "Cobalt ferries never sleep, said nobody before this very sentence"
AT = datetime(2026, 9, 7, 6, tzinfo=UTC)


@pytest.fixture
def run(tmp_path):
    people = {"ann": "Ann Ashby", "ben": "Ben Brook"}
    folder = configured(tmp_path / "config", people, ["ann,bluesky,ann.example.com", "ben,bluesky,ben.example.com"])
    return listen.Run.at(AT, Settings(home=tmp_path / "home", config=folder))


def land(run, feed, account, name="run-1", at="2026-09-07T06:00:00+00:00", **learned):
    return run.landing.land(name, account, 0, Page(answer(feed, at), {"n": 1}, "bluesky", learned))


def quoting(number):
    """A post of Ben's that quotes Ann, with her words told along."""
    told = post(number, "See what she says", by="ben")
    told["post"]["embed"] = {
        "$type": "app.bsky.embed.record#view",
        "record": {
            "$type": "app.bsky.embed.record#viewRecord",
            "uri": "at://did:plc:ann/app.bsky.feed.post/3k00000000077",
            "author": {"did": "did:plc:ann", "handle": "ann.example.com", "displayName": "Ann Ashby"},
            "value": {"text": QUOTED, "createdAt": "2026-09-01T09:00:00Z"},
            "likeCount": 7,
        },
    }
    return told


def written(run):
    """A house in which Ann spoke, Ben quoted and reposted her, and a report was written."""
    land(run, [post(1, WORDS, links=["https://ann.example.com/a"]), post(2, "Wind")], ANN, native_id="did:plc:ann")
    land(run, [quoting(5), post(1, WORDS, repost=True), post(6, "Ben alone", by="ben")], BEN, native_id="did:plc:ben")
    run.landing.end(
        ANN, Ending("run-1", ANN.account_id, "bluesky", "failed", f"cut in {WORDS}", 1, AT.isoformat(), AT.isoformat())
    )
    listen.load(run)
    home = run.settings.home
    with warehouse.connect(run.warehouse_file) as con:
        marts.build(con, run.config, None, "before")
        con.execute("insert into ops.rejects by name select 'f' as landed_file, 'odd' as reason, $raw as raw",
                    {"raw": json.dumps({"author": "ann.example.com", "text": WORDS})})  # fmt: skip
    warehouse.publish(run.warehouse_file, run.settings.published_file)
    for week, words in (("2026-W36", f"<p>{WORDS}</p>"), ("2026-W35", "<p>Ben alone</p>")):
        (home / "reports" / week).mkdir(parents=True)
        (home / "reports" / week / "report.html").write_text(words)
    (home / "landing" / "liveness" / "kept" / "bluesky").mkdir(parents=True)
    (home / "landing" / "liveness" / "kept" / "bluesky" / "r.json").write_text(json.dumps({
        "run_id": "r", "platform": "bluesky",
        "told": [{"post_id": f"bluesky:at://did:plc:{who}/app.bsky.feed.post/3k{n:011d}", "is_there": True}
                 for who, n in (("ann", 1), ("ben", 6))],
    }))  # fmt: skip


def holding(run, words):
    """Files below EARSHOT_HOME whose bytes hold these words, as they are or as JSON writes them."""
    told = words.encode()
    return [file.relative_to(run.settings.home).as_posix() for file in sorted(run.settings.home.rglob("*"))
            if file.is_file() and told in file.read_bytes()]  # fmt: skip


def ask(run, query):
    with warehouse.connect(run.warehouse_file) as con:
        return con.execute(query).fetchall()


def test_no_file_below_home_holds_their_words_afterwards(run):
    written(run)
    for words in (WORDS, QUOTED):
        before = holding(run, words)
        assert {"warehouse.duckdb", "published/earshot.duckdb"} < set(before)
        assert any(name.startswith("landing/kept") for name in before)
    who = forget.whom(run, "ann", None, None)
    counts = forget.erase(run, who)
    assert (counts["people"], counts["accounts"], counts["core.posts"]) == (1, 1, 2)
    assert counts["report folders"] == 1
    assert counts["liveness answers"] == 1
    with warehouse.connect(run.warehouse_file) as con:
        marts.build(con, run.config, None, "after")
    forget.rewrite(run)
    for words in (WORDS, QUOTED, "ann.example.com", "Ann Ashby"):
        assert holding(run, words) == [], words
    assert (run.settings.home / "reports" / "2026-W35" / "report.html").exists()


def test_what_others_wrote_stays_without_her_words(run):
    written(run)
    before = ask(run, "select count(*) from core.posts where account_id = 'bluesky:ben.example.com'")
    forget.erase(run, forget.whom(run, "ann", None, None))
    assert ask(run, "select count(*) from core.posts where account_id = 'bluesky:ben.example.com'") == before == [(3,)]
    assert ask(run, "select text from core.posts where text is not null order by 1") == [
        ("Ben alone",),
        ("See what she says",),
    ]
    assert ask(run, "select distinct text, author_handle, state from core.post_references") == [
        (None, None, "forgotten")
    ]
    assert ask(run, "select influencer_id from core.influencers") == [("ben",)]


def test_she_does_not_come_back_though_the_configuration_lists_her_and_others_quote_her(run):
    written(run)
    forget.erase(run, forget.whom(run, "ann", None, None))
    later = "2026-09-08T06:00:00+00:00"
    land(run, [post(9, WORDS)], ANN, "run-2", later)
    file = land(run, [quoting(8), post(3, WORDS, repost=True)], BEN, "run-2", later)
    loaded = listen.load(run)
    assert (loaded.new, loaded.rejected) == (2, 1)
    assert ask(run, "select influencer_id from core.accounts") == [("ben",)]
    assert ask(run, "select reason, raw from ops.rejects") == [("withheld: erased on request", None)]
    assert ask(run, "select distinct text from core.post_references") == [(None,)]
    assert ask(run, "select max(likes) from core.post_references") == [(7,)]
    assert (run.landing.kept / file.relative_to(run.landing.inbox)).exists()
    for words in (QUOTED, WORDS):
        assert not [name for name in holding(run, words) if name.startswith("landing")]
    planned = listen.plan(run)
    assert [one["account_id"] for batch in planned["bluesky"] for one in batch["accounts"]] == [BEN.account_id]


def test_one_post_is_forgotten_and_her_others_stay(run):
    written(run)
    native = "at://did:plc:ann/app.bsky.feed.post/3k00000000001"
    forget.erase(run, forget.whom(run, None, None, native))
    forget.rewrite(run)
    assert ask(run, "select text from core.posts where account_id = 'bluesky:ann.example.com'") == [("Wind",)]
    land(run, [post(1, WORDS)], ANN, "run-2", "2026-09-08T06:00:00+00:00")
    assert listen.load(run).barred == 1


def test_a_dry_run_counts_and_changes_nothing(run):
    written(run)
    before = {table: ask(run, f"select count(*) from {table}") for table in ("core.posts", "ops.suppressions")}
    files = sorted(run.settings.home.rglob("*"))
    counts = forget.look(run, forget.whom(run, None, ANN.account_id, None))
    assert counts["posts"] == 3  # two of hers, and one that Ben quotes
    assert counts["landed files of their own"] == 2
    assert sorted(run.settings.home.rglob("*")) == files
    assert before == {table: ask(run, f"select count(*) from {table}") for table in before}


def test_run_again_it_ends_the_same(run):
    written(run)
    forget.erase(run, forget.whom(run, "ann", None, None))
    before = ask(run, "from ops.suppressions order by all")
    forget.erase(run, forget.whom(run, "ann", None, None))
    assert ask(run, "from ops.suppressions order by all") == before


def test_cut_before_the_commit_and_run_again_nothing_of_hers_is_left(run, monkeypatch):
    written(run)
    before = ask(run, "from core.posts order by all")
    with monkeypatch.context() as cut:
        cut.setattr(erasure, "suppress", lambda con, at: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            forget.erase(run, forget.whom(run, "ann", None, None))
    assert ask(run, "from core.posts order by all") == before
    forget.erase(run, forget.whom(run, "ann", None, None))
    forget.rewrite(run)
    assert [holding(run, words) for words in (WORDS, QUOTED)] == [[], []]


@pytest.mark.parametrize(
    "form", [("anna", None, None), (None, "bluesky:an.example.com", None), (None, None, "https://no.example")]
)
def test_who_is_unknown_is_said_and_nothing_goes(run, form):
    written(run)
    with pytest.raises(ConfigFaults, match="nothing that is known here"):
        forget.whom(run, *form)


@pytest.mark.parametrize("form", [(None, None, None), ("ann", ANN.account_id, None)])
def test_the_form_names_one_thing(run, form):
    with pytest.raises(ConfigFaults, match="fill in one"):
        forget.whom(run, *form)


def test_a_person_who_lives_next_to_her_name_is_left_alone(run):
    """`ann` is a word in many others; only what is surely hers goes."""
    land(run, [post(11, "An annual plan for Hannah", by="ben")], BEN, "run-0")
    written(run)
    forget.erase(run, forget.whom(run, "ann", None, None))
    assert ("An annual plan for Hannah",) in ask(run, "select text from core.posts")
