"""Bluesky against @atproto/dev-env: a PDS and an AppView as Bluesky runs them."""

from __future__ import annotations

import json
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingest.client import Client, open_client
from ingest.errors import Gone, NotFound
from ingest.sources import Account, bluesky
from tests.landed import landed, staged

pytestmark = pytest.mark.peers
POSTS = 120  # over the 100 of a page


def call(base: str, method: str, told: Any, token: str = "") -> Any:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(f"{base}/xrpc/{method}", json.dumps(told).encode(), headers, method="POST")
    with urllib.request.urlopen(request, timeout=20) as response:
        return json.loads(response.read() or b"{}")


@pytest.fixture(scope="module")
def alice(bluesky_network: dict[str, str]) -> dict[str, Any]:
    """Alice, with posts: one dated back to 2012, one with a link in a facet behind letters of two bytes."""
    pds = bluesky_network["pds"]
    told = {"handle": "alice.test", "email": "alice@alice.test", "password": "alice-pass"}
    session = call(pds, "com.atproto.server.createAccount", told)
    uris = []
    for number in range(POSTS):
        record = {
            "$type": "app.bsky.feed.post",
            "text": f"post {number}",
            "createdAt": f"2026-10-01T{number // 60:02d}:{number % 60:02d}:00Z",
        }
        if number == 0:
            record |= {"text": "old news", "createdAt": "2012-01-01T00:00:00Z"}
        if number == 1:
            link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://blog.example/p"}
            record |= {
                "text": "Né: read this",
                "facets": [{"index": {"byteStart": 5, "byteEnd": 14}, "features": [link]}],
            }
        asked = {"repo": session["did"], "collection": "app.bsky.feed.post", "record": record}
        uris.append(call(pds, "com.atproto.repo.createRecord", asked, session["accessJwt"])["uri"])
    return session | {"uris": uris, "pds": pds}


@pytest.fixture
def client(bluesky_network: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(bluesky, "HOST", f"{bluesky_network['appview']}/xrpc/")
    opened = open_client(
        platform="bluesky", pace_dir=tmp_path / "pace", as_of=datetime.now(UTC), user_agent="earshot-test", pace_seconds=0.0,
        allow_hosts=("localhost",),
    )  # fmt: skip
    yield opened
    opened.close()


def heard(client: Client, tmp_path: Path, most: int) -> dict[str, dict[str, Any]]:
    """What a visit hears, by address; the AppView shows a post within a second or so."""
    until = time.monotonic() + 60
    while True:
        visit = bluesky.visit(Account("bluesky:alice.test", "bluesky", "alice.test"), {}, client, client.as_of)
        pages = [page.answer.json() for page in visit if page.reading]
        rows = {row["native_id"]: row for row in staged(landed(tmp_path, "bluesky", pages), "bluesky")}
        if len(rows) >= most or time.monotonic() > until:
            return rows
        time.sleep(1)


def test_every_post_is_heard_the_backdated_one_too(alice: dict[str, Any], client: Client, tmp_path: Path) -> None:
    rows = heard(client, tmp_path, POSTS)
    assert set(rows) == set(alice["uris"])
    assert rows[alice["uris"][0]]["created_at"].startswith("2012-01-01")
    assert [link["url"] for link in rows[alice["uris"][1]]["links"]] == ["https://blog.example/p"]
    assert all(row["fault"] is None for row in rows.values())


def test_a_deleted_post_is_told_from_one_that_is_there(alice: dict[str, Any], client: Client) -> None:
    gone, kept = alice["uris"][-1], alice["uris"][-2]
    asked = {"repo": alice["did"], "collection": "app.bsky.feed.post", "rkey": gone.rsplit("/", 1)[1]}
    call(alice["pds"], "com.atproto.repo.deleteRecord", asked, alice["accessJwt"])
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = {uri: there for uri, there, _ in bluesky.alive([gone, kept], client)}
        if found == {gone: False, kept: True}:
            return
        time.sleep(1)
    pytest.fail(f"{found}")


def test_who_is_nobody_is_not_found(alice: dict[str, Any], client: Client) -> None:
    with pytest.raises((NotFound, Gone)):
        list(bluesky.visit(Account("bluesky:nobody.test", "bluesky", "nobody.test"), {}, client, client.as_of))
