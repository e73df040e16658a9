"""The marts are what all posts of today would make: however the posts came, in whatever order, and on how many threads."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from sql.expectations import CheckFailed
from tests.written import FIRST, MARTS, TOPICS, Written, config

PEOPLE = ("ana", "ben", "cem", "dia")
NOT_COMPARED = {"_marks"}  # says when tags were told, not what


@pytest.fixture
def house(tmp_path):
    with Written(tmp_path) as written:
        for one in PEOPLE:
            written.person(one, f"bluesky:{one}", f"mastodon:{one}")
        yield written


def chatter(seed=7, days=35):
    """Posts of everybody over some weeks, as arguments of `say`."""
    chance = random.Random(seed)
    links = [f"https://pages.example/{n}" for n in range(9)]
    for day in range(days):
        for one in PEOPLE:
            for _ in range(chance.randrange(3)):
                places = chance.sample(["bluesky", "mastodon"], chance.choice([1, 1, 1, 2]))
                said = {
                    "at": day + round(chance.random(), 4) / 2,
                    "topics": chance.sample(TOPICS, chance.randrange(3)),
                    "kind": chance.choice(["original", "original", "reply", "quote", "repost"]),
                    "links": [chance.choice(links)] if chance.random() < 0.3 else [],
                    "likes": chance.choice([None, 0, 3, 40]),
                    "post": f"{one}-{day}-{chance.randrange(10**9)}",
                }
                said["text"] = " ".join(f"w{chance.randrange(400)}" for _ in range(12))
                for copy, place in enumerate(places):  # the second is a copy, half a day later
                    yield said | {"account": f"{place}:{one}", "at": said["at"] + copy / 2}


def compared(written, *names):
    return written.tables(*(names or (name for name in MARTS if name not in NOT_COMPARED)))


def test_a_rerun_gives_the_same_tables(house):
    for one in chatter():
        house.say(**one)
    house.build()
    before = compared(house)
    house.build()
    assert compared(house) == before
    assert all(before[name] for name in ("interest_profiles", "topic_trends", "shared_links", "_daily_topics"))


def test_day_by_day_gives_what_all_at_once_gives(house, tmp_path):
    posts = list(chatter())
    with Written(tmp_path / "whole") as whole:
        for one in PEOPLE:
            whole.person(one, f"bluesky:{one}", f"mastodon:{one}")
        for one in posts:
            whole.say(**one)
        whole.build()
        expected = compared(whole)
    random.Random(3).shuffle(posts)  # late posts and backfills among them
    heard = FIRST + timedelta(days=50)
    for part in range(0, len(posts), 40):
        for one in posts[part : part + 40]:
            house.say(**one, seen=heard)
        house.build(window=(heard, heard))
        heard += timedelta(days=1)
    assert compared(house) == expected


def test_one_thread_or_two_give_the_same_tables_bit_for_bit(tmp_path):
    tables = []
    for threads in (1, 2, 2):
        with Written(tmp_path / f"{len(tables)}") as written:
            written.con.execute(f"set threads = {threads}")
            for one in PEOPLE:
                written.person(one, f"bluesky:{one}", f"mastodon:{one}")
            for one in chatter():
                written.say(**one)
            written.build()
            tables.append(compared(written))
    assert tables[0] == tables[1] == tables[2]


def test_a_removed_post_leaves_no_trace(house, tmp_path):
    posts = list(chatter())
    gone = posts.pop(len(posts) // 3)
    link = "https://only.example/there"
    for one in posts:
        house.say(**one)
    removed = house.say(**{**gone, "topics": ["bread", "heat"], "links": [link], "text": "words of one who leaves"})
    house.build()
    assert any(removed in str(rows) for rows in compared(house).values())
    house.remove(removed)
    later = FIRST + timedelta(days=60)
    house.build(window=(later, later))  # nothing was heard in it
    assert not any(removed in str(rows) or link in str(rows) for rows in compared(house).values())
    with Written(tmp_path / "never") as never:
        for one in PEOPLE:
            never.person(one, f"bluesky:{one}", f"mastodon:{one}")
        for one in posts:
            never.say(**one)
        never.build()
        assert compared(house) == compared(never)


def test_the_last_post_of_all_may_leave_as_well(house):
    only = house.say("bluesky:ana", 1, ["bread"], links=["https://a.example/"])
    house.build()
    house.remove(only)
    house.build(window=(FIRST, FIRST))
    emptied = compared(house)
    assert not any(emptied[name] for name in ("interest_profiles", "post_voices", "shared_links", "_daily_topics"))
    assert not emptied["topic_trends"] and not emptied["memory_weights"]


def test_a_wrong_account_leaves_every_mart_as_if_it_had_never_been_linked(house, tmp_path):
    """As removing its line from accounts.csv does: the posts stay in core, nobody's."""
    posts = list(chatter())
    strange = [dict(one, account="bluesky:stranger", post=f"s-{n}") for n, one in enumerate(chatter(seed=9))]
    house.account("bluesky:stranger", "ana")
    for one in [*posts, *strange]:
        house.say(**one)
    house.build()
    wrong = compared(house)
    house.con.execute("update core.accounts set is_listed = false where account_id = 'bluesky:stranger'")
    later = FIRST + timedelta(days=60)
    house.build(window=(later, later))
    with Written(tmp_path / "never") as never:
        for one in PEOPLE:
            never.person(one, f"bluesky:{one}", f"mastodon:{one}")
        for one in posts:
            never.say(**one)
        never.build()
        expected = compared(never)
    assert wrong["interest_profiles"] != expected["interest_profiles"]
    assert compared(house) == expected


def test_an_account_given_to_somebody_else_takes_its_posts_along(house):
    house.account("bluesky:two", "ana")
    for day in range(20):
        house.say("bluesky:two", day, ["bread"])
        house.say("bluesky:ben", day, ["heat"])
    house.build()
    house.con.execute("update core.accounts set influencer_id = 'ben' where account_id = 'bluesky:two'")
    later = FIRST + timedelta(days=60)
    house.build(window=(later, later))
    assert house.ask("select distinct influencer_id, topic_id from marts.interest_profiles order by all") == [
        ("ben", "bread"), ("ben", "heat"),
    ]  # fmt: skip


@pytest.mark.parametrize("column", ["is_opted_out", "is_listed"])
def test_who_opts_out_or_is_taken_off_the_list_leaves_the_marts(house, column):
    for day in range(20):
        house.say("bluesky:ana", day, ["bread"], links=["https://a.example/"])
        house.say("bluesky:ben", day, ["heat"], links=["https://a.example/"])
    house.build()
    house.con.execute(f"update core.influencers set {column} = not {column} where influencer_id = 'ana'")
    house.build(window=(FIRST + timedelta(days=60),) * 2)
    assert not any("ana" in str(rows) for rows in compared(house).values())
    assert house.ask("select distinct people from marts.shared_links") == [(1,)]


def test_new_tags_for_old_posts_are_counted(house):
    for day in range(20):
        house.say("bluesky:ana", day, ["bread"])
    house.build()
    told = FIRST + timedelta(days=50)
    house.con.execute(
        "update marts.post_topics set topic_id = 'trains', tagged_at = $at where post_id like '%00'", {"at": told}
    )
    house.build(window=(told, told))
    assert house.ask("select sum(posts) from marts._daily_topics where topic_id = 'trains'") == [(1,)]


def test_a_day_after_all_was_told_at_one_moment_touches_its_days_alone(house):
    for day in range(20):
        house.say("bluesky:ana", day, ["bread"])
    house.con.execute("update marts.post_topics set tagged_at = $at", {"at": FIRST + timedelta(days=20)})
    assert house.build().days == 20
    day = FIRST + timedelta(days=30)
    house.say("bluesky:ana", 30, ["bread"], seen=day)
    assert house.build(window=(day, day)).days == 1


def test_a_new_post_that_says_what_was_told_before_touches_its_day_alone(house):
    for day in range(20):
        house.say("bluesky:ana", day, ["bread"])
    told = {"at": FIRST + timedelta(days=20)}
    house.con.execute("update marts.post_topics set tagged_at = $at", told)
    house.build()
    day = FIRST + timedelta(days=30)
    house.say("bluesky:ana", 30, ["bread"], seen=day)
    house.con.execute("update marts.post_topics set tagged_at = $at", told)
    assert house.build(window=(day, day)).days == 1


def test_what_is_told_again_at_the_moment_of_the_step_before_is_counted(house):
    for day in range(20):
        house.say("bluesky:ana", day, ["bread"])
    last = FIRST + timedelta(days=50)
    house.con.execute("update marts.post_topics set tagged_at = $at", {"at": last})
    house.build()
    house.con.execute("update marts.post_topics set topic_id = 'trains' where post_id like '%00'")
    house.con.execute("insert into marts._texts values ('one more text', 'en', 'engine', $at)", {"at": last})
    house.build(window=(last, last))
    assert house.ask("select sum(posts) from marts._daily_topics where topic_id = 'trains'") == [(1,)]


def test_a_topic_that_becomes_sensitive_leaves_everybody(house):
    for day in range(20):
        house.say("bluesky:ana", day, ["bread", "heat"])
    house.build()
    house.build(config(sensitive=["bread"]), window=(FIRST + timedelta(days=60),) * 2)
    for table in ("interest_profiles", "_daily_topics"):
        assert house.ask(f"select distinct topic_id from marts.{table}") == [("heat",)]
    assert house.ask(
        "select sum(posts), count(top_influencer_id), sum(len(evidence_post_ids)) from marts.topic_trends "
        "where topic_id = 'bread'"
    ) == [(20, 0, 0)]
    # and it takes no part of the weight either
    assert house.ask("select distinct long_share from marts.interest_profiles") == [(1,)]


def test_posts_of_a_list_only_platform_change_no_profile(house):
    told = config(list_only=["x"])
    house.account("x:ana", "ana")
    for day in range(20):
        house.say("bluesky:ana", day, ["bread"])
        house.say("mastodon:ben", day, ["heat"])
    house.build(told)
    before = compared(house, "interest_profiles", "_daily_topics", "memory_weights")
    for day in range(20):
        house.say("x:ana", day + 0.1, ["trains", "heat"], links=["https://a.example/"], seen=FIRST + timedelta(days=40))
    house.build(told, window=(FIRST + timedelta(days=40),) * 2)
    assert compared(house, "interest_profiles", "_daily_topics", "memory_weights") == before
    assert house.ask(
        "select sum(posts), count(top_influencer_id) from marts.topic_trends where topic_id = 'trains'"
    ) == [(20, 0)]
    assert house.ask("select distinct influencer_ids from marts.shared_links") == [(["ana"],)]


def test_a_broken_rule_rolls_everything_back(house):
    for day in range(10):
        house.say("bluesky:ana", day, ["bread"])
    house.build()
    before = compared(house)
    house.say("bluesky:ben", 3, ["heat"])
    house.con.execute("insert into core.posts select * from core.posts where account_id = 'bluesky:ben'")
    with pytest.raises(CheckFailed, match=r"(?s)marts\.post_voices rejected: a post_id.*Nothing was committed"):
        house.build()
    assert compared(house) == before


def test_what_was_asked_is_written_down_with_the_step(house):
    house.say("bluesky:ana", 1, ["bread"])
    house.build(window=(FIRST, FIRST + timedelta(days=2)))
    house.build(window=(FIRST, FIRST + timedelta(days=2)))  # a rerun of the same run
    ((steps, asked, met),) = house.ask(
        "select count(distinct step_id), count(*), count(*) filter (is_met) from ops.validations"
    )
    assert (steps, met) == (1, asked)
    assert house.ask("select step, window_from, posts from ops.steps") == [("profile", FIRST, 1)]
