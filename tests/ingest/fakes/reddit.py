"""Reddit's API over one account: a token for the app, then an overview paged by fullname."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ingest.credentials import Credentials
from tests.ingest.fakes import Reply

BASE = "https://oauth.reddit.com/"
AGENT = "python:earshot:0.1 (by /u/haldenheat)"


class RedditApi:
    """The account `ann`. `posts` maps the fullname to its time; `removed` are told without words."""

    big_id = "t3_90071992547409930"
    credentials = Credentials("reddit", "invented-secret", "invented-id", extra={"user_agent": AGENT})

    def __init__(self) -> None:
        self.posts: dict[str, datetime] = {}
        self.untold: set[str] = set()
        self.removed: set[str] = set()
        self.profile: dict[str, Any] = {"id": "a1", "name": "ann", "hide_from_robots": False}
        self.page = 4
        self.broken: Reply | None = None
        self.loops = False

    def post(self, at: datetime, number: int) -> str:
        self.posts[f"t3_{number:07d}"] = at
        return f"t3_{number:07d}"

    def is_page(self, url: str) -> bool:
        return url.endswith("/overview")

    def ids(self, page: Any) -> list[str]:
        return [child["data"]["name"] for child in page["data"]["children"]]

    def answer(self, url: str, params: dict[str, Any]) -> Reply:
        if url == "https://www.reddit.com/api/v1/access_token":
            assert params == {"grant_type": "client_credentials"}
            return Reply({"access_token": "invented-bearer", "token_type": "bearer", "expires_in": 3600, "scope": "*"})
        if url == BASE + "user/ann/about":
            return Reply({"kind": "t2", "data": self.profile})
        if self.broken:
            return self.broken
        if url == BASE + "api/info":
            return self.listing([one for one in params["id"].split(",") if one in self.posts], None)
        if url != BASE + "user/ann/overview":
            return Reply({"message": "Not Found", "error": 404}, 404)
        order = sorted(self.posts, key=lambda one: (self.posts[one], one), reverse=True)
        after = params.get("after")
        start = order.index(after) + 1 if after in order else 0
        few = order[start : start + min(self.page, params["limit"])]
        has_more = start + len(few) < len(order)
        return self.listing(few, "same" if self.loops else few[-1] if has_more else None)

    def listing(self, few: list[str], after: str | None) -> Reply:
        return Reply({"kind": "Listing", "data": {"after": after, "children": [self.record(one) for one in few]}})

    def record(self, one: str) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": one, "author": "ann", "author_fullname": "t2_a1", "title": "hello", "selftext": "", "is_self": True,
            "permalink": f"/r/x/comments/{one[3:]}/hello/", "created_utc": self.posts[one].timestamp(), "edited": False,
        }  # fmt: skip
        if one not in self.untold:
            data |= {"score": 0, "num_comments": 0, "num_crossposts": 0}
        if one in self.removed:
            data |= {"author": "[deleted]", "selftext": "[removed]", "removed_by_category": "moderator"}
        return {"kind": one[:2], "data": data}
