"""Where each person is: a state for everybody everywhere, and never absent."""

from __future__ import annotations

import pytest

from tests.advised import Advised, opened

DAY = 24.0


@pytest.fixture
def world():
    with opened() as world:
        world.person("ana", platforms=("bluesky", "mastodon"))
        world.visited("bluesky:ana.example.com", 1)
        world.visited("mastodon:ana", 1)
        yield world


def rows(world: Advised, **changes) -> dict[tuple[str, str], dict]:
    world.advise(**changes)
    return {(row["influencer_id"], row["platform"]): row for row in world.rows("from marts.presence")}


def states(world: Advised, **changes) -> dict[tuple[str, str], str]:
    return {key: row["state"] for key, row in rows(world, **changes).items()}


def test_own_words_make_active_and_reposts_alone_do_not(world):
    world.post("bluesky:ana.example.com", hours=10 * DAY)
    world.post("mastodon:ana", reposts="mastodon:other", hours=10 * DAY)
    assert states(world) == {("ana", "bluesky"): "active", ("ana", "mastodon"): "reshares only"}


def test_silence_is_dormant_only_where_the_account_was_read_whole_for_long_enough(world):
    world.post("bluesky:ana.example.com", hours=100 * DAY)
    found = rows(world)
    assert found["ana", "bluesky"]["state"] == "dormant"
    assert found["ana", "mastodon"]["state"] == "not observed", "heard for a day only"
    world.con.execute("update ops.visits set ended_at = ended_at - interval 30 days")
    assert states(world)["ana", "bluesky"] == "not observed", "nobody has looked for a month"


def test_who_is_not_listed_on_a_platform_is_not_observed_there(world):
    world.person("ben", platforms=("bluesky",))
    found = rows(world)
    assert found["ben", "mastodon"]["state"] == "not observed"
    assert found["ben", "mastodon"]["account_ids"] == []
    assert "does not say" in found["ben", "mastodon"]["reason"]


def test_an_account_that_asks_not_to_be_read_is_private(world):
    world.visited("mastodon:ana", 0.5, "opted out")
    assert states(world)["ana", "mastodon"] == "private"


def test_a_list_only_platform_has_no_row(world):
    world.account("x", "ana", "ana")
    world.post("x:ana")
    found = rows(world, uses={"bluesky": "individual", "mastodon": "individual", "x": "list only"})
    assert {platform for _, platform in found} == {"bluesky", "mastodon"}


def test_no_pace_is_told_from_less_than_three_weeks(world):
    world.post("bluesky:ana.example.com", hours=20 * DAY)
    assert rows(world)["ana", "bluesky"]["posts_per_week"] is None
    world.post("bluesky:ana.example.com", hours=28 * DAY)
    assert rows(world)["ana", "bluesky"]["posts_per_week"] == pytest.approx(0.5)


def test_hours_are_told_by_the_brands_clock_and_with_their_sample(world):
    # 12:00 UTC on Mondays, which is 21:00 in Tokyo
    for week in range(10):
        world.post("bluesky:ana.example.com", hours=week * 7 * DAY)
    row = rows(world, reply={"time_zone": "Asia/Tokyo"})["ana", "bluesky"]
    assert (row["best_weekday"], row["best_sample"], row["time_zone"]) == ("Monday", 10, "Asia/Tokyo")
    assert row["best_from_hour"] <= 21 < row["best_to_hour"]
    assert rows(world)["ana", "mastodon"]["best_weekday"] is None


def test_the_time_of_response_is_a_median_of_answers(world):
    for hours in (1.0, 2.0, 9.0):
        asked = world.post("mastodon:ana", hours=50)
        world.answer("bluesky:ana.example.com", asked, hours=50 - hours)
    row = rows(world)["ana", "bluesky"]
    assert (float(row["response_hours"]), row["response_sample"]) == (2.0, 3)


def test_every_state_has_its_posts(world):
    first = world.post("bluesky:ana.example.com", hours=2)
    second = world.post("bluesky:ana.example.com", hours=1)
    assert rows(world)["ana", "bluesky"]["evidence_post_ids"] == [second, first]
