"""Consent: with X as list only, nothing that is told of one person rests on X, in any mart.

Two worlds are built through every step, alike but for what a person says on X; whatever is told of a person must be the
same in both. And every mart is swept: a row that names a person names no post and no account of X, unless it is one of
the lists that product and terms allow.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from config.platforms import PLATFORMS
from sql import warehouse
from tests.advised import BRAND, NOW, Advised, brand_of, opened
from tests.transforms.reshare.conftest import settings as reshare_settings
from transforms import advice, marts, reshare

DAY = 24.0
USES = dict.fromkeys(PLATFORMS, "individual") | {"x": "list only"}
# told of the whole list: trends, shared pages, phrases, and what to share, where X may stand with its author
OF_THE_LIST = {
    "marts.post_voices", "marts.shared_links", "marts.rising_phrases", "marts.topic_trends", "marts.emerging_topics",
    "marts.post_origins", "marts.reshare_candidates", "marts.reshare_recommendations", "marts.completeness",
    "marts.brand_mentions", "marts._daily_accounts",
}  # fmt: skip
# told of persons, and the same whatever they say on X
OF_PERSONS = (
    "marts.interest_profiles", "marts._daily_topics", "marts.presence", "marts.content_matches", "marts.outcomes",
    "marts.platform_shortlist", "marts.account_habits",
)  # fmt: skip
# the average of the list, which counts X, and what is drawn to it
LIST_AVERAGES = {"list_pickups", "usual_pickups"}


def config() -> Any:
    topics = [SimpleNamespace(topic_id=one, name=one, description="", sensitive=False) for one in ("noise", "tariffs")]
    brand = SimpleNamespace(**vars(reshare_settings().brand) | vars(brand_of(uses=USES)))
    return SimpleNamespace(brand=brand, decisions=(), topics=topics)


def build(world: Advised, *, speaks_on_x: bool) -> None:
    feed = world.brand("feeds", "https://halden.example/feed.xml")
    own, on_x = world.brand(), world.brand("x", "halden")
    world.topic(
        "noise",
        world.post(feed, "Forty gardens", 10 * DAY, kind="article", title="Notes", url="https://halden.example/n"),
    )
    for name in ("ana", "ben"):
        world.person(name, platforms=("bluesky", "x"))
        for number in range(12):
            said = world.post(
                f"bluesky:{name}.example.com", f"{name} hears a hum, night {number}", 3 + number * 3 * DAY
            )
            world.topic("noise", said)
    shared = world.post("bluesky:ana.example.com", "The hum explained", 30 * DAY)
    world.post(own, reposts=shared, hours=29 * DAY)
    announced = world.post(on_x, "Notes are out", 20 * DAY, native_id="announced")
    if not speaks_on_x:
        return
    for number in range(12):
        world.topic("tariffs", world.post("x:ana", f"The standing charge again, part {number}", 2 + number * 3 * DAY))
    theirs = world.post("x:ana", "A long thread", 21 * DAY)
    world.post(on_x, reposts=theirs, hours=20 * DAY)
    world.answer("x:ana", announced, "@halden how loud is it?", 10)
    world.post("x:ana", "Worth reading", 9, links=("https://halden.example/n",))
    world.post("x:ana", reposts=shared, hours=8)


def advised(world: Advised, *, speaks_on_x: bool) -> Advised:
    build(world, speaks_on_x=speaks_on_x)
    marts.build(world.con, config(), None, "run", phrases=False)
    reshare.candidates(world.con, config(), NOW)
    reshare.recommend(world.con, config(), NOW)
    advice.build(world.con, config(), NOW)
    return world


@pytest.fixture(scope="module")
def worlds():
    with opened() as silent, opened() as speaking:
        yield advised(silent, speaks_on_x=False), advised(speaking, speaks_on_x=True)


@pytest.mark.parametrize("table", OF_PERSONS)
def test_what_is_told_of_a_person_is_the_same_whatever_they_say_on_x(worlds, table):
    def told(world: Advised) -> list[tuple[Any, ...]]:
        kept = [one for one in warehouse.models()[table].columns if one not in LIST_AVERAGES]
        return sorted(world.con.execute(f"select {', '.join(kept)} from {table}").fetchall(), key=repr)

    silent, speaking = map(told, worlds)
    assert silent, f"{table} is empty, so this shows nothing"
    assert silent == speaking


def test_every_mart_is_swept(worlds):
    world = worlds[1]
    swept = []
    for model in warehouse.models().values():
        if not (model.is_kept and model.schema == "marts") or model.name in OF_THE_LIST:
            continue
        people = [one for one in model.columns if one.endswith("influencer_id") or one == "influencer_ids"]
        ids = [
            one
            for one in model.columns
            if one.endswith(("post_id", "post_ids", "account_id", "account_ids")) and not one.startswith("brand_")
        ]
        if not people or not ids:
            continue
        swept.append(model.name)
        named = " or ".join(f"len({one}) > 0" if one.endswith("s") else f"{one} is not null" for one in people)
        for column in ids:
            each = f"unnest({column})" if column.endswith("s") else column
            found = world.con.execute(
                f"select told from (select {each} as told from {model.name} where {named}) where told ^@ 'x:'"
            ).fetchall()
            assert found == [], f"{model.name}.{column} tells of a person by X"
    assert {
        "marts.presence",
        "marts.content_matches",
        "marts.content_gaps",
        "marts.outcomes",
        "marts.interest_profiles",
    } <= set(swept)


def test_the_same_world_does_tell_of_x_where_the_list_is_told(worlds):
    world = worlds[1]
    (mentions,) = world.con.execute(
        "select count(*) from marts.brand_mentions where platform = 'x' and influencer_id is null"
    ).fetchone()
    (trends,) = world.con.execute("select sum(posts) from marts.topic_trends where topic_id = 'tariffs'").fetchone()
    assert mentions >= 1
    assert trends >= 12


def test_a_reply_on_x_waits_in_the_queue_as_anybodys(worlds):
    (row,) = worlds[1].rows("from marts.reply_queue where platform = 'x'")
    assert (row["author_influencer_id"], row["tier"]) == (None, None)
    assert BRAND not in (row["author_handle"] or "")
