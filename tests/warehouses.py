"""A small warehouse of its own for a test: invented people, pages landed, loads run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ingest.answer import Answer
from ingest.landing import Landing
from ingest.load import Loaded, load
from ingest.sources import Account, Page
from sql import warehouse

ANN = Account("bluesky:ann.example.com", "bluesky", "ann.example.com")
BEN = Account("bluesky:ben.example.com", "bluesky", "ben.example.com")


def people(*accounts: Account) -> Any:
    """A configuration with one influencer an account."""
    listed = accounts or (ANN, BEN)
    return SimpleNamespace(
        influencers=[
            SimpleNamespace(
                influencer_id=one.handle.split(".")[0],
                name=one.handle,
                role="maker",
                organisation="",
                tier=1,
                lists=("all",),
                since=None,
                opted_out=False,
            )
            for one in listed
        ],
        accounts=[
            SimpleNamespace(
                account_id=one.account_id,
                platform=one.platform,
                handle=one.handle,
                influencer_id=one.handle.split(".")[0],
                is_brand=False,
                url="",
                evidence="",
                verified_on=None,
            )
            for one in listed
        ],
        brand_accounts=[],
    )


def post(number: int, text: str = "Wind in the wires", **more: Any) -> dict[str, Any]:
    """One record of getAuthorFeed. `likes`, `links`, `repost`, `created`, `by` change what they say."""
    by = more.get("by", "ann")
    uri = f"at://did:plc:{by}/app.bsky.feed.post/3k{number:011d}"
    record: dict[str, Any] = {
        "$type": "app.bsky.feed.post",
        "text": text,
        "createdAt": more.get("created", f"2026-09-01T08:{number % 60:02d}:00Z"),
    }
    if "links" in more:
        record["facets"] = [
            {
                "index": {"byteStart": 0, "byteEnd": 4},
                "features": [{"$type": "app.bsky.richtext.facet#link", "uri": link}],
            }
            for link in more["links"]
        ]
    view = {
        "uri": uri,
        "cid": f"bafy{number}",
        "author": {"did": f"did:plc:{by}", "handle": f"{by}.example.com"},
        "record": record,
        "indexedAt": record["createdAt"],
        "labels": [],
    }
    if more.get("likes", 0) is not None:
        view |= {"likeCount": more.get("likes", 0), "replyCount": 0, "repostCount": 0, "quoteCount": 0}
    told: dict[str, Any] = {"post": view}
    if more.get("repost"):
        told["reason"] = {
            "$type": "app.bsky.feed.defs#reasonRepost",
            "by": {"did": "did:plc:ben", "handle": "ben.example.com"},
            "uri": f"at://did:plc:ben/app.bsky.feed.repost/3r{number:011d}",
            "indexedAt": "2026-09-02T00:00:00Z",
        }
    return told


def answer(feed: Iterable[Any], at: str = "2026-09-07T06:00:00+00:00") -> Answer:
    body = json.dumps({"feed": list(feed)}).encode()
    found = Answer("https://bsky.example/feed", 200, {}, body, datetime.fromisoformat(at))
    found.items("feed")
    return found


class House:
    """A warehouse and a landing folder below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "warehouse.duckdb"
        self.landing = Landing(folder / "landing")

    def land(
        self,
        feed: Iterable[Any],
        account: Account = ANN,
        run: str = "run-1",
        number: int = 0,
        at: str = "2026-09-07T06:00:00+00:00",
        cursor: Mapping[str, Any] | None = None,
        **learned: Any,
    ) -> Path:
        page = Page(answer(feed, at), {"n": number} if cursor is None else cursor, "bluesky", learned)
        return self.landing.land(run, account, number, page)

    def load(self, *accounts: Account) -> Loaded:
        with self.open() as con:
            return load(con, self.landing, people(*accounts), datetime(2026, 9, 7, 6, tzinfo=UTC))

    @contextmanager
    def open(self) -> Any:
        with warehouse.connect(self.file) as con:
            yield con

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with self.open() as con:
            return con.execute(query).fetchall()
