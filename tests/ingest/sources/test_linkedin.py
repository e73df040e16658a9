"""The oddities of LinkedIn; what all sources promise is in test_battery.py."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from ingest.credentials import Credentials
from ingest.errors import NotFound, NotUnderstood, SkipAccount, StopSource, TryLater
from ingest.sources import Account, linkedin
from tests.ingest.fakes import NOW, Asker, Reply
from tests.ingest.fakes.linkedin import URN, LinkedIn
from tests.ingest.replies import client_of

HALDEN = Account("linkedin:company/halden", "linkedin", "company/halden")


def visit(fake: Any, account: Account = HALDEN, cursor: Any = None, now: Any = NOW) -> tuple[list[Any], Asker]:
    client = Asker(fake, now)
    return list(linkedin.visit(account, cursor or {}, client, now)), client


@pytest.mark.parametrize("handle", ["in/ana-example", "in/ana-example/"])
def test_people_are_not_asked_for_and_the_lawful_way_is_named(handle: str) -> None:
    client = Asker(LinkedIn())
    with pytest.raises(SkipAccount, match="archive"):
        list(linkedin.visit(Account(f"linkedin:{handle}", "linkedin", handle), {}, client, NOW))
    assert client.asked == []


def test_each_request_names_a_version_and_the_protocol() -> None:
    client = client_of({
        "/rest/organizations": {"elements": [{"id": 123}]},
        "/rest/posts": {"elements": [], "paging": {"start": 0, "count": 100, "links": []}},
    })  # fmt: skip
    client.credentials = Credentials("linkedin", "AQX-invented", extra={"api_version": "202610"})
    list(linkedin.visit(HALDEN, {}, client, NOW))
    assert {asked.headers["LinkedIn-Version"] for asked in client.asked} == {"202610"}
    assert {asked.headers["X-Restli-Protocol-Version"] for asked in client.asked} == {"2.0.0"}
    assert "author=urn%3Ali%3Aorganization%3A123" in client.asked[-1].url


@pytest.mark.parametrize(
    ("version", "today", "said"),
    [
        ("202605", date(2027, 3, 31), None),
        ("202605", date(2027, 4, 1), "ends next month"),
        ("202605", date(2027, 5, 1), "has ended, or may any day"),
        ("202605", date(2030, 1, 1), "has ended, or may any day"),
        ("2026-05", date(2026, 6, 1), "YYYYMM"),
        ("202613", date(2026, 6, 1), "YYYYMM"),
    ],
)
def test_a_version_is_warned_of_a_month_before_its_end(version: str, today: date, said: str | None) -> None:
    warning = linkedin.outdated(version, today)
    assert warning is None if said is None else said in warning


def test_the_warning_is_in_the_log_of_the_visit(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "earshot.linkedin"):
        visit(LinkedIn(), now=datetime(2027, 6, 1, tzinfo=UTC))
    assert "api_version" in caplog.text


def test_426_says_which_version_ended_and_what_to_write() -> None:
    fake = LinkedIn()
    fake.broken = Reply({"status": 426, "code": "NONEXISTENT_VERSION", "message": "not active"}, 426)
    with pytest.raises(StopSource, match=rf"Version {linkedin.VERSION} of the API is no more.*api_version \(YYYYMM\)"):
        visit(fake)


def test_the_days_quota_ends_at_midnight_utc() -> None:
    fake = LinkedIn()
    fake.broken = Reply({"status": 429}, 429)
    with pytest.raises(TryLater) as caught:
        visit(fake)
    assert caught.value.until == datetime(2026, 10, 2, tzinfo=UTC)


def test_a_page_goes_by_its_name_its_number_and_what_was_learned() -> None:
    for account, path in (
        (HALDEN, "organizations?q=vanityName&vanityName=halden"),
        (Account("linkedin:company/123", "linkedin", "company/123"), "organizations/123"),
        (Account("linkedin:showcase/x", "linkedin", "showcase/x", native_id=URN), "organizations/123"),
    ):
        client = client_of({
            "/rest/organizations": {"elements": [{"id": 123}]}, "/rest/organizations/123": {"id": 123},
            "/rest/posts": {"elements": [], "paging": {"start": 0, "count": 100, "links": []}},
        })  # fmt: skip
        pages = list(linkedin.visit(account, {}, client, NOW))
        assert client.asked[0].url.endswith(path)
        assert pages[0].learned["native_id"] == URN


@pytest.mark.parametrize(("body", "problem"), [
    ({"elements": []}, NotFound), ({"elements": [5]}, NotUnderstood), ({}, NotUnderstood), ([], NotUnderstood),
    ({"elements": {}}, NotUnderstood), ({"id": None}, NotUnderstood),
])  # fmt: skip
def test_what_is_no_page_is_the_right_error(body: Any, problem: type[Exception]) -> None:
    with pytest.raises(problem) as caught:
        list(linkedin.visit(HALDEN, {}, client_of({"/rest/organizations": body}), NOW))
    assert type(caught.value) is problem


@pytest.mark.parametrize(
    ("paging", "number", "following"),
    [
        ({"links": [{"rel": "next", "href": "/rest/posts?count=100&start=100"}]}, 3, "100"),
        ({"links": [{"rel": "prev", "href": "/rest/posts?start=0"}], "start": 100, "count": 100}, 3, None),
        ({"links": [], "start": 0, "count": 3}, 3, "3"),
        ({"links": [], "start": 0, "count": 100, "total": 7}, 3, "3"),
        ({"links": [], "start": 4, "count": 3, "total": 7}, 3, None),
        ({"links": [{"rel": "next", "href": "/rest/posts?start=x"}, 5]}, 3, None),
        ({"links": [], "start": 0, "count": 3}, 0, None),
        (None, 3, None),
    ],
)
def test_the_end_is_what_linkedin_says_it_is(paging: Any, number: int, following: str | None) -> None:
    client = client_of({"/rest/posts": {"elements": [{}] * number, "paging": paging}})
    answer = client.get("https://api.linkedin.com/rest/posts")
    assert linkedin._next_of(answer) == following


def test_once_a_week_everything_is_read_anew_since_a_deletion_may_move_a_post_past_us() -> None:
    fake = LinkedIn()
    for number in range(40):
        fake.post(NOW - timedelta(days=10 + number), number)
    pages, first = visit(fake)
    cursor = pages[-1].cursor
    asked = []
    for day in range(1, 9):
        now = NOW + timedelta(days=day)
        pages, client = visit(fake, cursor=cursor, now=now)
        cursor = pages[-1].cursor
        asked.append(len(client.asked))
    assert max(asked) == len(first.asked)
    assert sorted(asked)[-2] == 2, "the other days read one page below the profile"


def test_posts_that_linkedin_will_not_tell_of_are_passed_over() -> None:
    client = client_of({
        "/rest/posts/urn%3Ali%3Ashare%3A1": Reply({"status": 403, "code": "ACCESS_DENIED"}, 403),
        "/rest/posts/urn%3Ali%3Ashare%3A2": Reply({"status": 404}, 404),
    })  # fmt: skip
    told = list(linkedin.alive(["urn:li:share:1", "urn:li:share:2"], client))
    assert told == [("urn:li:share:2", False, "answered 404")]
