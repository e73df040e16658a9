"""The oddities of Hacker News; what all sources promise is in tests/ingest/test_battery.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ingest.errors import NotFound, NotUnderstood, RepeatedCursor
from ingest.sources import Account
from ingest.sources.hackernews import alive, visit
from tests.ingest.fakes import NOW, Asker, Reply
from tests.ingest.fakes.hackernews import HackerNews

ANN = Account("hackernews:ann", "hackernews", "ann")


def heard(fake: HackerNews, cursor: Any = None, now: Any = NOW) -> set[str]:
    found = visit(ANN, cursor or {}, Asker(fake, now), now)
    return {one for page in found if page.reading for one in fake.ids(page.answer.json())}


def test_names_are_case_sensitive_and_a_wrong_one_is_no_empty_account() -> None:
    with pytest.raises(NotFound, match="case-sensitive"):
        list(visit(replace(ANN, handle="Ann"), {}, Asker(HackerNews()), NOW))


def test_a_user_that_is_no_object_is_not_understood() -> None:
    fake = HackerNews()
    fake.profile = [1]
    with pytest.raises(NotUnderstood):
        heard(fake)


def test_beyond_the_most_a_query_tells_the_window_is_narrowed() -> None:
    fake = HackerNews()  # tells four hits a query, whatever the page
    for number in range(50):
        fake.post(NOW - timedelta(minutes=number), number)
    assert heard(fake) == set(fake.posts)


def test_posts_of_one_second_are_not_lost_at_the_edge_of_a_page() -> None:
    fake = HackerNews()
    for number in range(12):
        fake.post(NOW - timedelta(seconds=number // 3), number)
    assert heard(fake) == set(fake.posts)


def test_more_posts_in_a_second_than_a_query_tells_are_an_error_not_an_end() -> None:
    fake = HackerNews()
    for number in range(9):
        fake.post(NOW, number)
    with pytest.raises(RepeatedCursor):
        heard(fake)


def test_the_next_visit_asks_from_the_window_on() -> None:
    fake = HackerNews()
    for number in range(40):
        fake.post(NOW - timedelta(days=number), number)
    cursor = list(visit(ANN, {}, Asker(fake), NOW))[-1].cursor
    client = Asker(fake, NOW + timedelta(hours=1))
    list(visit(ANN, cursor or {}, client, client.as_of))
    assert client.asked[-1][1]["numericFilters"] == f"created_at_i>={int((NOW - timedelta(hours=48)).timestamp())}"


def test_what_a_user_tells_is_learned_without_markup() -> None:
    learned = next(visit(ANN, {}, Asker(HackerNews()), NOW)).learned
    assert learned["description"] == "see me"
    assert learned["links"] == [{"url": "https://ann.example", "rel_me": False}]
    assert "followers" not in learned  # karma is something else


@pytest.mark.parametrize(
    ("item", "is_there"),
    [
        ({"id": 1}, True),
        ({"id": 1, "deleted": True}, False),
        ({"id": 1, "dead": True}, False),
        (None, False),
        ({"id": 1, "dead": False}, True),
    ],
)
def test_dead_deleted_and_missing_items_are_gone(item: Any, is_there: bool) -> None:
    class One:
        def answer(self, url: str, params: dict[str, Any]) -> Reply:
            assert url == "https://hacker-news.firebaseio.com/v0/item/1.json"
            return Reply(item)

    assert [told[:2] for told in alive(["1"], Asker(One()))] == [("1", is_there)]
