"""The step `tag`: new and edited posts once, the same text once, nothing twice, nothing left behind."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from config import Topic
from sql import warehouse
from tests.warehouses import House, post
from transforms.topics import tag

UNTIL = datetime(2026, 9, 7, 6, tzinfo=UTC)


def topic(topic_id: str, *seeds: str, excluded: tuple[str, ...] = ()) -> Topic:
    return Topic(topic_id, topic_id, "", seeds, excluded, False, 1)


TOPICS = (
    topic("heat-pumps", "heat pump prices", "boiler replacement", "heat pump grant", "ventas de bombas de calor"),
    topic("bread", "sourdough", "rye loaf", "proving basket", "oven spring", "baking bread at home"),
)


@pytest.fixture
def house(tmp_path: Path) -> House:
    found = House(tmp_path)
    found.land(
        [
            post(1, "Heat pump prices fell again, and the grant for replacing a boiler stays"),
            post(2, "My sourdough rye loaf had a great oven spring this morning"),
            post(3, "My sourdough rye loaf had a great oven spring this morning"),
            post(4, "🎉🎉🎉"),
            post(
                5,
                "My sourdough rye loaf had a great oven spring this morning https://example.com/a",
                by="cat",
                repost=True,
            ),
        ]
    )
    found.load()
    return found


def run(house: House, tmp_path: Path, topics: Any = TOPICS, **more: Any) -> tag.Tagged:
    return tag.tag(house.file, tmp_path, topics, more.pop("until", UNTIL), **more)


def topics_of(house: House) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for post_id, topic_id in house.ask("select post_id, topic_id from marts.post_topics where relevance >= 0.5"):
        found.setdefault(post_id[-4:], set()).add(topic_id)
    return found


def test_a_post_gets_its_topics_and_a_text_is_told_once(house: House, tmp_path: Path) -> None:
    done = run(house, tmp_path)
    assert (done.posts, done.texts) == (5, 2)
    found = topics_of(house)
    assert found["0001"] == {"heat-pumps"}
    assert found["0002"] == found["0003"] == {"bread"}
    assert "0004" not in found
    assert house.ask("select count(*) from marts._texts") == [(2,)]


def test_nothing_new_is_nothing_read(house: House, tmp_path: Path) -> None:
    run(house, tmp_path)
    before = house.ask("select * from marts.post_topics order by all")
    again = run(house, tmp_path, until=datetime(2026, 9, 8, tzinfo=UTC))
    assert (again.posts, again.texts) == (0, 0)
    assert house.ask("select * from marts.post_topics order by all") == before


def test_an_edited_post_is_told_again_and_its_old_words_leave(house: House, tmp_path: Path) -> None:
    run(house, tmp_path)
    house.land(
        [post(1, "Now about sourdough and a rye loaf with oven spring")],
        run="run-2",
        number=9,
        at="2026-09-08T06:00:00+00:00",
    )
    house.load()
    done = run(house, tmp_path, until=datetime(2026, 9, 8, 6, tzinfo=UTC))
    assert (done.posts, done.texts) == (1, 1)
    assert topics_of(house)["0001"] == {"bread"}
    assert house.ask("select count(*) from marts._texts") == [(2,)]
    orphans = "select count(*) from marts._text_topics where text_hash not in (select text_hash from marts._texts)"
    assert house.ask(orphans) == [(0,)]


def test_a_post_that_is_gone_leaves_no_trace(house: House, tmp_path: Path) -> None:
    run(house, tmp_path)
    with house.open() as con:
        con.execute("delete from core.posts where post_id like '%0001'")
    done = run(house, tmp_path)
    assert done.gone == 1
    for table in ("marts.post_topics", "marts.post_languages", "marts._post_texts"):
        assert house.ask(f"select count(*) from {table} where post_id like '%0001'") == [(0,)]
    assert house.ask("select count(*) from marts._texts") == [(1,)]


def test_whose_words_say_it_is_told(house: House, tmp_path: Path) -> None:
    with house.open() as con:
        original = "'Heat pump prices fell, says the price index of boilers'"
        con.execute("update core.posts set kind = 'repost', text = null, version_hash = 'x' where post_id like '%0004'")
        con.execute(
            "update core.posts set kind = 'quote', text = 'This!', version_hash = 'y' where post_id like '%0003'"
        )
        con.execute(f"""
            insert into core.post_references by name
            select post_id, 1 as position, if(kind = 'repost', 'reposted', 'quoted') as relation, {original} as text
            from core.posts where kind in ('repost', 'quote') and version_hash in ('x', 'y')
        """)
    run(house, tmp_path)
    found = dict(
        house.ask(
            "select post_id[-4:], method from marts.post_topics where topic_id = 'heat-pumps' and relevance >= 0.5"
        )
    )
    assert found == {"0001": "own", "0003": "quoted", "0004": "reposted"}


def test_a_repost_without_words_has_those_of_the_post_we_keep(house: House, tmp_path: Path) -> None:
    with house.open() as con:
        con.execute("update core.posts set kind = 'repost', text = null, version_hash = 'x' where post_id like '%0004'")
        con.execute("""
            insert into core.post_references by name
            select post_id, 1 as position, 'reposted' as relation, replace(post_id, '0004', '0001') as referenced_post_id
            from core.posts where post_id like '%0004'
        """)
    run(house, tmp_path)
    assert topics_of(house)["0004"] == {"heat-pumps"}
    assert house.ask("select count(*) from marts._texts") == [(2,)]


def test_another_taxonomy_makes_texts_stale_and_they_are_told_again_in_portions(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(house, tmp_path)
    monkeypatch.setattr(tag, "MOST_STALE", 1)
    other = (topic("kites", "stunt kite", "kite line"), TOPICS[1])
    first = run(house, tmp_path, other)
    assert (first.stale, first.stale_left) == (1, 1)
    second = run(house, tmp_path, other)
    assert (second.stale, second.stale_left) == (1, 0)
    assert house.ask("select distinct topic_id from marts.post_topics where relevance >= 0.5") == [("bread",)]
    assert house.ask("select count(distinct engine_version) from marts.post_topics") == [(1,)]
    assert run(house, tmp_path, other) == tag.Tagged(second.engine_version)


def test_one_process_or_two_give_the_same_rows(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tag, "A_PORTION", 1)
    run(house, tmp_path / "two", processes=2)
    two = house.ask("select * from marts.post_topics order by all")
    with house.open() as con:
        for table in tag.TABLES:
            con.execute(f"delete from {table}")
    monkeypatch.setattr(tag, "A_PORTION", 4_096)
    run(house, tmp_path / "one")
    assert house.ask("select * from marts.post_topics order by all") == two
    assert two


def test_a_plan_told_halfway_and_taken_twice_is_taken_once(house: House, tmp_path: Path) -> None:
    with house.open() as con:
        plan = tag.plan(con, tmp_path, TOPICS, UNTIL)
    for portion in plan.portions:
        told = tag.tell(plan.engine_folder, plan.engine_version, portion)
        assert tag.tell(plan.engine_folder, plan.engine_version, portion) == told
    with house.open() as con:
        tag.take(con, plan)
    before = house.ask("select * from marts.post_topics order by all")
    with house.open() as con:
        tag.take(con, plan)
    assert house.ask("select * from marts.post_topics order by all") == before
    assert house.ask("select count(*) from ops.steps where step = 'tag'") == [(1,)]
    assert not list((tmp_path / "tagging").glob("*")), "words lie about no longer than they are needed"


def test_an_empty_taxonomy_tells_languages_and_no_topics(house: House, tmp_path: Path) -> None:
    run(house, tmp_path, ())
    assert house.ask("select count(*) from marts.post_topics") == [(0,)]
    assert {one for (one,) in house.ask("select language from marts.post_languages")} == {"en"}
    with house.open() as con:
        warehouse.create(con)
