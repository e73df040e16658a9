"""Facebook's Graph API over one Page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.ingest.fakes import Reply
from tests.ingest.fakes.graph import Graph

BASE = "https://graph.facebook.com/v25.0/"


class Facebook(Graph):
    """The Page `halden`, whose id is 4."""

    big_id = "4_90071992547409930"

    def __init__(self) -> None:
        super().__init__()
        self.profile = {"id": "4", "name": "Halden", "username": "halden", "followers_count": 3}

    def post(self, at: datetime, number: int) -> str:
        self.posts[f"4_{number:013d}"] = at
        return f"4_{number:013d}"

    def is_page(self, url: str) -> bool:
        return url.endswith("/posts")

    def ids(self, page: Any) -> list[str]:
        return [post["id"] for post in page["data"]]

    def answer(self, url: str, params: dict[str, Any]) -> Reply:
        if url in (BASE + "halden", BASE + "4"):
            return self.lacking(params["fields"]) or Reply(self.profile)
        if self.broken:
            return self.broken
        if "ids" in params:
            return self._by_id(params["ids"].split(","))
        assert url == BASE + "4/posts" and "since" not in params
        return self.lacking(params["fields"]) or Reply(self.edge(params, tells_next=True))

    def _by_id(self, ids: list[str]) -> Reply:
        if missing := [one for one in ids if one not in self.posts]:
            message = f"(#803) Some of the aliases you requested do not exist: {','.join(missing)}"
            return Reply({"error": {"message": message, "type": "OAuthException", "code": 803}}, 404)
        return Reply({one: {"id": one} for one in ids})

    def record(self, one: str) -> dict[str, Any]:
        counts = {name: {"data": [], "summary": {"total_count": 0}} for name in ("reactions", "comments")}
        told = {"id": one, "message": "hello", "created_time": self.time(one), "from": {"id": "4", "name": "Halden"}}
        return told | ({} if one in self.untold else counts)
