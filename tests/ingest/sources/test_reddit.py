"""The oddities of Reddit; what all sources promise is in test_battery.py."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ingest.credentials import Credentials
from ingest.errors import NotFound, NotUnderstood, StopSource
from ingest.landing import envelope
from ingest.secret import hide_known
from ingest.sources import Account, reddit
from tests.ingest.fakes import NOW, Asker, Reply
from tests.ingest.fakes.reddit import AGENT, RedditApi
from tests.ingest.replies import client_of

ANN = Account("reddit:ann", "reddit", "ann")
DOOR = "/api/v1/access_token"
LISTING = {"kind": "Listing", "data": {"after": None, "children": []}}
ABOUT = {"kind": "t2", "data": {"id": "a1", "name": "ann"}}


def test_without_credentials_nobody_is_asked() -> None:
    client = client_of({})
    with pytest.raises(StopSource, match="approved app"):
        list(reddit.visit(ANN, {}, client, NOW))
    assert client.asked == []


@pytest.mark.parametrize("agent", ["", "earshot", "python:earshot:0.1", "python:earshot:0.1 (by haldenheat)"])
def test_a_user_agent_that_is_not_of_reddits_form_asks_nobody_and_says_which_it_is(agent: str) -> None:
    client = client_of({})
    client.credentials = Credentials("reddit", "invented-secret", "invented-id", extra={"user_agent": agent})
    with pytest.raises(StopSource, match=r"\(by /u/<user>\)"):
        list(reddit.visit(ANN, {}, client, NOW))
    assert client.asked == []


def test_the_app_shows_its_secret_at_the_door_only() -> None:
    client = client_of({
        DOOR: {"access_token": "invented-bearer", "token_type": "bearer"}, "/user/ann/about": ABOUT, "/user/ann/overview": LISTING,
    })  # fmt: skip
    client.credentials = RedditApi.credentials
    list(reddit.visit(ANN, {}, client, NOW))
    door, *inside = client.asked
    basic = b64encode(b"invented-id:invented-secret").decode()
    assert (door.method, door.host, door.headers["Authorization"]) == ("POST", "www.reddit.com", f"Basic {basic}")
    assert {(one.method, one.host, one.headers["Authorization"]) for one in inside} == {
        ("GET", "oauth.reddit.com", "Bearer invented-bearer")
    }
    assert {one.headers["User-Agent"] for one in client.asked} == {AGENT}
    assert hide_known(f"{basic} invented-bearer") == "HIDDEN HIDDEN", "no log tells them"


@pytest.mark.parametrize(
    "reply",
    [
        Reply({"error": "invalid_grant"}),
        Reply("<html>"),
        Reply({"access_token": 5}),
        Reply({"message": "Unauthorized"}, 401),
    ],
)
def test_a_door_that_gives_no_token_stops_the_platform(reply: Reply) -> None:
    client = client_of({DOOR: reply})
    client.credentials = RedditApi.credentials
    with pytest.raises(StopSource):
        list(reddit.visit(ANN, {}, client, NOW))


def test_no_landed_page_holds_the_token() -> None:
    fake = RedditApi()
    fake.post(NOW, 1)
    for page in reddit.visit(ANN, {}, Asker(fake), NOW):
        assert b"invented-bearer" not in envelope("run", ANN, page)


def test_who_agreed_is_read_though_robots_are_not_welcome() -> None:
    fake = RedditApi()
    fake.post(NOW, 1)
    fake.profile["hide_from_robots"] = True
    assert [page.reading for page in reddit.visit(replace(ANN, consented=True), {}, Asker(fake), NOW)] == ["", "reddit"]


def test_a_name_that_has_passed_to_somebody_else_is_not_read() -> None:
    with pytest.raises(NotFound, match="another account"):
        list(reddit.visit(replace(ANN, native_id="t2_zz"), {}, Asker(RedditApi()), NOW))


@pytest.mark.parametrize("about", [LISTING, {"kind": "t2"}, {"kind": "t2", "data": {"id": "a1"}}, [], "no"])
def test_a_user_that_is_none_is_not_understood(about: Any) -> None:
    client = client_of({DOOR: {"access_token": "invented-bearer"}, "/user/ann/about": about})
    client.credentials = RedditApi.credentials
    with pytest.raises(NotUnderstood):
        list(reddit.visit(ANN, {}, client, NOW))


def test_what_stands_there_without_words_is_gone() -> None:
    fake = RedditApi()
    there, removed, missing = (fake.post(NOW - timedelta(hours=number), number) for number in range(3))
    fake.removed.add(removed)
    del fake.posts[missing]
    told = {one: (is_there, why) for one, is_there, why in reddit.alive([there, removed, missing], Asker(fake))}
    assert told == {
        there: (True, "in api/info"),
        removed: (False, "removed (moderator)"),
        missing: (False, "left out by api/info"),
    }
