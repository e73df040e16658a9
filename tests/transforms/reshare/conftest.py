"""A small world for reshares: people, accounts and posts put straight into core."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from config.platforms import PLATFORMS
from sql import warehouse

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)


def decision(recommendation_id: str, decided: str, on: date | None = None) -> Any:
    return SimpleNamespace(recommendation_id=recommendation_id, decided=decided, on=on, by="", note="", line=2)


def settings(**changes: Any) -> Any:
    """A configuration of which reshares read a part; `changes` replace parts of the brand's."""
    barring = {"competitors": True, "people": (), "words": (), "content_warnings": True} | changes.pop("no_reshare", {})
    caps = {"list_length": 10, "per_person": 2, "per_source": 2, "per_topic": 3, "no_repeat_days": 30}
    caps |= changes.pop("reshare", {})
    decisions = changes.pop("decisions", ())
    brand = {
        "name": "Halden Heat",
        "freshness_hours": {name: one.half_life_hours for name, one in PLATFORMS.items()},
        "uses": dict.fromkeys(PLATFORMS, "individual"),
        "content_feeds": (),
        "competitors": (),
        "platforms": ("bluesky", "mastodon", "x", "linkedin", "threads", "feeds"),
        "accounts": (SimpleNamespace(platform="mastodon", handle="@halden@social.example", host="social.example"),),
        "no_reshare": SimpleNamespace(**barring),
        "reshare": SimpleNamespace(**caps),
        "language": "en",
    } | changes
    return SimpleNamespace(brand=SimpleNamespace(**brand), decisions=decisions)


class World:
    """A warehouse in memory and short words for what stands in it."""

    def __init__(self, con: Any) -> None:
        self.con = con
        self.number = 0

    def insert(self, table: str, **row: Any) -> None:
        names = ", ".join(row)
        self.con.execute(f"insert into {table} ({names}) values ({', '.join('$' + name for name in row)})", row)

    def person(self, name: str, tier: int = 2, platforms: tuple[str, ...] = ("bluesky",), **more: Any) -> None:
        self.insert("core.influencers", influencer_id=name, influencer_name=more.pop("full", name.title()), tier=tier,
                    is_opted_out=False, is_listed=True)  # fmt: skip
        for platform in platforms:
            self.account(platform, f"{name}.example.com" if platform == "bluesky" else name, name)

    def account(self, platform: str, handle: str, influencer_id: str | None, *, is_brand: bool = False) -> None:
        self.insert("core.accounts", account_id=f"{platform}:{handle}", platform=platform, handle=handle, handle_now=handle,
                    influencer_id=influencer_id, is_brand=is_brand, is_listed=True)  # fmt: skip

    def post(
        self, account_id: str, text: str | None = "Heat pumps in old houses", hours: float = 1.0, **more: Any
    ) -> str:
        """A post of so many hours ago; `links`, `reposts`, `quotes` say what it points to. Returns its id."""
        self.number += 1
        platform = account_id.split(":")[0]
        native_id = more.pop("native_id", f"n{self.number}")
        post_id = f"{platform}:{native_id}"
        created_at = (NOW - timedelta(hours=hours)).replace(tzinfo=None)
        links, reposts, quotes = more.pop("links", ()), more.pop("reposts", None), more.pop("quotes_of", None)
        url = more.pop("url", f"https://{platform}.example/{native_id}")
        kind = more.pop("kind", "repost" if reposts else "quote" if quotes else "original")
        row = {
            "post_id": post_id, "platform": platform, "native_id": native_id, "account_id": account_id,
            "author_handle": account_id.split(":", 1)[1], "author_name": account_id.split(":", 1)[1].split(".")[0].title(),
            "kind": kind, "text": None if reposts else text, "url": url, "canonical_url": url, "created_at": created_at,
            "created_at_basis": "told", "version_hash": "0" * 32, "is_edited": False, "first_seen_at": created_at,
            "last_seen_at": NOW.replace(tzinfo=None), "landed_file": f"{platform}/run/1.json", "likes": 5,
        } | more  # fmt: skip
        self.insert("core.posts", **row)
        for position, link in enumerate(links, start=1):
            self.con.execute(
                "insert into core.post_links select $post, $position, $url, url_key($url)",
                {"post": post_id, "position": position, "url": link},
            )
            self.con.execute(
                "insert into core.links by name select url_key($url) as link_id, canonical_url($url) as canonical_url, "
                "site_of($url) as site, $at as first_shared_at, $post as first_post_id "
                "where url_key($url) not in (select link_id from core.links)",
                {"url": link, "at": created_at, "post": post_id},
            )
        for relation, told in (("reposted", reposts), ("quoted", quotes)):
            if told is not None:
                other = told if isinstance(told, dict) else {"referenced_post_id": told}
                self.insert("core.post_references", post_id=post_id, position=1, relation=relation, **other)
        return post_id

    def topic(self, topic_id: str, *posts: str, is_sensitive: bool = False, relevance: float = 0.9) -> None:
        if not self.con.execute("select 1 from marts.topics where topic_id = $t", {"t": topic_id}).fetchall():
            self.insert(
                "marts.topics", topic_id=topic_id, topic_name=topic_id.replace("_", " "), is_sensitive=is_sensitive
            )
        for post in posts:
            self.insert("marts.post_topics", post_id=post, topic_id=topic_id, relevance=Decimal(str(relevance)),
                        method="own", engine_version="1", tagged_at=NOW.replace(tzinfo=None))  # fmt: skip

    def rows(self, query: str) -> list[dict[str, Any]]:
        return warehouse.rows(self.con, query)


@pytest.fixture
def world() -> Iterator[World]:
    with warehouse.connect(":memory:") as con:
        warehouse.create(con)
        yield World(con)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
