"""YouTube's Data API over one channel: its uploads newest first, by pages of tokens; videos by their ids."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ingest.credentials import Credentials
from tests.ingest.fakes import Reply

CHANNEL = "UC" + "a-_1" * 5 + "ab"
UPLOADS = "UU" + CHANNEL[2:]
BASE = "https://youtube.googleapis.com/youtube/v3/"


def refused(status: int, reason: str, message: str = "no") -> Reply:
    """An error as Google writes it."""
    errors = [{"domain": "youtube", "reason": reason, "message": message}]
    return Reply({"error": {"code": status, "message": message, "errors": errors}}, status)


class YouTube:
    """One channel. `posts` maps a video's id to its time; `live` are broadcasts under way."""

    big_id = "90071992-_1"
    credentials = Credentials("youtube", "AIza-invented-key")

    def __init__(self) -> None:
        self.posts: dict[str, datetime] = {}
        self.untold: set[str] = set()
        self.live: set[str] = set()
        self.profile: dict[str, Any] = {
            "id": CHANNEL, "snippet": {"title": "Ana makes", "customUrl": "@ana"},
            "contentDetails": {"relatedPlaylists": {"uploads": UPLOADS}},
        }  # fmt: skip
        self.page = 4
        self.broken: Reply | None = None
        self.loops = False

    def post(self, at: datetime, number: int) -> str:
        self.posts[f"vid{number:08d}"] = at
        return f"vid{number:08d}"

    def is_page(self, url: str) -> bool:
        return url.endswith("/videos")

    def ids(self, page: Any) -> list[str]:
        return [video["id"] for video in page["items"]]

    def answer(self, url: str, params: dict[str, Any]) -> Reply:
        if url == BASE + "channels":
            known = params.get("forHandle") == "@ana" or params.get("id") == CHANNEL
            statistics = {"subscriberCount": "1230", "videoCount": str(len(self.posts)), "hiddenSubscriberCount": False}
            told = {"kind": "youtube#channelListResponse", "pageInfo": {"totalResults": int(known)}}
            return Reply(told | ({"items": [self.profile | {"statistics": statistics}]} if known else {}))
        if self.broken:
            return self.broken
        if url == BASE + "videos":
            assert len(params["id"].split(",")) <= 50 and "maxResults" not in params
            return Reply({"items": [self.video(one) for one in params["id"].split(",") if one in self.posts]})
        assert url == BASE + "playlistItems" and params["maxResults"] <= 50
        if params["playlistId"] != UPLOADS or not self.posts:
            return refused(404, "playlistNotFound")
        return self._listing(params)

    def _listing(self, params: dict[str, Any]) -> Reply:
        order = sorted(self.posts, key=lambda one: (self.posts[one], one), reverse=True)
        after = params.get("pageToken")
        start = order.index(after) + 1 if after in order else 0
        few = order[start : start + min(self.page, params["maxResults"])]
        has_more = start + len(few) < len(order)
        token = {"nextPageToken": "same"} if self.loops else {"nextPageToken": few[-1]} if has_more else {}
        return Reply({"items": [self.item(one) for one in few], "pageInfo": {"totalResults": len(order)}} | token)

    def time(self, one: str) -> str:
        return self.posts[one].strftime("%Y-%m-%dT%H:%M:%SZ")

    def item(self, one: str) -> dict[str, Any]:
        details = {"videoId": one, "videoPublishedAt": self.time(one)}
        return {"id": f"item-{one}", "contentDetails": details, "status": {"privacyStatus": "public"}}

    def video(self, one: str) -> dict[str, Any]:
        counts = {} if one in self.untold else {"viewCount": "0", "likeCount": "0", "commentCount": "0"}
        snippet = {"publishedAt": self.time(one), "channelId": CHANNEL, "title": "hello"}
        snippet |= {"liveBroadcastContent": "live" if one in self.live else "none"}
        return {"id": one, "snippet": snippet, "statistics": counts, "status": {"privacyStatus": "public"}}
