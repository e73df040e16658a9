"""Which piece to offer to whom, where and with which link; and what the list wants to read that the brand has not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.advised import NOW, Advised, decision, opened

DAY = 24.0
PAGE = "https://halden.example/notes#part"


@pytest.fixture
def world():
    """A piece on noise, two people who write about it and one who does not."""
    with opened() as world:
        world.feed = world.brand("feeds", "https://halden.example/feed.xml")
        world.brand()
        world.piece = world.post(
            world.feed, "Forty gardens", 10 * DAY, kind="article", title="Forty gárdens, measured", url=PAGE
        )
        world.topic("noise", world.piece)
        for name, tier in (("ana", 1), ("ben", 2), ("eve", 3)):
            world.person(name, tier)
        world.interest("ana", "noise", 0.4)
        world.interest("ben", "noise", 0.2)
        world.interest("eve", "noise", 0.01, lift=0.1, recent_posts=0)
        for number in range(12):
            speak(world, "ana", f"The night quiet mode hums again {number}", 1 + number * 7 * DAY)
        yield world


def speak(world: Advised, name: str, text: str, hours: float, topic: str = "noise", **more: Any) -> str:
    """A post of a person that counts for them, on a topic."""
    post_id = world.post(f"bluesky:{name}.example.com", text, hours, **more)
    world.topic(topic, post_id)
    at = (NOW - timedelta(hours=hours)).replace(tzinfo=None)
    world.insert("marts.post_voices", post_id=post_id, influencer_id=name, account_id=f"bluesky:{name}.example.com",
                 platform="bluesky", uses="individual", kind="original", created_at=at, created_on=at.date(),
                 week_start=at.date() - timedelta(days=at.weekday()), weight=1, voice_id=post_id, is_voice=True,
                 is_personal=True)  # fmt: skip
    return post_id


def matches(world: Advised, **changes) -> dict[str, dict]:
    world.advise(**changes)
    return {row["influencer_id"]: row for row in world.rows("from marts.content_matches")}


def test_a_piece_is_offered_to_those_who_care_most_first(world):
    found = matches(world)
    assert [(name, row["place"]) for name, row in found.items()] == [("ana", 1), ("ben", 2)]
    row = found["ana"]
    assert row["reason"] == (
        "Ana (tier 1) writes about noise 4.0 times as much as the list, about 3 posts in the last 28 days, and the "
        "article is about it."
    )
    assert (row["platform"], row["handle"], row["best_weekday"]) == ("bluesky", "ana.example.com", "Monday")
    assert "night quiet mode" in row["angle_words"]
    assert row["expires_at"] == (NOW + timedelta(days=7)).replace(tzinfo=None)
    assert found["ben"]["platform"] is None, "who posted nothing there is not known to be there"


def test_the_link_bears_the_brands_marks_before_the_hash(world):
    item = world.rows("select 'item-' || left(md5(url_key('https://halden.example/notes')), 16) as item")[0]["item"]
    assert matches(world)["ana"]["tracked_url"] == (
        "https://halden.example/notes?utm_source=bluesky&utm_medium=social&utm_campaign=2026-10_forty-gardens-measured"
        f"&utm_content={item}#part"
    )


def test_nobody_is_offered_what_they_shared_already(world):
    world.post("bluesky:ana.example.com", "Read this", links=("https://halden.example/notes?utm_source=x",))
    assert set(matches(world)) == {"ben"}


@pytest.mark.parametrize(
    ("decided", "days", "stays"),
    [("never", 0, False), ("no", 30, False), ("done", 30, False), ("later", 2, False), ("later", 8, True)],
)
def test_what_was_decided_is_kept(world, decided, days, stays):
    name = matches(world)["ana"]["recommendation_id"]
    kept = matches(world, decisions=(decision(name, decided, (NOW - timedelta(days=days)).date()),))
    assert ("ana" in kept) is stays


def test_a_sensitive_topic_matches_nobody(world):
    world.con.execute("update marts.topics set is_sensitive = true")
    assert matches(world) == {}


def test_a_platform_that_is_ruled_out_is_not_where_they_are_reached(world):
    assert matches(world, platforms=("mastodon",))["ana"]["platform"] is None


def gaps(world: Advised, **changes) -> dict[str, dict]:
    world.advise(**changes)
    return {row["topic_id"]: row for row in world.rows("from marts.content_gaps")}


def test_what_several_care_about_and_nothing_covers_is_a_gap_with_a_brief(world):
    for name in ("ana", "ben"):
        world.interest(name, "tariffs", 0.3, trend="rising")
        speak(
            world, name, "The standing charge rose again. Who pays the standing charge of an empty flat?", 30, "tariffs"
        )
    found = gaps(world)
    assert set(found) == {"tariffs"}, "noise is covered"
    row = found["tariffs"]
    assert (row["people"], row["rising_people"], row["influencer_ids"]) == (2, 2, ["ana", "ben"])
    assert any("standing charge" in phrase for phrase in row["own_words"])
    assert row["questions"][0]["question"] == "Who pays the standing charge of an empty flat?"
    assert "Who pays the standing charge" in row["brief"]
    assert row["reason"].startswith("2 people of the list care about tariffs, 2 of them more than before")


def test_words_that_everybody_says_are_no_words_of_theirs(world):
    for name, text in (("ana", "Inverter, then house"), ("ben", "My house has one inverter")):
        world.interest(name, "tariffs", 0.3)
        speak(world, name, text, 30, "tariffs")
    assert gaps(world)["tariffs"]["own_words"] == ["inverter"]


def test_a_gap_closes_when_the_brand_writes_about_it(world):
    for name in ("ana", "ben"):
        world.interest(name, "tariffs", 0.3)
        speak(world, name, "Tariffs", 30, "tariffs")
    assert set(gaps(world)) == {"tariffs"}
    world.topic(
        "tariffs", world.post(world.feed, "Tariffs", 5, kind="article", title="Tariffs", url="https://halden.example/t")
    )
    assert gaps(world) == {}


def test_what_one_person_cares_about_is_no_gap(world):
    world.interest("ana", "tariffs", 0.3)
    assert gaps(world) == {}
