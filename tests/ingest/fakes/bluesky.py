"""Bluesky's AppView: newest first by min(createdAt, time indexed), cursor "<ms>::<n>", no cursor on the last page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.ingest.fakes import Reply

DID = "did:plc:ann"


class Bluesky:
    """One account. `posts` maps the at:// address to the time it sorts by."""

    big_id = f"at://{DID}/app.bsky.feed.post/9007199254740993"

    def __init__(self) -> None:
        self.posts: dict[str, datetime] = {}
        self.untold: set[str] = set()
        self.profile: dict[str, Any] = {"did": DID, "handle": "ann.example", "labels": [], "followersCount": 3}
        self.page = 4
        self.broken: Reply | None = None
        self.loops = False

    def post(self, at: datetime, number: int) -> str:
        uri = f"at://{DID}/app.bsky.feed.post/{number:013d}"
        self.posts[uri] = at
        return uri

    def is_page(self, url: str) -> bool:
        return url.endswith("getAuthorFeed")

    def ids(self, page: Any) -> list[str]:
        return [item["post"]["uri"] for item in page["feed"]]

    def answer(self, url: str, params: dict[str, Any]) -> Reply:
        if url.endswith("getProfile"):
            known = params["actor"].lower() in (self.profile["did"], self.profile["handle"])
            return (
                Reply(self.profile)
                if known
                else Reply({"error": "InvalidRequest", "message": "Profile not found"}, 400)
            )
        if self.broken:
            return self.broken
        if url.endswith("getPosts"):
            return Reply({"posts": [self.view(uri)["post"] for uri in params["uris"] if uri in self.posts]})
        assert url.endswith("getAuthorFeed") and params["includePins"] == "false" and 1 <= params["limit"] <= 100
        order = sorted(self.posts, key=lambda uri: (self.posts[uri], uri), reverse=True)
        start = 0
        if "cursor" in params and not self.loops:
            moment, _, last = params["cursor"].partition("::")
            after = (datetime.fromtimestamp(int(moment) / 1000, UTC), last)
            start = next((i for i, uri in enumerate(order) if (self.posts[uri], uri) < after), len(order))
        few = order[start : start + min(self.page, params["limit"])]
        rest = order[start + len(few) :]
        cursor = {"cursor": f"{int(self.posts[few[-1]].timestamp() * 1000)}::{few[-1]}"} if rest else {}
        return Reply({"feed": [self.view(uri) for uri in few], **({"cursor": "same"} if self.loops else cursor)})

    def view(self, uri: str) -> dict[str, Any]:
        at = self.posts[uri].isoformat(timespec="milliseconds").replace("+00:00", "Z")
        counts = {} if uri in self.untold else {"likeCount": 0, "replyCount": 0, "repostCount": 0, "quoteCount": 0}
        author = {"did": DID, "handle": "ann.example", "labels": []}
        record = {"$type": "app.bsky.feed.post", "text": "hello", "createdAt": at}
        return {
            "post": {
                "uri": uri,
                "cid": "c",
                "author": author,
                "record": record,
                "indexedAt": at,
                "labels": [],
                **counts,
            }
        }
