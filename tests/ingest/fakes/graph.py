"""What Meta's platforms have in common: an edge paged by `after`, fields that are told only when asked for, and retired
ones that fail the request.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from ingest.credentials import Credentials
from tests.ingest.fakes import Reply

TOKEN = "EAAG-invented-token"


class Graph:
    """One account. `posts` maps the id to its time; `retired` fields are known no more."""

    big_id = "90071992547409930"
    credentials = Credentials("graph", TOKEN)

    def __init__(self) -> None:
        self.posts: dict[str, datetime] = {}
        self.untold: set[str] = set()
        self.retired: set[str] = set()
        self.page = 4
        self.broken: Reply | None = None
        self.loops = False
        self.profile: dict[str, Any] = {}

    def post(self, at: datetime, number: int) -> str:
        self.posts[f"1784{number:013d}"] = at
        return f"1784{number:013d}"

    def lacking(self, fields: str) -> Reply | None:
        """What Meta answers where one of these fields is no more."""
        gone = next((name for name in re.findall(r"\w+", fields) if name in self.retired), None)
        message = f"(#100) Tried accessing nonexisting field ({gone}) on node type (Post)"
        return Reply({"error": {"message": message, "type": "OAuthException", "code": 100}}, 400) if gone else None

    def edge(self, params: dict[str, Any], *, tells_next: bool) -> dict[str, Any]:
        """One page of the posts, newest first."""
        order = sorted(self.posts, key=lambda one: (self.posts[one], one), reverse=True)
        start = order.index(params["after"]) + 1 if params.get("after") in order else 0
        few = order[start : start + min(self.page, int(params["limit"]))]
        has_more = start + len(few) < len(order) or self.loops
        told: dict[str, Any] = {"data": [self.record(one) for one in few]}
        if few:
            # the last page has cursors too
            told["paging"] = {"cursors": {"before": few[0], "after": "same" if self.loops else few[-1]}}
        if has_more and tells_next:
            told["paging"]["next"] = f"https://graph.example/x?access_token={TOKEN}&after={few[-1]}"
        return told

    def time(self, one: str) -> str:
        return self.posts[one].strftime("%Y-%m-%dT%H:%M:%S+0000")

    def record(self, one: str) -> dict[str, Any]:
        raise NotImplementedError
