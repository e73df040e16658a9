"""The best sets of platforms are those that trying every set finds; not observed never counts as absent."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sql import warehouse
from tests.advised import NOW, Advised, config_of, opened
from transforms.advice.rules import configure

PLATFORMS = ("bluesky", "hackernews", "linkedin", "mastodon", "threads")
STATES = ("active", "reshares only", "dormant", "private", "not observed")
WEIGHTS = {1: Decimal("1.0"), 2: Decimal("0.6"), 3: Decimal("0.3")}
MODELS = ("marts.advice_rules", "marts.platform_reach", "marts.platform_shortlist")
person = st.tuples(st.sampled_from([1, 2, 3]), st.tuples(*[st.sampled_from(STATES)] * len(PLATFORMS)))


@pytest.fixture(scope="module")
def world():
    with opened() as world:
        world.brand()
        yield world


def shortlist(world: Advised, people, **changes) -> list[dict]:
    """The shortlist of people of whom tier and states are given."""
    configure(world.con, config_of(**changes), NOW)
    for table in ("core.influencers", "marts.presence"):
        world.con.execute(f"delete from {table}")
    world.con.execute("delete from core.accounts where not is_brand")
    for number, (tier, states) in enumerate(people):
        name = f"p{number:02d}"
        world.insert(
            "core.influencers", influencer_id=name, influencer_name=name, tier=tier, is_opted_out=False, is_listed=True
        )
        for platform, state in zip(PLATFORMS, states, strict=True):
            world.account(platform, name, name)
            world.insert("marts.presence", influencer_id=name, platform=platform, state=state, account_ids=[], heard_days=30,
                         posts=1, shared=0, formats=[], best_sample=0, time_zone="UTC", response_sample=0, confidence="solid",
                         reason="", evidence_post_ids=[])  # fmt: skip
    warehouse.build(world.con, warehouse.order(MODELS))
    return world.rows("from marts.platform_shortlist order by set_size, place")


@given(people=st.lists(person, min_size=1, max_size=8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_best_sets_are_those_that_trying_all_finds(world, people):
    found = shortlist(world, people)
    whole = sum(WEIGHTS[tier] for tier, _ in people)

    def reached(chosen):
        return {
            number
            for number, (_, states) in enumerate(people)
            if any(state in STATES[:2] for one, state in zip(PLATFORMS, states, strict=True) if one in chosen)
        }

    def share(chosen):
        return (sum(WEIGHTS[people[one][0]] for one in reached(chosen)) / whole).quantize(Decimal("0.000001"))

    best = {size: max(map(share, combinations(PLATFORMS, size))) for size in range(1, len(PLATFORMS) + 1)}
    firsts = [row for row in found if row["place"] == 1]
    assert [row["set_size"] for row in firsts] == sorted(best)
    for row in firsts:
        assert abs(row["reach_share"] - best[row["set_size"]]) <= Decimal("0.000002")
    for row in found:
        assert abs(share(row["platforms"]) - row["reach_share"]) <= Decimal("0.000002")
        assert row["people"] == len(reached(row["platforms"]))
        unreached = {f"p{one:02d}" for one in range(len(people))} - {f"p{one:02d}" for one in reached(row["platforms"])}
        unseen = {
            name for name in unreached
            if any(state == "not observed" for one, state in zip(PLATFORMS, people[int(name[1:])][1], strict=True) if one in row["platforms"])
        }  # fmt: skip
        assert (set(row["unknown_ids"]), set(row["lost_ids"])) == (unseen, unreached - unseen), "unseen is not absent"
    (chosen,) = (row for row in found if row["is_chosen"])
    assert chosen["place"] == 1
    enough = [row for row in firsts if row["reach_share"] >= Decimal("0.8")]
    assert chosen == (enough or [row for row in firsts if row["reach_share"] == firsts[-1]["reach_share"]])[0]


def test_what_brand_yaml_rules_out_is_shown_and_not_chosen(world):
    everywhere = (1, ("active",) * len(PLATFORMS))
    only_here = (1, ("not observed", "not observed", "active", "not observed", "not observed"))
    willing = tuple(one for one in PLATFORMS if one != "linkedin")
    found = shortlist(world, [everywhere, only_here], platforms=willing)
    assert all("linkedin" not in row["platforms"] for row in found)
    reach = {row["platform"]: row for row in world.rows("from marts.platform_reach")}
    assert (reach["linkedin"]["is_allowed"], reach["linkedin"]["why_not"]) == (False, "brand.yaml rules it out")
    assert (reach["linkedin"]["people"], float(reach["linkedin"]["reach_share"])) == (2, 1.0)


def test_what_each_next_platform_adds_is_named(world):
    active = {one: tuple("active" if one == each else "dormant" for each in PLATFORMS) for one in PLATFORMS}
    found = shortlist(world, [(1, active["bluesky"]), (2, active["mastodon"]), (3, active["threads"])])
    firsts = [row for row in found if row["place"] == 1][:3]
    assert [row["added_platform"] for row in firsts] == ["bluesky", "mastodon", "threads"]
    assert [row["added_ids"] for row in firsts] == [["p00"], ["p01"], ["p02"]]
    assert firsts[0]["lost_ids"] == ["p01", "p02"]
    assert [row["set_size"] for row in found if row["is_chosen"]] == [2]


def test_of_equals_the_one_where_the_brand_is_goes_first(world):
    found = shortlist(world, [(1, ("active", "active", "dormant", "dormant", "dormant"))])
    assert found[0]["platforms"] == ["bluesky"]
