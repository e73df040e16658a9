"""All marts of advice, or none: what is asked before they are committed, and what a rerun gives."""

from __future__ import annotations

import pytest

from sql import warehouse
from sql.expectations import CheckFailed
from tests.advised import BRAND, NOW, Advised, config_of, opened
from transforms import advice
from transforms.advice import building

DAY = 24.0


@pytest.fixture
def world():
    with opened() as world:
        feed = world.brand("feeds", "https://halden.example/feed.xml")
        world.brand()
        world.topic(
            "noise", world.post(feed, "Forty", DAY, kind="article", title="Notes", url="https://halden.example/n")
        )
        for name in ("ana", "ben"):
            world.person(name)
            world.interest(name, "noise")
            world.answer(f"bluesky:{name}.example.com", world.post(f"bluesky:{BRAND}", hours=30), "How loud?", 20)
        yield world


def tables(world: Advised) -> dict[str, list[tuple]]:
    return {name: sorted(world.con.execute(f"from {name}").fetchall(), key=repr) for name in building.TABLES}


def test_the_same_time_gives_the_same_tables(world):
    world.advise()
    first = tables(world)
    assert all(
        first[name] for name in ("core.content_items", "marts.presence", "marts.reply_queue", "marts.content_matches")
    )
    world.advise()
    assert tables(world) == first


def test_the_step_and_what_was_asked_are_noted_once(world):
    world.advise()
    world.advise()
    ((step, until),) = world.con.execute("select step, window_to from ops.steps").fetchall()
    assert (step, until) == ("advise", NOW.replace(tzinfo=None))
    (asked, unmet) = world.con.execute("select count(*), count(*) filter (not is_met) from ops.validations").fetchone()
    assert asked > 50
    assert unmet == 0


@pytest.mark.parametrize(
    ("table", "slip", "says"),
    [
        (
            "marts.reply_queue",
            "update marts.reply_queue set triage = 'troll', words = 'x'",
            "a troll is not to be answered",
        ),
        (
            "marts.content_matches",
            "insert into marts.content_matches from marts.content_matches",
            "item and person stand once",
        ),
        ("marts.presence", "update marts.presence set influencer_id = 'nobody'", "nobody is named who opted out"),
        ("marts.outcomes", "update marts.channel_verdicts set verdict = 'cull'", "small samples are not judged"),
        (
            "marts.platform_shortlist",
            "update marts.platform_shortlist set lost_ids = ['a', 'b', 'c']",
            "everybody is reached",
        ),
        ("marts.content_matches", "update marts.content_matches set score = 2", "score is a share"),
    ],
)
def test_a_broken_rule_is_named_and_nothing_is_committed(world, monkeypatch, table, slip, says):
    world.advise()
    before = tables(world)
    world.post("bluesky:ana.example.com", f"@{BRAND} again")
    real = warehouse.build

    def and_slip(con, run):
        models = list(run)
        real(con, models)
        if any(model.name == "marts.outcomes" for model in models):
            con.execute(slip)

    monkeypatch.setattr(warehouse, "build", and_slip)
    with pytest.raises(CheckFailed, match=says):
        advice.build(world.con, config_of(), NOW)
    assert tables(world) == before


def test_without_anything_heard_every_table_is_there_and_empty_of_persons():
    with opened() as world:
        world.advise()
        assert world.rows("from marts.content_matches") == []
        assert world.rows("from marts.platform_shortlist") == []
