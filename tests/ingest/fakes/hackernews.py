"""Algolia's search by date over Hacker News, and Firebase: at most 1,000 hits a query (a few here), then silence."""

from __future__ import annotations

import operator
import re
from datetime import datetime
from typing import Any

from tests.ingest.fakes import Reply

COMPARE = {"<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt}


class HackerNews:
    """One user. `posts` maps the id to its time."""

    big_id = "9007199254740993"

    def __init__(self) -> None:
        self.posts: dict[str, datetime] = {}
        self.untold: set[str] = set()
        self.profile: Any = {"id": "ann", "karma": 3, "about": 'see <a href="https:&#x2F;&#x2F;ann.example">me</a>'}
        self.page = 4
        self.broken: Reply | None = None
        self.loops = False

    def post(self, at: datetime, number: int) -> str:
        self.posts[str(number)] = at
        return str(number)

    def is_page(self, url: str) -> bool:
        return url.endswith("search_by_date")

    def ids(self, page: Any) -> list[str]:
        return [hit["objectID"] for hit in page["hits"]]

    def answer(self, url: str, params: dict[str, Any]) -> Reply:
        if "/user/" in url:
            return Reply(self.profile if url.endswith("/user/ann.json") else None)
        if self.broken:
            return self.broken
        if "/item/" in url:
            found = url.rsplit("/", 1)[1].removesuffix(".json")
            return Reply({"id": int(found), "type": "story"} if found in self.posts else None)
        assert params["tags"] == "author_ann,(story,comment,poll)"
        bounds = re.findall(r"created_at_i([<>]=?)(\d+)", params.get("numericFilters", ""))
        found = [
            one for one in sorted(self.posts, key=lambda one: (self.posts[one], one), reverse=True)
            if all(COMPARE[sign](int(self.posts[one].timestamp()), int(bound)) for sign, bound in bounds)
        ]  # fmt: skip
        few = sorted(self.posts)[:1] if self.loops else found[: min(self.page, params["hitsPerPage"])]
        told = 99 if self.loops else len(found)
        return Reply({"hits": [self.hit(one) for one in few], "nbHits": told, "page": 0, "nbPages": 1})

    def hit(self, one: str) -> dict[str, Any]:
        points = None if one in self.untold else 0
        return {
            "objectID": one, "author": "ann", "title": "hello", "created_at_i": int(self.posts[one].timestamp()),
            "points": points, "num_comments": points, "_tags": ["story", "author_ann"],
        }  # fmt: skip
