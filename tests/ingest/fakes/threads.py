"""Threads' profile discovery: one public account, asked for by its name."""

from __future__ import annotations

from typing import Any

from tests.ingest.fakes import Reply
from tests.ingest.fakes.graph import Graph

BASE = "https://graph.threads.com/v1.0/"


class Threads(Graph):
    """The account `ann`."""

    def __init__(self) -> None:
        super().__init__()
        self.profile = {"username": "ann", "name": "Ann", "follower_count": 300}

    def is_page(self, url: str) -> bool:
        return url.endswith("/profile_posts")

    def ids(self, page: Any) -> list[str]:
        return [post["id"] for post in page["data"]]

    def answer(self, url: str, params: dict[str, Any]) -> Reply:
        if params["username"] != self.profile["username"]:
            message = "The requested user cannot be found"
            return Reply({"error": {"message": message, "type": "THApiException", "code": 24}}, 400)
        if url == BASE + "profile_lookup":
            return self.lacking(params["fields"]) or Reply(self.profile)
        if self.broken:
            return self.broken
        assert url == BASE + "profile_posts" and "since" not in params
        return self.lacking(params["fields"]) or Reply(self.edge(params, tells_next=False))

    def record(self, one: str) -> dict[str, Any]:
        return {"id": one, "text": "hello", "media_type": "TEXT_POST", "username": "ann", "timestamp": self.time(one)}
