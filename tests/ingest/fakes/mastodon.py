"""A Mastodon server: newest first by id, max_id in a Link header that names another host; and its cousins' ways."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.ingest.fakes import Reply


class Mastodon:
    """One account. `posts` maps the uri to its time; the id is the last part of the uri, and a text."""

    big_id = "https://api.m.example/users/ann/statuses/9007199254740993"

    def __init__(self, manners: str = "mastodon") -> None:
        self.posts: dict[str, datetime] = {}
        self.untold: set[str] = set()
        self.profile: dict[str, Any] = {"id": "7", "acct": "ann", "indexable": True, "note": "<p>hi</p>", "fields": []}
        self.manners = manners  # mastodon | gotosocial (next until a page is empty) | bare (no Link header at all)
        self.page = 4
        self.broken: Reply | None = None
        self.loops = False

    def post(self, at: datetime, number: int) -> str:
        uri = f"https://api.m.example/users/ann/statuses/{number:013d}"
        self.posts[uri] = at
        return uri

    def is_page(self, url: str) -> bool:
        return url.endswith("/statuses")

    def ids(self, page: Any) -> list[str]:
        return [status["uri"] for status in page]

    def answer(self, url: str, params: dict[str, Any]) -> Reply:
        if url.endswith("/.well-known/webfinger"):
            actor = {"rel": "self", "type": "application/activity+json", "href": "https://api.m.example/users/ann"}
            return Reply(
                {"subject": "acct:ann@m.example", "links": [{"rel": "http://webfinger.net/rel/profile-page"}, actor]}
            )
        assert url.startswith("https://api.m.example/"), "the API host is the one WebFinger tells"
        if url.endswith("/lookup"):
            return Reply(self.profile) if params["acct"] == "ann" else Reply({"error": "Record not found"}, 404)
        if self.broken:
            return self.broken
        if "/api/v1/statuses/" in url:
            found = any(uri.endswith("/" + url.rsplit("/", 1)[1]) for uri in self.posts)
            return Reply({"id": "1"}) if found else Reply("<html>not found", 404)
        assert url == "https://api.m.example/api/v1/accounts/7/statuses" and "since_id" not in params
        order = sorted(self.posts, reverse=True)  # ids of one length: this server's order
        last = None if self.loops else params.get("max_id")
        rest = [uri for uri in order if last is None or uri.rsplit("/", 1)[1] < last]
        few = rest[: min(self.page, params["limit"])]
        return Reply([self.status(uri) for uri in few], headers=self.link(few, rest))

    def link(self, few: list[str], rest: list[str]) -> dict[str, str]:
        if self.manners == "bare" or (not few and not self.loops):
            return {}
        here = "https://10.0.0.7/api/v1/accounts/7/statuses?limit=40&"
        lowest = "same" if self.loops else few[-1].rsplit("/", 1)[1]
        following = f'<{here}max_id={lowest}>; rel="next", '
        has_more = self.loops or self.manners == "gotosocial" or len(rest) > len(few)
        return {"link": (following if has_more else "") + f'<{here}min_id={few[0].rsplit("/", 1)[1]}>; rel="prev"'}

    def status(self, uri: str) -> dict[str, Any]:
        counts = {} if uri in self.untold else {"favourites_count": 0, "replies_count": 0, "reblogs_count": 0}
        return {
            "id": uri.rsplit("/", 1)[1], "uri": uri, "url": uri, "content": "<p>hello</p>", "visibility": "public",
            "created_at": self.posts[uri].isoformat(timespec="milliseconds").replace("+00:00", "Z"), "edited_at": None,
            "account": {"id": "7", "acct": "ann"}, "reblog": None, "quote": None, "in_reply_to_id": None, **counts,
        }  # fmt: skip
