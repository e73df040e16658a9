"""Further accounts are proposed from what a person's own accounts say, with evidence; nothing is linked by a guess."""

from __future__ import annotations

import pytest

from tests.advised import NOW, Advised, config_of, decision, opened
from transforms.advice import proposals


@pytest.fixture
def world():
    with opened() as world:
        world.person("ana", platforms=("bluesky", "x"))
        yield world


def says(world: Advised, account_id: str, **told: str) -> None:
    for column, words in told.items():
        world.con.execute(
            f"update core.accounts set {column} = $words where account_id = $id", {"words": words, "id": account_id}
        )


def proposed(world: Advised, **changes) -> dict[str, dict]:
    proposals.propose(world.con, config_of(**changes), NOW)
    return {f"{row['platform']}:{row['handle']}": row for row in world.rows("from marts.account_proposals")}


def test_a_handle_that_is_a_domain_proves_the_domain(world):
    row = proposed(world)["feeds:https://ana.example.com/"]
    assert (row["influencer_id"], float(row["score"])) == ("ana", 1.0)
    assert "is that domain" in row["evidence"]
    assert row["csv_row"].startswith("ana,feeds,https://ana.example.com/,")


def test_a_name_given_away_by_a_service_proves_nothing(world):
    says(world, "bluesky:ana.example.com", handle_now="ana.bsky.social")
    assert proposed(world) == {}


def test_what_a_profile_names_is_their_word_and_two_are_more(world):
    says(
        world,
        "bluesky:ana.example.com",
        handle_now="ana.bsky.social",
        description="Also @ana@social.example. https://youtu.be/abc",
    )
    one = proposed(world)
    assert {name: float(row["score"]) for name, row in one.items()} == {"mastodon:ana@social.example": 0.6}
    says(world, "x:ana", website="https://social.example/@ana")
    two = proposed(world)["mastodon:ana@social.example"]
    assert (float(two["score"]), two["evidence_account_ids"]) == (0.7, ["bluesky:ana.example.com", "x:ana"])


def test_what_is_listed_is_not_proposed_and_what_is_anothers_says_so(world):
    world.person("ben", platforms=("mastodon",))
    world.account("mastodon", "ana@social.example", "ana")
    world.account("mastodon", "ben@social.example", "ben")
    says(
        world,
        "bluesky:ana.example.com",
        handle_now="a.bsky.social",
        description="@ana@social.example and @ben@social.example",
    )
    found = proposed(world)
    assert set(found) == {"mastodon:ben@social.example"}
    assert found["mastodon:ben@social.example"]["held_by_influencer_id"] == "ben"
    assert "listed as ben's" in found["mastodon:ben@social.example"]["reason"]


def test_never_and_no_are_kept(world):
    (row,) = proposed(world).values()
    assert proposed(world, decisions=(decision(row["recommendation_id"], "never", NOW.date()),)) == {}


def test_a_profile_on_a_list_only_platform_is_not_read(world):
    says(world, "bluesky:ana.example.com", handle_now="a.bsky.social")
    says(world, "x:ana", website="https://ana.example.org")
    assert set(proposed(world)) == {"feeds:https://ana.example.org/"}
    assert proposed(world, uses={"bluesky": "individual", "x": "list only"}) == {}


def test_a_mirror_made_by_a_bridge_is_left_out(world):
    says(world, "bluesky:ana.example.com", handle_now="a.bsky.social", website="https://fed.brid.gy/bsky/ana")
    assert proposed(world) == {}
