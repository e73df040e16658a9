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
