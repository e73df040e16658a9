"""Posts are come back to at set ages: counts, edits and deletions become rows, and nobody waits for ever."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from config.settings import Settings
from ingest import listen, revisit
from ingest.sources import Account, Page, bluesky, hackernews, mastodon
from sql import warehouse
from tests.configured import configured
from tests.ingest.fakes import Asker, Reply
from tests.ingest.fakes.bluesky import Bluesky
from tests.landed import landed, staged
from tests.warehouses import ANN, answer, post

AT = datetime(2026, 9, 2, 6, tzinfo=UTC)
POSTS = "https://public.api.bsky.app/xrpc/app.bsky.feed.getPosts?"
URI = "at://did:plc:ann/app.bsky.feed.post/3k{:011d}"


@pytest.fixture
def settings(tmp_path):
    folder = configured(tmp_path / "config", {"ann": "Ann"}, ["ann,bluesky,ann.example.com"])
    (tmp_path / "recorded").mkdir()
    return Settings(home=tmp_path / "home", config=folder, replay=tmp_path / "recorded")


def run_at(settings, at):
    return revisit.run_at(listen.Run.at(at, settings))


def heard(settings, *posts):
    run = listen.Run.at(AT, settings)
    run.landing.land("run-1", ANN, 0, Page(answer(posts, AT.isoformat()), {"n": 1}, "bluesky", {}))
    listen.load(run)


def record(settings, at, numbers, *told, status=200):
    """What getPosts answers from a time on to a question for these posts."""
    url = POSTS + urlencode([("uris", URI.format(one)) for one in numbers])
    line = {"asked_at": at.isoformat(), "method": "GET", "url": url, "status": status, "headers": {},
            "json": {"posts": [one["post"] for one in told]}}  # fmt: skip
    with (settings.replay / "bsky.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")


def revisited(settings, at):
    run = run_at(settings, at)
    planned = revisit.plan(run)
    asked = {platform: revisit.ask(run, platform) for platform in planned}
    loaded, gone = revisit.load(run)
    lines = revisit.report(run, "manual__1")
    revisit.sweep(run)
    return planned, asked, loaded, gone, lines


def ask(settings, query):
    with warehouse.connect(settings.warehouse_file) as con:
        return con.execute(query).fetchall()


def test_counts_grow_an_edit_is_a_version_and_two_misses_are_a_tombstone(settings):
    heard(settings, post(1, "Wind", likes=1), post(2, "Rain", likes=1), post(3, "Snow", likes=1))
    day = AT + timedelta(days=1)
    record(settings, day, (1, 2, 3), post(1, "Wind", likes=9), post(2, "Rain, at last", likes=1))
    planned, asked, loaded, gone, lines = revisited(settings, day)
    assert planned == {"bluesky": 3}
    assert asked == {"bluesky": {"there": 2, "missing": 1, "untold": 0}}
    assert (loaded.recounted, loaded.edited, gone) == (1, 1, {"told": 3, "gone": 0})
    assert ask(
        settings, f"select likes from core.post_metrics where post_id = 'bluesky:{URI.format(1)}' order by counted_at"
    ) == [(1,), (9,)]
    assert ask(settings, "select text from core.post_versions") == [("Rain",)]
    assert [(line.recounted, line.edited, line.gone, line.outcome) for line in lines] == [(1, 1, 0, "complete")]
    # an hour later only who was missed is due
    soon = day + timedelta(hours=1)
    record(settings, soon, (3,))
    planned, _, _, gone, lines = revisited(settings, soon)
    assert (planned, gone) == ({"bluesky": 1}, {"told": 1, "gone": 1})
    assert lines[0].gone == 1
    assert ask(settings, "select reason, account_id from core.tombstones") == [("not found twice", ANN.account_id)]
    assert ask(settings, "select count(*) from core.posts") == [(2,)]
    assert ask(settings, "select dag_id, dag_run_id, sum(gone_posts) from ops.run_reports group by all") == [
        ("revisit", "manual__1", 1)
    ]
    assert not list((settings.home / "revisit").iterdir())


def test_a_reread_tells_the_same_of_a_post_as_its_timeline(settings):
    heard(settings, post(1, "Wind", likes=1, links=["https://a.example/x"]))
    before = ask(settings, "select * exclude (last_seen_at, landed_file) from core.posts")
    day = AT + timedelta(days=1)
    record(settings, day, (1,), post(1, "Wind", likes=1, links=["https://a.example/x"]))
    loaded = revisited(settings, day)[2]
    assert (loaded.unchanged, loaded.edited, loaded.rejected) == (1, 0, 0)
    assert ask(settings, "select * exclude (last_seen_at, landed_file) from core.posts") == before


@pytest.mark.parametrize(
    ("age", "unseen", "is_due"),
    [(5, 0.5, False), (5, 1, True), (40, 6, False), (40, 7, True), (200, 29, False), (200, 30, True)],
)
def test_the_older_a_post_the_more_seldom_it_is_come_back_to(settings, age, unseen, is_due):
    heard(settings, post(1))
    at = datetime(2027, 6, 1, tzinfo=UTC)
    with warehouse.connect(settings.warehouse_file) as con:
        con.execute("update core.posts set created_at = $1, last_seen_at = $2",
                    [(at - timedelta(days=age)).replace(tzinfo=None), (at - timedelta(days=unseen)).replace(tzinfo=None)])  # fmt: skip
    assert bool(revisit.plan(run_at(settings, at))) is is_due


def test_a_run_is_bounded_and_the_longest_overdue_come_first_until_all_were_asked(settings):
    heard(settings, *(post(n) for n in range(1, 6)))
    day = AT + timedelta(days=1)
    seen = []
    for hours in range(3):
        run = run_at(settings, day + timedelta(hours=hours))
        assert revisit.plan(run, most=2)["bluesky"] <= 2
        few = [
            one["native_id"]
            for one in json.loads((settings.home / "revisit" / run.run_id / "bluesky.json").read_text())
        ]
        seen += few
        record(
            settings, run.as_of, [int(one.rsplit("3k", 1)[1]) for one in few]
        )  # nobody is there: they are missed once
        record(
            settings,
            run.as_of,
            [int(one.rsplit("3k", 1)[1]) for one in few],
            *(post(int(one.rsplit("3k", 1)[1])) for one in few),
        )
        revisit.ask(run, "bluesky")
        revisit.load(run)
    assert len(set(seen)) == len(seen) == 5


def test_a_platform_that_will_not_answer_is_reported_and_asked_again_later(settings):
    heard(settings, post(1))
    day = AT + timedelta(days=1)
    record(settings, day, (1,), status=403)
    planned, asked, _, gone, lines = revisited(settings, day)
    assert asked == {"bluesky": {"there": 0, "missing": 0, "untold": 1}}
    assert [line.outcome for line in lines] == ["failed"]
    assert "403" in lines[0].reason
    assert gone == {"told": 0, "gone": 0}
    assert revisit.plan(run_at(settings, day + timedelta(hours=1))) == {"bluesky": 1}


def test_what_nobody_could_tell_of_is_not_reported_as_complete(settings):
    heard(settings, post(1))
    _, asked, _, _, lines = revisited(settings, AT + timedelta(days=1))  # nothing is recorded: the network is silent
    assert asked == {"bluesky": {"there": 0, "missing": 0, "untold": 1}}
    assert [line.outcome for line in lines] == ["failed"]
    assert lines[0].reason


def test_a_rerun_asks_nobody_twice_and_counts_once(settings):
    heard(settings, post(1, likes=1))
    day = AT + timedelta(days=1)
    record(settings, day, (1,), post(1, likes=5))
    run = run_at(settings, day)
    revisit.plan(run)
    revisit.ask(run, "bluesky")
    (settings.replay / "bsky.jsonl").unlink()
    assert revisit.ask(run, "bluesky") == {"there": 1, "missing": 0, "untold": 0}
    for _ in range(2):
        revisit.load(run)
    assert ask(settings, "select times from ops.revisits") == [(1,)]
    assert ask(settings, "select count(*) from core.post_metrics") == [(2,)]


def test_bluesky_tells_posts_by_their_ids():
    fake = Bluesky()
    there, gone = (fake.post(AT, number) for number in (1, 2))
    del fake.posts[gone]
    (page,) = bluesky.again([there, gone], Asker(fake))
    assert (page.reading, page.cursor, page.answer.records) == ("bluesky", None, 1)
    assert [(one, is_there) for one, is_there, _ in page.told] == [(there, True), (gone, False)]


class Server:
    """A server that knows `GET /api/v1/statuses?id[]=`, or does not yet."""

    def __init__(self, known, status=200):
        self.known, self.status = known, status

    def answer(self, url, params):
        assert url == "https://m.example/api/v1/statuses"
        if self.status != 200:
            return Reply({"error": "Not Found"}, self.status)
        return Reply([{"id": one, "uri": f"https://m.example/users/ann/statuses/{one}", "content": "<p>hi</p>",
                       "created_at": "2026-09-01T08:00:00Z", "visibility": "public", "favourites_count": 3,
                       "account": {"id": "7", "acct": "ann"}} for one in params["id[]"] if one in self.known])  # fmt: skip


def test_mastodon_tells_statuses_by_their_ids_and_an_older_server_nothing(tmp_path):
    uris = [f"https://m.example/users/ann/statuses/{n}" for n in (1, 2)]
    (page,) = mastodon.again(uris, Asker(Server({"1"})))
    assert [(one, is_there) for one, is_there, _ in page.told] == [(uris[0], True), (uris[1], False)]
    files = landed(tmp_path, "mastodon", [page.answer.json()], url="https://m.example/api/v1/statuses")
    assert [(row["native_id"], row["likes"]) for row in staged(files, "mastodon")] == [(uris[0], "3")]
    assert list(mastodon.again(uris, Asker(Server({"1"}, 404)))) == []


class Search:
    """Algolia, asked for stories by their ids."""

    def answer(self, url, params):
        assert params["tags"] == "story,(story_1,story_2)"
        return Reply({"hits": [{"objectID": "1", "author": "ann", "title": "hi", "created_at_i": 1788249600, "points": 8,
                                "num_comments": 2, "_tags": ["story", "author_ann", "story_1"]}], "nbHits": 1})  # fmt: skip


def test_hackernews_tells_stories_by_their_ids(tmp_path):
    (page,) = hackernews.again(["1", "2"], Asker(Search()))
    assert page.told == ()  # the search may still show what is gone: the item itself is asked
    (row,) = staged(landed(tmp_path, "hackernews", [page.answer.json()]), "hackernews")
    assert (row["native_id"], row["likes"], row["replies"]) == ("1", "8", "2")


def test_x_is_asked_by_a_job_that_is_waited_for_without_a_slot(settings, monkeypatch):
    from ingest import compliance
    from ingest.errors import TryLater

    x = Account("x:ann", "x", "ann")
    run = replace(run_at(settings, AT), keyring=listen.Run.at(AT, settings).keyring)
    folder = settings.home / "revisit" / run.run_id
    folder.mkdir(parents=True)
    posts = [
        {"platform": "x", "account_id": x.account_id, "post_id": f"x:{n}", "native_id": str(n), "url": ""}
        for n in (1, 2)
    ]
    (folder / "x.json").write_text(json.dumps(posts))
    begun, done = [], compliance.Job("j1", "complete", "", "")
    looks = [None, done]
    monkeypatch.setattr(
        compliance, "begin", lambda ids, client: begun.append(ids) or compliance.Job("j1", "created", "", "")
    )
    monkeypatch.setattr(compliance, "look", lambda job_id, client: looks.pop(0))
    monkeypatch.setattr(
        compliance, "gone", lambda job, client: iter([("2", False, "deleted, as the compliance job j1 says")])
    )
    with pytest.raises(TryLater):
        revisit.ask(run, "x")
    assert revisit.ask(run, "x") == {"there": 1, "missing": 1, "untold": 0}
    assert begun == [["1", "2"]]
