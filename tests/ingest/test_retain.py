"""Nothing is kept longer than brand.yaml says, sums stay, and a day that is kept can be had again."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from config.faults import ConfigFaults
from config.settings import Settings
from ingest import forget, listen, replay_day, retain
from ingest.sources import Page
from sql import warehouse
from tests.configured import HALDEN, configured
from tests.warehouses import ANN, BEN, answer, post

MONDAY = datetime(2026, 9, 7, 6, tzinfo=UTC)
WORDS = "Turbines hum beneath the quiet observatory"


@pytest.fixture
def settings(tmp_path):
    folder = configured(
        tmp_path / "config", {"ann": "Ann", "ben": "Ben"}, ["ann,bluesky,ann.example.com", "ben,bluesky,ben.example.com"],
        HALDEN + "retention:\n  bluesky: {raw_days: 10, text_days: 100}\n",
    )  # fmt: skip
    return Settings(home=tmp_path / "home", config=folder)


def at(settings, moment):
    return listen.Run.at(moment, settings)


def heard(settings, moment, account=ANN, *posts):
    run = at(settings, moment)
    run.landing.land(run.run_id, account, 0, Page(answer(posts, moment.isoformat()), {"n": 1}, "bluesky", {}))
    listen.load(run)


def ask(settings, query):
    with warehouse.connect(settings.warehouse_file) as con:
        return con.execute(query).fetchall()


def files(settings):
    return sorted(file.name for file in (settings.home / "landing" / "kept").rglob("*.json"))


def test_raw_answers_go_after_their_days_and_words_after_theirs(settings):
    heard(settings, MONDAY, ANN, post(1, WORDS, likes=3), post(2, "Wind"))
    heard(settings, MONDAY + timedelta(days=95), BEN, post(3, "Rain", by="ben"))
    assert retain.retain(at(settings, MONDAY + timedelta(days=9))) == {}
    done = retain.retain(at(settings, MONDAY + timedelta(days=101)))
    assert done == {"bluesky": {"landed files": 1, "texts": 2}}
    assert ask(settings, "select text, likes from core.posts order by native_id") == [(None, 3), (None, 0), ("Rain", 0)]
    assert len(files(settings)) == 1
    assert ask(settings, "select count(*) from ops.fetches") == [(2,)]
    assert ask(settings, "select count(*) from core.post_metrics") == [(3,)]
    assert retain.retain(at(settings, MONDAY + timedelta(days=101))) == {}


def test_a_dry_run_counts_and_changes_nothing(settings):
    heard(settings, MONDAY, ANN, post(1, WORDS))
    later = at(settings, MONDAY + timedelta(days=200))
    before = files(settings)
    assert retain.retain(later, dry=True) == {"bluesky": {"landed files": 1, "texts": 1}}
    assert (files(settings), ask(settings, "select text from core.posts")) == (before, [(WORDS,)])


def test_what_waits_to_be_loaded_is_not_removed(settings):
    run = at(settings, MONDAY)
    run.landing.land("run-1", ANN, 0, Page(answer([post(1)], MONDAY.isoformat()), {"n": 1}, "bluesky", {}))
    retain.retain(at(settings, MONDAY + timedelta(days=99)))
    assert len(list(run.landing.waiting())) == 1


def test_earlier_wordings_rejected_records_and_liveness_go_too(settings):
    heard(settings, MONDAY, ANN, post(1, WORDS))
    heard(settings, MONDAY + timedelta(days=1), ANN, post(1, "Other words"))
    folder = settings.home / "landing" / "liveness" / "kept" / "bluesky"
    folder.mkdir(parents=True)
    (folder / "r.json").write_text(
        json.dumps({"run_id": "r", "told": [{"post_id": "p", "asked_at": MONDAY.isoformat()}]})
    )
    with warehouse.connect(settings.warehouse_file) as con:
        con.execute("insert into ops.rejects by name select 'f' as landed_file, 'bluesky' as platform, 'odd' as reason, "
                    "'{}' as raw, timestamp '2026-09-07' as seen_at")  # fmt: skip
    done = retain.retain(at(settings, MONDAY + timedelta(days=150)))["bluesky"]
    assert (done["earlier wordings"], done["rejected records"], done["landed files"]) == (1, 1, 3)
    assert ask(settings, "select text from core.post_versions") == [(None,)]
    assert ask(settings, "select reason, raw from ops.rejects") == [("odd", None)]


def test_emptied_words_leave_the_file_when_it_is_rewritten(settings):
    heard(settings, MONDAY, ANN, post(1, WORDS))
    run = at(settings, MONDAY + timedelta(days=150))
    retain.retain(run)
    forget.rewrite(run)
    assert not [file for file in settings.home.rglob("*") if file.is_file() and WORDS.encode() in file.read_bytes()]


def test_words_that_are_heard_again_are_back(settings):
    heard(settings, MONDAY, ANN, post(1, WORDS))
    later = MONDAY + timedelta(days=150)
    retain.retain(at(settings, later))
    heard(settings, later + timedelta(days=1), ANN, post(1, WORDS))
    assert ask(settings, "select text from core.posts") == [(WORDS,)]
    assert ask(settings, "select count(*) from core.post_versions") == [(0,)]


def rows(file):
    tables = ("posts", "post_links", "post_media", "post_mentions", "post_references", "post_metrics", "links")
    with warehouse.connect(file) as con:
        return {one: con.execute(f"from core.{one} order by all").fetchall() for one in tables}


def test_a_day_is_replayed_to_the_same_rows(settings):
    heard(settings, MONDAY, ANN, post(1, WORDS, links=["https://a.example/x"], likes=4), post(2, "Wind"))
    heard(settings, MONDAY + timedelta(hours=3), BEN, post(3, "Rain", by="ben"), post(1, WORDS, repost=True))
    before = rows(settings.warehouse_file)
    heard(settings, MONDAY + timedelta(days=1), ANN, post(2, "Wind, edited"), post(5, "New"))
    told = replay_day.replay(at(settings, MONDAY + timedelta(days=2)), date(2026, 9, 7))
    assert rows(told.file) == before
    assert (told.pages, told.posts, told.same, told.later, told.different) == (2, 4, 3, 1, ())
    assert [one.name for one in (settings.home / "replayed").iterdir()] == ["2026-09-07.duckdb"]
    assert len(files(settings)) == 3


def test_a_row_that_was_tampered_with_is_found(settings):
    heard(settings, MONDAY, ANN, post(1, WORDS), post(2, "Wind"))
    with warehouse.connect(settings.warehouse_file) as con:
        con.execute("update core.posts set text = 'other' where text = 'Wind'")
    assert replay_day.replay(at(settings, MONDAY), date(2026, 9, 7)).different == (
        "bluesky:at://did:plc:ann/app.bsky.feed.post/3k00000000002",
    )


def test_a_day_whose_pages_are_gone_is_refused(settings):
    heard(settings, MONDAY, ANN, post(1))
    later = at(settings, MONDAY + timedelta(days=20))
    retain.retain(later)
    with pytest.raises(ConfigFaults, match="pages of bluesky are gone"):
        replay_day.replay(later, date(2026, 9, 7))
    with pytest.raises(ConfigFaults, match="nothing landed on that day"):
        replay_day.replay(later, date(2026, 9, 8))


def test_who_was_forgotten_does_not_come_back_by_a_replay(settings):
    heard(settings, MONDAY, ANN, post(1, WORDS))
    heard(settings, MONDAY, BEN, post(3, "Rain", by="ben"))
    run = at(settings, MONDAY)
    forget.erase(run, forget.whom(run, "ann", None, None))
    told = replay_day.replay(run, date(2026, 9, 7))
    assert (told.posts, told.different) == (1, ())
