"""Which posts may be shared on, what speaks for them, and what forbids it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from transforms.reshare.ranking import build, candidates

from .conftest import NOW, settings


def test_young_posts_of_listed_people_are_candidates_by_platform(world):
    world.person("ana", platforms=("bluesky", "feeds"))
    new = world.post("bluesky:ana.example.com", hours=2)
    world.post("bluesky:ana.example.com", hours=40)
    article = world.post(
        "feeds:ana", hours=40, kind="article", title="Radiators", url="https://ana.example.com/radiators"
    )
    asked = candidates(world.con, settings(), NOW)
    assert {one["post_id"] for ones in asked.values() for one in ones} == {new, article}
    assert set(asked) == {"bluesky", "feeds"}


def barred(world, **changes):
    candidates(world.con, settings(**changes), NOW)
    return {row["post_id"]: row["barred_by"] for row in world.rows("from marts.reshare_candidates")}


def test_a_listed_persons_repost_makes_the_original_a_candidate_and_a_pickup(world):
    world.person("ana")
    world.person("ben")
    post = world.post("bluesky:ana.example.com")
    other = {"referenced_post_id": "bluesky:z", "referenced_url": "https://bsky.example/z", "author_handle": "zoe", "text": "Measured",
             "created_at": (NOW - timedelta(hours=3)).replace(tzinfo=None)}  # fmt: skip
    world.post("bluesky:ben.example.com", reposts=post)
    world.post("bluesky:ben.example.com", reposts=other)
    candidates(world.con, settings(), NOW)
    rows = {row["post_id"]: row for row in world.rows("from marts.reshare_candidates")}
    assert set(rows) == {post, "bluesky:z"}
    assert rows[post]["picked_up_by"] == ["ben"] and rows["bluesky:z"]["author_influencer_id"] is None
    assert rows[post]["pickup_part"] > 0.5


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"content_warning": "food"}, "content warning"),
        ({"labels": ["porn"]}, "label porn"),
        ({"labels": ["!no-unauthenticated"]}, "label !no-unauthenticated"),
        ({"visibility": "unlisted"}, "not public"),
        ({"text": "Use code HEAT20 for 20 % off"}, "advertisement without disclosure"),
        ({"text": "Use code HEAT20 for 20 % off", "hashtags": ["ad"]}, None),
        ({"text": "Use code HEAT20", "disclosure": "paid partnership"}, None),
        ({"text": "People like that should be shot"}, "unsafe words"),
        ({"text": "A scam, if you ask me"}, "word on the no-reshare list"),
        ({"text": "No scamper here"}, None),
        ({"text": "Norrvarm has a new pump"}, "about a competitor"),
        ({"text": "Plain words"}, None),
    ],
)  # fmt: skip
def test_what_must_never_be_shared_is_barred_and_says_why(world, more, why):
    from types import SimpleNamespace

    world.person("ana")
    post = world.post("bluesky:ana.example.com", **more)
    rivals = (SimpleNamespace(name="Norrvarm", also_called=(), accounts=()),)
    assert barred(world, competitors=rivals, no_reshare={"words": ("scam",)})[post] == why


def test_a_warning_may_be_allowed_and_is_flagged(world):
    world.person("ana")
    post = world.post("bluesky:ana.example.com", content_warning="food")
    assert barred(world, no_reshare={"content_warnings": False})[post] is None
    assert "content warning" in world.rows("from marts.reshare_candidates")[0]["safety_flags"]


def test_what_the_brand_shared_or_linked_is_not_proposed(world):
    world.person("ana")
    world.account("bluesky", "halden.example", None, is_brand=True)
    reposted, linking, other = (
        world.post("bluesky:ana.example.com"),
        world.post("bluesky:ana.example.com", links=["https://paper.example/a?utm_source=x"]),
        world.post("bluesky:ana.example.com"),
    )
    world.post("bluesky:halden.example", reposts=reposted)
    world.post("bluesky:halden.example", links=["https://paper.example/a"])
    assert barred(world) == {reposted: "shared by us", linking: "shared by us", other: None}


def test_sensitive_topics_closed_accounts_and_forbidden_people_are_barred(world):
    for name in ("ana", "ben", "cid"):
        world.person(name)
    ana, ben, cid = (world.post(f"bluesky:{name}.example.com") for name in ("ana", "ben", "cid"))
    world.topic("illness", ana, is_sensitive=True)
    world.insert("ops.visits", run_id="r", account_id="bluesky:ben.example.com", platform="bluesky", outcome="opted out", pages=0,
                 started_at=NOW.replace(tzinfo=None), ended_at=(NOW - timedelta(hours=1)).replace(tzinfo=None))  # fmt: skip
    told = barred(world, no_reshare={"people": ("cid",)})
    assert told == {ana: "sensitive topic", ben: "account is closed", cid: "person on the no-reshare list"}


def test_the_score_is_the_sum_of_its_parts(world):
    world.person("ana")
    world.post("bluesky:ana.example.com")
    candidates(world.con, settings(), NOW)
    names = ("fit", "interest", "tier", "response", "pace", "pickup", "freshness", "rarity")
    (row,) = world.rows("from marts.reshare_candidates")
    weights = {one["rule"]: one["rule_value"] for one in world.rows("from marts.reshare_rules")}
    assert abs(sum(weights[f"{name}_part"] for name in names) - 1) == 0
    assert abs(row["score"] - sum(weights[f"{name}_part"] * row[f"{name}_part"] for name in names)) < 1e-5


def test_answers_are_judged_against_the_authors_own_usual_and_for_the_age(world):
    for name, usual in (("ana", 100), ("ben", 5)):
        world.person(name)
        for day in range(5, 25):
            world.post(f"bluesky:{name}.example.com", hours=24 * day, likes=usual)
    old = {"last_seen_at": NOW.replace(tzinfo=None)}
    ana, ben, young = (
        world.post("bluesky:ana.example.com", hours=12, likes=50, **old),
        world.post("bluesky:ben.example.com", hours=12, likes=50, **old),
        world.post("bluesky:ben.example.com", hours=1, likes=5, **old),
    )
    candidates(world.con, settings(), NOW)
    pace = {row["post_id"]: row["pace_ratio"] for row in world.rows("from marts.reshare_candidates")}
    assert pace[ana] < 1 < pace[ben]
    assert pace[young] > 3  # five answers in the first of many hours


def test_growth_is_measured_where_counts_over_time_exist(world):
    world.person("ana")
    for day in range(5, 45):
        post = world.post("bluesky:ana.example.com", hours=24 * day, likes=100)
        for hours, likes in ((1, 80), (50, 100)):
            at = (NOW - timedelta(hours=24 * day - hours)).replace(tzinfo=None)
            world.insert("core.post_metrics", post_id=post, counted_at=at, likes=likes)
    candidates(world.con, settings(), NOW)
    told = world.rows(
        "select answered_share from marts._answer_growth where platform = 'bluesky' and age_step = growth_step(1)"
    )
    assert [float(one["answered_share"]) for one in told] == [0.8]


def test_where_a_platform_is_list_only_nothing_is_made_of_a_single_account(world):
    world.person("ana", platforms=("bluesky", "x"))
    for day in range(1, 30):
        world.post("x:ana", hours=24 * day, likes=30)
    post = world.post("x:ana", hours=1)
    uses = {"x": "list only"}
    told = settings()
    told.brand.uses.update(uses)
    candidates(world.con, told, NOW)
    assert world.rows("select account_id from marts.account_habits where platform = 'x'") == []
    assert world.rows("select account_id from marts._form_answers where account_id is not null") == []
    (row,) = world.rows("from marts.reshare_candidates")
    assert (row["post_id"], row["usual_of"]) == (post, "platform")


def test_a_faulty_model_leaves_yesterdays_tables(world, monkeypatch):
    world.person("ana")
    world.post("bluesky:ana.example.com")
    candidates(world.con, settings(), NOW)
    before = world.rows("from marts.reshare_candidates")
    world.con.execute("delete from core.posts")

    def fails(con, run):
        for model in run:
            if model.name == "marts.reshare_candidates":
                con.execute(model.takes[0])
                raise RuntimeError("pulled the plug")

    monkeypatch.setattr("sql.warehouse.build", fails)
    with pytest.raises(RuntimeError):
        build(world.con, ("marts.reshare_candidates",))
    assert world.rows("from marts.reshare_candidates") == before


def test_an_archive_of_two_platforms_makes_no_candidate_twice(world):
    world.person("ana", platforms=("archive",))
    for day in range(1, 9):
        world.post("archive:ana", hours=24 * day, platform="x")
        world.post("archive:ana", hours=24 * day, platform="bluesky")
    young = world.post("archive:ana", hours=1, platform="x")
    candidates(world.con, settings(), NOW)
    assert [row["post_id"] for row in world.rows("from marts.reshare_candidates")] == [young]
