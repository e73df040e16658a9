"""LinkedIn's Posts API over one page: by lastModifiedAt, the newest first, paged by offset, with a version in a header."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import unquote

from ingest.credentials import Credentials
from tests.ingest.fakes import Reply

BASE = "https://api.linkedin.com/rest/"
URN = "urn:li:organization:123"


class LinkedIn:
    """The page `halden`. `posts` maps the URN to the time of its last change."""

    big_id = "urn:li:share:90071992547409930"
    credentials = Credentials("linkedin", "AQX-invented-token")

    def __init__(self) -> None:
        self.posts: dict[str, datetime] = {}
        self.untold: set[str] = set()
        self.profile: dict[str, Any] = {"id": 123, "vanityName": "halden", "localizedName": "Halden"}
        self.page = 4
        self.broken: Reply | None = None
        self.loops = False

    def post(self, at: datetime, number: int) -> str:
        self.posts[f"urn:li:share:{number:013d}"] = at
        return f"urn:li:share:{number:013d}"

    def is_page(self, url: str) -> bool:
        return url == BASE + "posts"

    def ids(self, page: Any) -> list[str]:
        return [post["id"] for post in page["elements"]]

    def answer(self, url: str, params: dict[str, Any]) -> Reply:
        if url == BASE + "organizations":
            known = params == {"q": "vanityName", "vanityName": "halden"}
            return Reply(
                {"elements": [self.profile] if known else [], "paging": {"start": 0, "count": 10, "links": []}}
            )
        if self.broken:
            return self.broken
        if url.startswith(BASE + "posts/"):
            found = unquote(url.removeprefix(BASE + "posts/")) in self.posts
            return Reply({"id": "1"}) if found else Reply({"status": 404, "message": "Could not find entity"}, 404)
        assert url == BASE + "posts" and params["author"] == URN and params["sortBy"] == "LAST_MODIFIED"
        order = sorted(self.posts, key=lambda one: (self.posts[one], one), reverse=True)
        start = params["start"]
        few = order[start : start + min(self.page, params["count"])]
        following = 0 if self.loops else start + len(few)
        has_more = self.loops or following < len(order)
        link = {"rel": "next", "href": f"/rest/posts?q=author&start={following}&count=100", "type": "application/json"}
        paging = {"start": start, "count": params["count"], "links": [link] if has_more else []}
        return Reply({"elements": [self.record(one) for one in few], "paging": paging})

    def record(self, one: str) -> dict[str, Any]:
        at = int(self.posts[one].timestamp() * 1000)
        return {
            "id": one, "author": URN, "commentary": "hello", "visibility": "PUBLIC", "lifecycleState": "PUBLISHED",
            "createdAt": at, "publishedAt": at, "lastModifiedAt": at,
        }  # fmt: skip
