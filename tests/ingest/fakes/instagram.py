"""Business discovery: one professional account, asked for by its name inside a field expression."""

from __future__ import annotations

import re
from typing import Any

from tests.ingest.fakes import Reply
from tests.ingest.fakes.graph import Graph

BASE = "https://graph.facebook.com/v25.0/"
_ASKED = re.compile(r"business_discovery\.username\((\w+)\)\{(.*)\}")
_MEDIA = re.compile(r"media\.limit\((\d+)\)(?:\.after\((\w+)\))?\{(.*)\}")


class Instagram(Graph):
    """The account `ann` (178), seen from our own (179)."""

    def __init__(self) -> None:
        super().__init__()
        self.profile = {"id": "178", "username": "ann", "name": "Ann", "followers_count": 3, "media_count": 2}

    def is_page(self, url: str) -> bool:
        return url.endswith("/179")

    def is_profile(self, params: dict[str, Any]) -> bool:
        return not _MEDIA.search(params["fields"])

    def ids(self, page: Any) -> list[str]:
        # a profile has no posts
        return [post["id"] for post in page["business_discovery"].get("media", {}).get("data", [])]

    def answer(self, url: str, params: dict[str, Any]) -> Reply:
        if url == BASE + "me/accounts":
            return Reply({"data": [{"id": "1"}, {"instagram_business_account": {"id": "179"}, "id": "2"}]})
        assert url == BASE + "179"
        name, inner = _ASKED.fullmatch(params["fields"]).groups()
        if name != self.profile["username"]:
            message = "Invalid user id"
            return Reply({"error": {"message": message, "code": 110, "error_subcode": 2207013}}, 400)
        media = _MEDIA.search(inner)
        if not media:
            return self.lacking(inner) or Reply({"business_discovery": self.profile, "id": "179"})
        if self.broken:
            return self.broken
        limit, after, fields = media.groups()
        told = {name: self.profile[name] for name in ("id", "username", "name")}
        if self.posts:
            told["media"] = self.edge({"limit": limit, "after": after}, tells_next=False)
        return self.lacking(fields) or Reply({"business_discovery": told, "id": "179"})

    def record(self, one: str) -> dict[str, Any]:
        counts = {} if one in self.untold else {"like_count": 0, "comments_count": 0}
        return {"id": one, "caption": "hello", "media_type": "IMAGE", "timestamp": self.time(one)} | counts
