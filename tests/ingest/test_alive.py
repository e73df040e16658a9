"""Still there? What is gone goes, what cannot be told stays, and nobody is asked twice."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from config.settings import Settings
from ingest import alive
from ingest.listen import Run
from sql import warehouse
from tests.configured import configured

AT = datetime(2026, 10, 5, 12, tzinfo=UTC)
ITEMS = "https://hacker-news.firebaseio.com/v0/item/"


@pytest.fixture
def house(tmp_path):
    """A configuration, a folder of recordings and a warehouse with three posts in it."""
    folder = configured(tmp_path / "config", {"ann": "Ann"}, ["ann,hackernews,ann"])
    (tmp_path / "recorded").mkdir()
    settings = Settings(home=tmp_path / "home", config=folder, replay=tmp_path / "recorded")
    with warehouse.connect(settings.warehouse_file) as con:
        warehouse.create(con)
        for number in (1, 2, 3):
            con.execute(
                """
                insert into core.posts by name
                select 'hackernews:' || $n as post_id, 'hackernews' as platform, $n as native_id, 'hackernews:ann' as account_id,
                    'original' as kind, 'words' as text, timestamp '2026-10-05 08:00' as created_at, 'told' as created_at_basis,
                    '' as version_hash, false as is_edited, timestamp '2026-10-05 08:00' as first_seen_at,
                    timestamp '2026-10-05 09:00' as last_seen_at, 'hackernews/r/1.json' as landed_file
                """,
                {"n": str(number)},
            )
            con.execute(
                "insert into core.post_metrics by name select $p as post_id, $t as counted_at, 3 as likes",
                {"p": f"hackernews:{number}", "t": datetime(2026, 10, 5, 9)},
            )
        con.execute("""insert into core.post_references by name select 'bluesky:9' as post_id, 1 as position,
            'reposted' as relation, 'hackernews:2' as referenced_post_id, 'words' as text""")
    return settings


def record(house, at, **items):
    """What Hacker News says of each item from a time on."""
    with (house.replay / "hn.jsonl").open("a") as file:
        for name, told in items.items():
            line = {
                "asked_at": at.isoformat(),
                "method": "GET",
                "url": f"{ITEMS}{name[1:]}.json",
                "status": 200,
                "headers": {},
                "json": told,
            }
            file.write(json.dumps(line) + "\n")


def posts(*numbers):
    return [{"post_id": f"hackernews:{n}", "native_id": str(n), "url": f"https://news.example/{n}"} for n in numbers]


def run_at(house, at):
    return Run.at(at, house)


def ask(house, query):
    with warehouse.connect(house.warehouse_file) as con:
        return con.execute(query).fetchall()


def test_two_misses_an_hour_apart_make_a_tombstone_and_the_words_go(house):
    record(house, AT, i1={"id": 1}, i2=None, i3={"id": 3})
    assert alive.ask(run_at(house, AT), "hackernews", posts(1, 2, 3)) == {"there": 2, "missing": 1, "untold": 0}
    assert alive.load(run_at(house, AT)) == {"told": 3, "gone": 0}
    soon = AT + timedelta(minutes=59)
    alive.ask(run_at(house, soon), "hackernews", posts(2))
    assert alive.load(run_at(house, soon)) == {"told": 1, "gone": 0}
    later = AT + timedelta(minutes=60)
    alive.ask(run_at(house, later), "hackernews", posts(2))
    assert alive.load(run_at(house, later)) == {"told": 1, "gone": 1}
    assert ask(house, "select post_id, reason, evidence from core.tombstones") == [
        ("hackernews:2", "not found twice", "no such item")
    ]
    assert ask(house, "select count(*) from core.posts") == [(2,)]
    assert ask(house, "select count(*) from core.post_metrics") == [(2,)]
    assert ask(house, "select text, state from core.post_references") == [(None, "not found")]


def test_one_miss_is_enough_where_the_platform_says_deleted(house):
    record(house, AT, i1={"id": 1, "deleted": True})
    alive.ask(run_at(house, AT), "hackernews", posts(1))
    assert alive.load(run_at(house, AT)) == {"told": 1, "gone": 1}
    assert ask(house, "select reason from core.tombstones") == [("deleted",)]


def test_who_came_back_between_two_misses_was_only_out_of_sight(house):
    for hours, told in ((0, None), (1, {"id": 1}), (2, None)):
        at = AT + timedelta(hours=hours)
        record(house, at, i1=told)
        alive.ask(run_at(house, at), "hackernews", posts(1))
        assert alive.load(run_at(house, at)) == {"told": 1, "gone": 0}


def test_what_nobody_can_tell_stays_untold(house):
    record(house, AT, i1={"id": 1})
    assert alive.ask(run_at(house, AT), "hackernews", posts(1, 2)) == {"there": 1, "missing": 0, "untold": 1}
    assert alive.load(run_at(house, AT)) == {"told": 1, "gone": 0}


def test_a_run_begun_again_asks_nobody_twice_and_loads_once(house):
    record(house, AT, i1={"id": 1})
    run = run_at(house, AT)
    alive.ask(run, "hackernews", posts(1))
    (house.replay / "hn.jsonl").unlink()
    assert alive.ask(run, "hackernews", posts(1)) == {"there": 1, "missing": 0, "untold": 0}
    alive.load(run)
    assert alive.ask(run, "hackernews", posts(1)) == {"there": 1, "missing": 0, "untold": 0}
    assert alive.load(run) == {"told": 0, "gone": 0}
    assert ask(house, "select count(*) from ops.liveness") == [(1,)]


def test_a_page_of_the_open_web_is_asked_for_where_it_stands_and_robots_are_heeded(house):
    pages = {"robots.txt": (200, "User-agent: *\nDisallow: /closed"), "there": (200, "<p>words"), "gone": (404, "")}
    with (house.replay / "web.jsonl").open("w") as file:
        for path, (status, text) in pages.items():
            line = {
                "asked_at": AT.isoformat(),
                "method": "GET",
                "url": f"https://ann.example/{path}",
                "status": status,
                "headers": {},
                "text": text,
            }
            file.write(json.dumps(line) + "\n")
    told = [
        {"post_id": f"feeds:{one}", "native_id": one, "url": f"https://ann.example/{one}"}
        for one in ("there", "gone", "closed")
    ]
    assert alive.ask(run_at(house, AT), "feeds", told) == {"there": 1, "missing": 1, "untold": 1}


def test_one_odd_id_does_not_spoil_a_batch(house):
    uris = [f"at://did:plc:a/app.bsky.feed.post/{n}" for n in (1, 2)]
    with (house.replay / "bsky.jsonl").open("w") as file:
        # together they are not recorded: the batch fails, and each is asked for alone
        url = f"https://public.api.bsky.app/xrpc/app.bsky.feed.getPosts?uris={uris[0]}"
        line = {
            "asked_at": AT.isoformat(),
            "method": "GET",
            "url": url,
            "status": 200,
            "headers": {},
            "json": {"posts": [{"uri": uris[0]}]},
        }
        file.write(json.dumps(line) + "\n")
    told = [{"post_id": f"bluesky:{uri}", "native_id": uri, "url": "https://bsky.app/"} for uri in uris]
    assert alive.ask(run_at(house, AT), "bluesky", told) == {"there": 1, "missing": 0, "untold": 1}
