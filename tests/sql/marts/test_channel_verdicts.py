"""Is a channel worth it, by a rule that was fixed before; and did people respond to what the brand did?"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.advised import BRAND, NOW, Advised, decision, opened

DAY = 24.0
OWN = f"bluesky:{BRAND}"
ANA = "bluesky:ana.example.com"


@pytest.fixture
def world():
    with opened() as world:
        world.brand()
        world.person("ana", tier=1)
        yield world


def published(world: Advised, posts: int, answered: int, text: str = "A measured thing", **more) -> list[str]:
    """So many posts of the brand, all of them 20 to 60 days old, of which the first are answered."""
    told = []
    for number in range(posts):
        hours = 20 * DAY + number * 40 * DAY / max(posts, 1)
        told.append(world.post(OWN, text, hours, **more))
        if number < answered:
            world.answer(ANA, told[-1], "Interesting", hours - 1)
    return told


def verdicts(world: Advised, **changes) -> dict[str, dict]:
    world.advise(**changes)
    return {row["content_kind"]: row for row in world.rows("from marts.channel_verdicts where platform = 'bluesky'")}


@pytest.mark.parametrize(
    ("posts", "answered", "verdict"),
    [(40, 12, "invest"), (40, 2, "hold"), (120, 0, "cull"), (29, 29, "not enough data")],
)
def test_the_whole_interval_must_lie_on_one_side(world, posts, answered, verdict):
    row = verdicts(world)["all"]
    assert row["verdict"] == "not enough data", "nothing published"
    published(world, posts, answered)
    row = verdicts(world)["all"]
    assert (row["posts"], row["answered"], row["verdict"]) == (posts, answered, verdict)
    assert row["low_share"] <= row["response_share"] <= row["high_share"]


def test_what_would_change_the_verdict_does(world):
    published(world, 40, 2)
    row = verdicts(world)["all"]
    assert row["what_would_change"] == (
        "Of 40 posts, 10 answered or more mean invest, none answered means cull; 2 were; "
        "to tell half or twice the threshold takes about 236 posts."
    )
    assert row["posts_to_tell"] == 236
    for row in world.rows(
        f"select post_id, created_at from core.posts where account_id = '{OWN}' order by created_at limit 8"
    ):
        at = row["created_at"] + timedelta(hours=1)
        world.answer(ANA, row["post_id"], hours=(NOW.replace(tzinfo=None) - at) / timedelta(hours=1))
    assert verdicts(world)["all"]["verdict"] == "invest"


def test_a_brand_that_asks_for_less_is_told_how_much_more_it_needs(world):
    published(world, 40, 2)
    row = verdicts(world, verdicts={"threshold_share": Decimal("0.05")})["all"]
    assert row["what_would_change"] == (
        "Of 40 posts, 6 answered or more mean invest, and none answered would not yet mean cull; 2 were; "
        "to tell half or twice the threshold takes about 475 posts."
    )


def test_a_hold_on_posts_enough_and_a_verdict_ask_for_no_more(world):
    published(world, 40, 20)
    row = verdicts(world, verdicts={"threshold_share": Decimal("0.5")})["all"]
    assert (row["verdict"], row["posts_to_tell"]) == ("hold", 32)
    assert row["what_would_change"].endswith("; 20 were.")
    row = verdicts(world)["all"]
    assert row["verdict"] == "invest"
    assert row["what_would_change"].endswith("; 20 were.")


def test_what_is_never_judged_on_fewer_posts_does_not_tell_on_fewer(world):
    row = verdicts(world, verdicts={"threshold_share": Decimal("0.5"), "minimum_posts": 60})["all"]
    assert row["posts_to_tell"] == 60
    row = verdicts(world, verdicts={"threshold_share": Decimal("0.0001")})["all"]
    assert row["posts_to_tell"] is None, "more than 100,000"


def test_a_post_from_before_the_rule_or_not_yet_over_does_not_count(world):
    published(world, 40, 12)
    world.post(OWN, hours=5 * DAY)
    row = verdicts(world, verdicts={"fixed_on": date(2026, 9, 1)})["all"]
    assert row["posts"] < 40
    assert (row["window_from"], row["is_fixed_before"]) == (date(2026, 9, 1), True)
    assert verdicts(world)["all"]["posts"] == 40
    assert verdicts(world, verdicts={"fixed_on": None})["all"]["is_fixed_before"] is False


def test_a_late_answer_does_not_count(world):
    (post,) = published(world, 1, 0)
    world.answer(ANA, post, hours=5 * DAY)
    assert verdicts(world)["all"]["answered"] == 0
    assert verdicts(world, verdicts={"response_days": 16})["all"]["answered"] == 1


def test_selling_is_told_apart_from_useful(world):
    published(world, 2, 1, "Book now, 10% off until Friday")
    published(world, 3, 0)
    found = verdicts(world)
    assert (found["selling"]["posts"], found["selling"]["answered"]) == (2, 1)
    assert (found["useful"]["posts"], found["useful"]["answered"]) == (3, 0)


def test_a_post_that_lacks_a_link_to_its_source_is_named(world):
    (bare,) = published(world, 1, 0, "A new study found that it hums less")
    published(world, 1, 0, "A new study found that it hums less", links=("https://study.example/1",))
    row = verdicts(world)["all"]
    assert (row["unsourced"], row["unsourced_post_ids"]) == (1, [bare])


def test_an_answer_from_another_server_counts_for_the_newest_post(world):
    world.brand("mastodon", "halden@social.example")
    world.account("mastodon", "ana@other.example", "ana")
    world.post("mastodon:halden@social.example", hours=21 * DAY)
    post = world.post("mastodon:ana@other.example", "Hm", hours=20 * DAY, kind="reply")
    world.insert(
        "core.post_references", post_id=post, position=1, relation="replied_to", author_handle="halden@social.example"
    )
    world.advise()
    (row,) = world.rows(
        "select answered from marts.channel_verdicts where platform = 'mastodon' and content_kind = 'all'"
    )
    assert row["answered"] == 1


def outcomes(world: Advised, **changes) -> list[dict]:
    world.advise(**changes)
    return world.rows("from marts.outcomes order by act_at")


def test_a_share_and_a_response_within_its_days(world):
    theirs = world.post(ANA, hours=40 * DAY)
    share = world.post(OWN, reposts=theirs, hours=30 * DAY)
    thanks = world.post(ANA, f"@{BRAND} thank you", hours=29 * DAY)
    (row,) = outcomes(world)
    assert (row["act_id"], row["act"], row["did_respond"], row["responded_by"]) == (share, "share", True, "mention")
    assert (row["response_post_id"], row["is_complete"]) == (thanks, True)
    assert row["evidence_post_ids"] == [share, thanks]
    assert row["is_beyond_base"], "without an act nobody ever responded"


def test_who_talks_to_the_brand_all_the_time_did_not_respond_beyond_their_base(world):
    for day in range(1, 120, 3):
        world.post(ANA, f"@{BRAND} again", hours=day * DAY)
    theirs = world.post(ANA, hours=31 * DAY)
    world.post(OWN, reposts=theirs, hours=30 * DAY)
    (row,) = outcomes(world)
    assert (row["did_respond"], row["is_beyond_base"]) == (True, False)
    assert row["base_rate"] > Decimal("0.9")


def test_no_response_is_told_only_when_the_time_is_over(world):
    for days in (30, 5):
        theirs = world.post(ANA, hours=(days + 1) * DAY)
        world.answer(OWN, theirs, hours=days * DAY)
    assert [(row["act"], row["did_respond"], row["is_complete"]) for row in outcomes(world)] == [
        ("reply", False, True), ("reply", None, False),
    ]  # fmt: skip


def test_an_offer_that_was_noted_as_done_is_watched(world):
    feed = world.brand("feeds", "https://halden.example/feed.xml")
    world.post(feed, "Forty gardens", 60 * DAY, kind="article", title="Notes", url="https://halden.example/notes")
    linking = world.post(ANA, "Read this", 10 * DAY, links=("https://halden.example/notes?utm_source=bluesky",))
    (name,) = world.con.execute(
        "select 'match-' || left(md5('item-' || left(md5(url_key('https://halden.example/notes')), 16) || '|ana'), 16)"
    ).fetchone()
    (row,) = outcomes(world, decisions=(decision(name, "done", (NOW - timedelta(days=15)).date()),))
    assert (row["act"], row["recommendation_id"], row["responded_by"], row["response_post_id"]) == (
        "offer",
        name,
        "link",
        linking,
    )


def test_on_a_list_only_platform_nothing_is_watched(world):
    own = world.brand("x", "halden")
    world.account("x", "ana", "ana")
    theirs = world.post("x:ana", hours=31 * DAY)
    world.post(own, reposts=theirs, hours=30 * DAY)
    assert outcomes(world, uses={"bluesky": "individual", "x": "list only"}) == []
