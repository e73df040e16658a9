"""Who addressed the brand, how long they wait in its working hours, and what was promised."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.advised import BRAND, NOW, Advised, decision, opened

ANA = "bluesky:ana.example.com"
# NOW is Monday 5 October 2026, 12:00 UTC; the brand works from 9 to 17, Monday to Friday


@pytest.fixture
def world():
    with opened() as world:
        world.brand()
        world.person("ana", tier=1)
        yield world


def queue(world: Advised, **changes) -> dict[str, dict]:
    world.advise(**changes)
    return {row["post_id"]: row for row in world.rows("from marts.reply_queue")}


def ask(world: Advised, hours: float, text: str = "How loud is it?", account: str = ANA, **more) -> str:
    own = world.post(f"bluesky:{BRAND}", hours=hours + 1)
    return world.answer(account, own, text, hours, **more)


def test_nights_and_weekends_do_not_count(world):
    friday = ask(world, 24 * 3 - 4)  # Friday 16:00
    row = queue(world)[friday]
    assert float(row["waiting_hours"]) == 1 + 3
    assert float(row["sla_hours"]) == 4
    assert row["due_at"] == datetime(2026, 10, 5, 12), "one hour on Friday, three on Monday"
    assert (row["state"], row["is_late"], row["place"]) == ("open", False, 1)


def test_the_clock_is_the_brands(world):
    today = ask(world, 6)  # 06:00 UTC
    assert float(queue(world)[today]["waiting_hours"]) == 3
    assert float(queue(world, reply={"time_zone": "Asia/Tokyo"})[today]["waiting_hours"]) == 2, "15:00 to 17:00 there"


def test_an_answer_ends_the_waiting(world):
    asked = ask(world, 3)
    answer = world.answer(f"bluesky:{BRAND}", asked, hours=1)
    row = queue(world)[asked]
    assert (row["state"], row["answer_post_id"], float(row["waiting_hours"]), row["place"]) == (
        "answered",
        answer,
        2,
        None,
    )


def test_a_troll_is_not_to_be_answered_and_a_critic_is(world):
    troll = ask(world, 3, "Liars, the lot of you")
    critic = ask(world, 3, "You liars, I have waited 9 weeks for a refund")
    found = queue(world)
    assert (found[troll]["state"], found[troll]["rule"], found[troll]["words"]) == (
        "do not answer", "insult without matter", "liars, the lot of you",
    )  # fmt: skip
    assert found[critic]["state"] == "open"


def test_each_tier_has_its_promise_and_strangers_have_theirs(world):
    stranger = world.post(
        f"bluesky:{BRAND}", f"@{BRAND} any news?", 3, author_native_id="did:other", author_handle="who.example"
    )
    own = ask(world, 3)
    found = queue(world)
    assert float(found[own]["sla_hours"]) == 4
    assert (float(found[stranger]["sla_hours"]), found[stranger]["author_influencer_id"]) == (24, None)
    assert found[own]["place"] < found[stranger]["place"]


def test_what_was_decided_is_no_longer_open(world):
    asked = ask(world, 3)
    name = queue(world)[asked]["recommendation_id"]
    row = queue(world, decisions=(decision(name, "no", NOW.date()),))[asked]
    assert (row["state"], row["decided"], row["place"]) == ("decided", "no", None)


def test_on_a_list_only_platform_nobody_is_told_by_their_interests(world):
    world.brand("x", "halden")
    world.account("x", "ana", "ana")
    asked = world.post("x:ana", "@halden how loud is it?", 3)
    row = queue(world, uses={"bluesky": "individual", "x": "list only"})[asked]
    assert (row["author_influencer_id"], row["tier"]) == (None, None)


SAID = "I read your notes on the quiet mode and miss the humidity outside. Do you have it?"


def crossposted(
    world: Advised, first: str = SAID, second: str = SAID, hours: tuple[float, float] = (5, 3)
) -> list[str]:
    """Ana says the same on Mastodon and, later, on Bluesky, each naming the brand as it is called there."""
    world.brand("mastodon", "halden@m.example")
    world.account("mastodon", "ana@m.example", "ana")
    return [
        world.post("mastodon:ana@m.example", f"{first} @halden@m.example https://a.example/1", hours[0]),
        ask(world, hours[1], f"@{BRAND} {second}"),
    ]


def test_a_message_on_two_platforms_is_answered_once_where_it_waits_longest(world):
    first, copy = crossposted(world)
    found = queue(world)
    assert (found[first]["state"], found[first]["place"], found[first]["copy_of_post_id"]) == ("open", 1, None)
    assert (found[copy]["state"], found[copy]["place"], found[copy]["copy_of_post_id"]) == ("copy", None, first)
    assert copy in found[first]["evidence_post_ids"]
    assert found[copy]["reason"].startswith(f"The same message as {first}, which is the one to answer.")


def test_of_two_copies_the_one_is_answered_where_the_brand_will_be(world):
    first, copy = crossposted(world)
    found = queue(world, platforms=("bluesky",))
    assert (found[first]["copy_of_post_id"], found[copy]["copy_of_post_id"]) == (copy, None)


def test_a_copy_that_was_answered_or_declined_answers_for_the_other(world):
    first, copy = crossposted(world)
    declined = queue(world, decisions=(decision(queue(world)[copy]["recommendation_id"], "no", NOW.date()),))
    assert (declined[copy]["state"], declined[first]["state"]) == ("decided", "copy")
    world.answer(f"bluesky:{BRAND}", copy, hours=1)
    found = queue(world)
    assert (found[copy]["state"], found[first]["state"], found[first]["copy_of_post_id"]) == ("answered", "copy", copy)


@pytest.mark.parametrize(
    ("second", "hours"),
    [
        ("How loud is it at three metres, with the window open?", (5, 3)),
        (f"{SAID} Besides, your bill says 400 euros and the offer 250, and nobody answers my mails about it.", (5, 3)),
        (SAID, (80, 3)),
    ],
    ids=["other words", "much more is said", "days apart"],
)
def test_what_says_more_or_comes_later_is_no_copy(world, second, hours):
    found = queue(world) if (posts := crossposted(world, second=second, hours=hours)) else {}
    assert [found[one]["state"] for one in posts] == ["open", "open"]


def test_a_stranger_is_known_again_by_name_and_a_message_of_some_length(world):
    world.brand("mastodon", "halden@m.example")

    def say(platform: str, brand: str, text: str, name: str) -> str:
        return world.post(f"{platform}:{brand}", f"@{brand} {text}", 3, author_native_id=f"{platform}-{name}-{len(text)}",
                          author_name=name, author_handle=f"{name.lower()}{len(text)}@{platform}.example")  # fmt: skip

    both = [("bluesky", BRAND), ("mastodon", "halden@m.example")]
    said = [say(*where, SAID, "Kim Berg") for where in both]
    brief = [say(*where, "any news?", "Lee") for where in both]
    others = [say(*where, SAID + " Thanks.", name) for where, name in zip(both, ("Ada", "Bo"), strict=True)]
    found = queue(world)
    assert sorted(found[one]["state"] for one in said) == ["copy", "open"]
    assert [found[one]["state"] for one in (*brief, *others)] == ["open"] * 4


def test_where_posts_rest_on_nobody_nobody_is_known_again(world):
    posts = crossposted(world)
    found = queue(world, uses={"bluesky": "individual", "mastodon": "list only"})
    assert [found[one]["state"] for one in posts] == ["open", "open"]


def test_how_much_it_reads_like_each_kind_stands_beside(world):
    asked = ask(world, 3)
    row = queue(world)[asked]
    assert (row["triage"], row["rule"], row["sureness"]) == ("question", "question", None)
    assert row["reason"].endswith(" are promised to tier 1. Asks something.")
    assert row["shares"]["question"] > row["shares"][row["second_triage"]]
    assert float(sum(row["shares"].values())) == pytest.approx(1, abs=0.04)


@given(minutes=st.integers(0, 27 * 24 * 60))
@settings(max_examples=12, deadline=None)
def test_waiting_is_what_counting_minutes_gives(minutes):
    with opened() as world:
        world.brand()
        world.person("ana", tier=1)
        asked = ask(world, minutes / 60)
        begin = NOW.replace(tzinfo=None) - timedelta(minutes=minutes)
        at = [begin + timedelta(minutes=one) for one in range(minutes)]
        worked = sum(one.weekday() < 5 and 9 <= one.hour < 17 for one in at)
        assert float(queue(world)[asked]["waiting_hours"]) == pytest.approx(worked / 60, abs=0.02)
