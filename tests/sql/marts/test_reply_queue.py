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
