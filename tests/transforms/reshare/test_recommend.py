"""The list as an analyst finds it: reason, origin, credit, a way to share, memory and decisions."""

from __future__ import annotations

from datetime import date, timedelta

from transforms.reshare import candidates, recommend
from transforms.reshare.choose import recommendation_id

from .conftest import NOW, decision, settings


def listed(world, as_of=NOW, **changes):
    candidates(world.con, settings(**changes), as_of)
    recommend(world.con, settings(**changes), as_of)
    return world.rows("from marts.reshare_recommendations where is_current order by place")


def test_a_row_says_why_whose_it_is_and_how_to_share_it(world):
    world.person("ana", tier=1, platforms=("bluesky", "x"), full="Ana Lind")
    world.person("ben")
    post = world.post(
        "bluesky:ana.example.com",
        "Insulate first, then size the pump.",
        native_id="at://did:plc:a/app.bsky.feed.post/1",
    )
    world.topic("heat_pumps", post)
    world.post("bluesky:ben.example.com", reposts=post)
    (row,) = listed(world)
    assert row["recommendation_id"] == recommendation_id(post) and row["place"] == 1
    assert row["reason"] == "Ana (tier 1) posted about heat pumps an hour ago, and 1 person on the list passed it on."
    assert row["origin_from"] == "Ana" and row["origin_via"] is None
    assert row["credit_lines"]["x"] == "Insulate first, then size the pump. — Ana (@ana): " + row["url"]
    assert "(@ana.example.com)" in row["credit_lines"]["bluesky"]
    assert row["share_action"] == "repost" and row["share_urls"]["bluesky"] == row["url"]
    assert row["share_urls"]["x"].startswith("https://x.com/intent/post?text=")
    assert row["permission"] == "not needed: native share" and row["evidence_post_ids"][0] == post


def test_a_shared_page_is_credited_to_its_author_and_via_its_finder(world):
    world.person("ana")
    world.post(
        "bluesky:ana.example.com",
        "A fine read by Bea Ruiz (h/t @cid.example) https://paper.example/a",
        links=["https://paper.example/a"],
    )
    (row,) = listed(world)
    assert (row["origin_from"], row["origin_via"], row["origin_publisher"]) == ("Bea Ruiz", "Ana", "paper.example")
    assert row["credit_lines"]["mastodon"] == "By Bea Ruiz, via Ana: https://paper.example/a"


def test_a_page_of_a_listed_person_is_theirs_whatever_the_words_say(world):
    world.person("ana")
    world.person("ben", platforms=("feeds",), full="Ben Roe")
    world.post("feeds:ben", kind="article", title="Radiators", url="https://ben.example/radiators", hours=3000)
    world.post(
        "bluesky:ana.example.com",
        "Worth your time https://ben.example/radiators",
        links=["https://ben.example/radiators"],
    )
    (row,) = listed(world)
    assert (row["origin_from"], row["origin_via"]) == ("Ben Roe", "Ana")


def test_an_original_by_somebody_else_is_found_through_who_reposted_it(world):
    world.person("ana")
    original = {
        "referenced_post_id": "bluesky:o1", "referenced_url": "https://bsky.example/o1", "author_handle": "zoe.example",
        "author_name": "Zoe", "text": "Measured for a year", "created_at": (NOW - timedelta(hours=2)).replace(tzinfo=None),
    }  # fmt: skip
    world.post("bluesky:ana.example.com", reposts=original)
    (row,) = listed(world)
    assert (row["origin_from"], row["origin_via"], row["author_influencer_id"]) == ("Zoe", "Ana", None)
    assert (
        row["credit_lines"]["bluesky"] == "Measured for a year — Zoe (@zoe.example), via Ana: https://bsky.example/o1"
    )


def test_of_copies_of_one_message_one_is_proposed_and_the_first_is_where_it_began(world):
    world.person("ana", platforms=("bluesky", "mastodon"))
    first = world.post("mastodon:ana", "Measured for a year", hours=2, url="https://social.example/@ana/1")
    copy = world.post("bluesky:ana.example.com", "Measured for a year", hours=1)
    for post, is_voice in ((first, True), (copy, False)):
        world.insert("marts.post_voices", post_id=post, influencer_id="ana", account_id="a", platform=post.split(":")[0],
                     uses="individual", kind="original", created_at=NOW.replace(tzinfo=None), created_on=NOW.date(),
                     week_start=NOW.date(), weight=1, voice_id=first, is_voice=is_voice, is_personal=is_voice)  # fmt: skip
    (row,) = listed(world)
    assert row["origin_from_url"] == "https://social.example/@ana/1"


def test_a_rerun_gives_the_same_rows(world):
    world.person("ana")
    world.person("ben")
    for hours in (1, 2, 3):
        world.post("bluesky:ana.example.com", f"Pump diary {hours}", hours)
        world.post("bluesky:ben.example.com", f"Boiler diary {hours}", hours)
    listed(world)
    later = NOW + timedelta(hours=1)
    world.con.execute("update core.posts set last_seen_at = $at", {"at": later.replace(tzinfo=None)})
    first = (listed(world, later), world.rows("from marts.reshare_recommendations order by recommendation_id"))
    second = (listed(world, later), world.rows("from marts.reshare_recommendations order by recommendation_id"))
    assert first == second and len(first[0]) == 4


def test_what_was_listed_is_not_proposed_again_for_thirty_days(world):
    world.person("ana", platforms=("feeds",))
    world.post("feeds:ana", kind="article", title="Radiators", url="https://ana.example/radiators")
    assert len(listed(world)) == 1
    for hours, there in ((12, 1), (30, 0), (24 * 20, 0)):
        later = NOW + timedelta(hours=hours)
        world.con.execute("update core.posts set last_seen_at = $at", {"at": later.replace(tzinfo=None)})
        assert len(listed(world, later)) == there, hours
    assert world.rows("select state from marts.reshare_recommendations") == [{"state": "not taken up"}]


def test_never_is_never_and_later_is_later(world):
    world.person("ana", platforms=("feeds",))
    post = world.post("feeds:ana", kind="article", title="Radiators", url="https://ana.example/radiators")
    listed(world)
    word = decision(recommendation_id(post), "later", date(2026, 10, 5))
    assert listed(world, NOW + timedelta(hours=1), decisions=(word,)) == []
    assert world.rows("select state from marts.reshare_recommendations") == [{"state": "later"}]
    two_days = NOW + timedelta(hours=48)
    world.con.execute("update core.posts set last_seen_at = $at", {"at": two_days.replace(tzinfo=None)})
    assert len(listed(world, two_days, decisions=(word,))) == 1
    assert world.rows("select decided from marts.reshare_recommendations") == [{"decided": "later"}]
    never = decision(recommendation_id(post), "never", None)
    assert listed(world, two_days, decisions=(word, never)) == []


def test_nothing_is_listed_that_nobody_saw_online_for_six_hours(world):
    world.person("ana", platforms=("feeds",))
    post = world.post("feeds:ana", kind="article", title="Radiators", url="https://ana.example/r",
                      last_seen_at=(NOW - timedelta(hours=7)).replace(tzinfo=None), hours=20)  # fmt: skip
    assert listed(world) == []
    seen = {"post_id": post, "platform": "feeds", "run_id": "r", "is_definite": False, "evidence": "answered 200"}
    world.insert("ops.liveness", asked_at=NOW.replace(tzinfo=None), is_there=True, **seen)
    assert len(listed(world)) == 1
    world.insert("ops.liveness", asked_at=(NOW + timedelta(minutes=5)).replace(tzinfo=None), is_there=False, **seen)
    assert listed(world, NOW + timedelta(minutes=30)) == []


def test_once_a_post_is_gone_its_row_keeps_no_words(world):
    world.person("ana", platforms=("feeds",))
    post = world.post("feeds:ana", kind="article", title="Radiators", url="https://ana.example/r")
    listed(world)
    world.con.execute("delete from core.posts")
    world.insert("core.tombstones", post_id=post, platform="feeds", gone_at=NOW.replace(tzinfo=None), reason="deleted")
    assert listed(world, NOW + timedelta(hours=1)) == []
    (row,) = world.rows("select state, title, reason, credit_lines from marts.reshare_recommendations")
    assert row == {"state": "gone", "title": None, "reason": None, "credit_lines": None}


def test_a_list_that_breaks_a_rule_is_not_committed(world, monkeypatch):
    import pytest

    from sql.expectations import CheckFailed
    from transforms.reshare import choose

    world.person("ana")
    for hours in (1, 2, 3, 4):
        world.post("bluesky:ana.example.com", f"Pump diary {hours}", hours)
    before = listed(world)
    # a chooser that knows no caps
    monkeypatch.setattr(choose, "choose", lambda standing, caps, listed=(): list(standing))
    with pytest.raises(CheckFailed, match="above its cap"):
        listed(world, NOW + timedelta(minutes=1))
    assert world.rows("from marts.reshare_recommendations where is_current order by place") == before
