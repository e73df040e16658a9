"""X API v2: newest first by id, exclusive since_id and until_id, opaque tokens, short pages that lead on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.ingest.fakes import Reply

ME = "1551084763347826900"
NOT_FOUND = "https://api.x.com/2/problems/resource-not-found"


def order(native_id: str) -> tuple[int, str]:
    return len(native_id), native_id


class X:
    """One account. `posts` maps the id to its time; ids grow with time, as X's do."""

    big_id = "9007199254740993"

    def __init__(self) -> None:
        self.posts: dict[str, datetime] = {}
        self.mentions: dict[str, datetime] = {}
        self.untold: set[str] = set()
        self.profile: dict[str, Any] = {"id": ME, "username": "ann", "name": "Ann", "protected": False}
        self.page = 4
        self.broken: Reply | None = None
        self.loops = False
        self.billed: list[str] = []  # ids of posts that went out, each time they did

    def post(self, at: datetime, number: int) -> str:
        # snowflakes: milliseconds since November 2010, then a sequence
        native_id = str(((int(at.timestamp() * 1000) - 1288834974657) << 22) + number)
        self.posts[native_id] = at
        return native_id

    def is_page(self, url: str) -> bool:
        return url.endswith("/tweets") and "/users/" in url

    def ids(self, page: Any) -> list[str]:
        return [post["id"] for post in page.get("data", [])]

    def answer(self, url: str, params: dict[str, Any]) -> Reply:
        if url.endswith("/users/by") or url.endswith("/users"):
            known = params.get("usernames") == self.profile["username"] or params.get("ids") == self.profile["id"]
            return Reply({"data": [self.profile]} if known else {"errors": [self.missing("user", params)]})
        if self.broken:
            return self.broken
        if url.endswith("/2/tweets"):
            wanted = params["ids"].split(",")
            there = [self.view(one) for one in wanted if one in self.posts]
            gone = [
                {"resource_id": one, "resource_type": "tweet", "title": "Not Found Error", "type": NOT_FOUND}
                for one in wanted
                if one not in self.posts
            ]
            self.billed += [post["id"] for post in there]
            return Reply({name: found for name, found in (("data", there), ("errors", gone)) if found})
        assert f"/users/{ME}/" in url, url
        return Reply(self.timeline(self.mentions if url.endswith("/mentions") else self.posts, params))

    def timeline(self, posts: dict[str, datetime], params: dict[str, Any]) -> dict[str, Any]:
        assert 5 <= int(params["max_results"]) <= 100
        start = datetime.fromisoformat(params["start_time"]) if "start_time" in params else None
        found = [
            one
            for one in sorted(posts, key=order, reverse=True)
            if ("since_id" not in params or order(one) > order(params["since_id"]))
            and ("until_id" not in params or order(one) < order(params["until_id"]))
            and (start is None or posts[one] >= start)
        ]
        if "pagination_token" in params and not self.loops:
            last = params["pagination_token"].removeprefix("7140")
            found = [one for one in found if order(one) < order(last)]
        few = found[: min(self.page, int(params["max_results"]))]
        meta: dict[str, Any] = {"result_count": len(few)}
        if few:
            meta |= {"newest_id": few[0], "oldest_id": few[-1]}
        if self.loops or len(few) < len(found):
            meta["next_token"] = "7140same" if self.loops else f"7140{few[-1]}"
        self.billed += few
        return ({"data": [self.view(one) for one in few]} if few else {}) | {"meta": meta}

    def view(self, native_id: str) -> dict[str, Any]:
        at = (self.posts | self.mentions)[native_id].isoformat(timespec="milliseconds").replace("+00:00", "Z")
        names = ("retweet_count", "reply_count", "like_count", "quote_count", "bookmark_count", "impression_count")
        counts = {} if native_id in self.untold else {"public_metrics": dict.fromkeys(names, 0)}
        return {
            "id": native_id, "author_id": ME, "created_at": at, "text": "hello", "conversation_id": native_id,
            "edit_history_tweet_ids": [native_id], "lang": "en", **counts,
        }  # fmt: skip

    def missing(self, kind: str, params: dict[str, Any]) -> dict[str, Any]:
        value = params.get("usernames") or params.get("ids")
        said = f"Could not find {kind} with usernames: [{value}]."
        return {"value": value, "detail": said, "title": "Not Found Error", "resource_type": kind, "type": NOT_FOUND}
