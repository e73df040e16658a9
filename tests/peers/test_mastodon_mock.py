"""Mastodon against mastodon_mock, a stateful server of another's making, with its faults switched on."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingest.client import Client, open_client
from ingest.errors import NotFound, NotUnderstood, OptedOut, Problem, TryLater
from ingest.sources import Account, mastodon
from tests.landed import landed, staged

pytestmark = pytest.mark.peers
POSTS = 47  # over two pages of 40


def call(base: str, path: str, told: Any = None, method: str = "POST") -> Any:
    request = urllib.request.Request(
        f"{base}{path}", json.dumps(told or {}).encode(), {"Content-Type": "application/json", "Authorization": "Bearer alice"}, method=method
    )  # fmt: skip
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.loads(response.read() or b"null")


@pytest.fixture(scope="module")
def alice(mastodon_mock: str) -> str:
    """The server, with posts of Alice's on it."""
    for number in range(POSTS):
        call(mastodon_mock, "/api/v1/statuses", {"status": f"post {number} <b> & #wind https://blog.example/{number}"})
    return mastodon_mock


@pytest.fixture
def client(tmp_path: Path, alice: str) -> Any:
    opened = open_client(
        platform="mastodon", pace_dir=tmp_path / "pace", as_of=datetime.now(UTC), user_agent="earshot-test", pace_seconds=0.0,
        allow_hosts=("127.0.0.1", alice.removeprefix("http://")), read_seconds=2.0, transfer_seconds=4.0, patience=1.0,
    )  # fmt: skip
    yield opened
    opened.close()


@pytest.fixture
def fault(alice: str) -> Any:
    """Switch a fault on for the pages of posts; off again afterwards."""

    def switch(effect: dict[str, Any], count: int | None = None) -> None:
        rule = {"match": {"path": "/api/v1/accounts/*/statuses"}, "effect": effect}
        call(alice, "/api/v1/_mock/faults", rule | ({"count": count} if count else {}))

    yield switch
    call(alice, "/api/v1/_mock/faults", method="DELETE")


def account(base: str) -> Account:
    # nobody is indexable there, and no call of its API changes that
    return Account("mastodon:alice", "mastodon", "alice", f"{base}/@alice", consented=True)


def cursor(base: str) -> dict[str, Any]:
    # over plain http there is no WebFinger: where the API lies is known from an earlier visit
    return {"user": "alice", "base": base}


def heard(client: Client, base: str, tmp_path: Path) -> list[dict[str, Any]]:
    pages = [page for page in mastodon.visit(account(base), cursor(base), client, client.as_of) if page.reading]
    return staged(
        landed(tmp_path, "mastodon", [page.answer.json() for page in pages], account_id="mastodon:alice"), "mastodon"
    )


def test_everything_is_heard_once_as_a_reader_sees_it(client: Client, alice: str, tmp_path: Path) -> None:
    rows = heard(client, alice, tmp_path)
    assert len({row["native_id"] for row in rows}) == len(rows) == POSTS
    assert all(row["fault"] is None and row["withheld"] is None for row in rows)
    # staging has no order
    newest = next(row for row in rows if row["text"].startswith(f"post {POSTS - 1} "))
    assert newest["text"].startswith(f"post {POSTS - 1} <b> & #wind https://blog.example/")
    assert [link["url"] for link in newest["links"]] == [f"https://blog.example/{POSTS - 1}"]


def test_who_is_not_indexable_and_did_not_consent_is_not_read(client: Client, alice: str) -> None:
    with pytest.raises(OptedOut, match="indexable: false"):
        list(mastodon.visit(replace(account(alice), consented=False), cursor(alice), client, client.as_of))


@pytest.mark.parametrize(
    ("effect", "problem"),
    [
        ({"type": "ratelimit"}, TryLater),
        ({"type": "status", "status": 503}, TryLater),
        ({"type": "status", "status": 500}, TryLater),
        ({"type": "status", "status": 404}, NotFound),
        ({"type": "malformed"}, NotUnderstood),
        ({"type": "malformed", "truncate": False}, NotUnderstood),
        ({"type": "timeout", "delay_ms": 8000}, TryLater),
    ],
    ids=["429", "503", "500", "404", "cut JSON", "no JSON", "silence"],
)
def test_each_fault_is_the_right_error(
    client: Client, alice: str, fault: Any, effect: dict[str, Any], problem: type[Problem], tmp_path: Path
) -> None:
    fault(effect)
    with pytest.raises(problem):
        heard(client, alice, tmp_path)


def test_a_limit_says_when_to_come_back(client: Client, alice: str, fault: Any, tmp_path: Path) -> None:
    fault({"type": "ratelimit"})
    with pytest.raises(TryLater) as caught:
        heard(client, alice, tmp_path)
    assert 200 < (caught.value.until - datetime.now(UTC)).total_seconds() < 400


def test_a_fault_that_passes_costs_nothing(client: Client, alice: str, fault: Any, tmp_path: Path) -> None:
    fault({"type": "status", "status": 502}, count=1)
    assert len(heard(client, alice, tmp_path)) == POSTS


def test_a_deleted_post_is_told_from_one_that_is_there(client: Client, alice: str, tmp_path: Path) -> None:
    told = call(alice, "/api/v1/statuses", {"status": "soon gone"})
    kept = call(alice, "/api/v1/statuses", {"status": "kept"})
    call(alice, f"/api/v1/statuses/{told['id']}", method="DELETE")
    uris = {f"{alice}/users/alice/statuses/{one['id']}": one is kept for one in (told, kept)}
    assert {uri: there for uri, there, _ in mastodon.alive(list(uris), client)} == uris
    call(alice, f"/api/v1/statuses/{kept['id']}", method="DELETE")
