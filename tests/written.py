"""A warehouse whose core is written directly: invented people and posts for tests of the marts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import duckdb

from sql import warehouse
from transforms import marts

FIRST = datetime(2026, 6, 1, 8)  # a Monday
TOPICS = ("heat", "bread", "trains", "cricket")
MARTS = (
    "interest_profiles", "memory_weights", "topic_trends", "rising_phrases", "shared_links", "post_voices",
    "completeness", "_daily_topics", "_daily_accounts", "_weekly_phrases", "_count_bounds", "rules", "topics",
    "platform_uses", "_marks",
)  # fmt: skip


def config(topics: Iterable[str] = TOPICS, sensitive: Iterable[str] = (), list_only: Iterable[str] = ()) -> Any:
    """What the marts ask of a configuration."""
    sensitive, uses = set(sensitive), dict.fromkeys(list_only, "list only")
    return SimpleNamespace(
        topics=[
            SimpleNamespace(topic_id=one, name=one, description="", sensitive=one in sensitive)
            for one in sorted({*topics, *sensitive})
        ],
        brand=SimpleNamespace(uses={"bluesky": "individual", "mastodon": "individual", "x": "individual", **uses}),
    )


class Written:
    """A warehouse below `folder`; what is said to it stands in core as if it had been heard."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "warehouse.duckdb"
        self.con: duckdb.DuckDBPyConnection
        self._opened = warehouse.connect(self.file)

    def __enter__(self) -> Self:
        self.con = self._opened.__enter__()
        warehouse.create(self.con)
        return self

    def __exit__(self, *told: object) -> None:
        self._opened.__exit__(*told)

    def person(self, influencer: str, *accounts: str, opted_out: bool = False) -> None:
        self.con.execute(
            "insert into core.influencers by name select $i as influencer_id, $i as influencer_name, 1 as tier, "
            "$out as is_opted_out, true as is_listed",
            {"i": influencer, "out": opted_out},
        )
        for account in accounts:
            self.account(account, influencer)

    def account(self, account: str, influencer: str) -> None:
        platform, handle = account.split(":", 1)
        self.con.execute(
            "insert into core.accounts by name select $a as account_id, $p as platform, $h as handle, "
            "$i as influencer_id, false as is_brand, true as is_listed",
            {"a": account, "p": platform, "h": handle, "i": influencer},
        )

    def say(
        self,
        account: str,
        at: datetime | float,
        topics: Sequence[str] | dict[str, float] = (),
        *,
        text: str | None = None,
        kind: str = "original",
        links: Sequence[str] = (),
        likes: int | None = 1,
        seen: datetime | None = None,
        post: str | None = None,
    ) -> str:
        """One post; `at` may be days after FIRST. Returns its id."""
        when = at if isinstance(at, datetime) else FIRST + timedelta(days=at)
        platform = account.split(":", 1)[0]
        (count,) = self.con.execute("select count(*) from core.posts").fetchone()  # type: ignore[misc]
        native = post or f"{account.split(':', 1)[1]}-{count:05d}"
        post_id = f"{platform}:{native}"
        words = (
            text
            if text is not None
            else " ".join(hashlib.md5(f"{native}{n}".encode()).hexdigest()[:6] for n in range(8))
        )
        self.con.execute(
            """
            insert into core.posts by name
            select $id as post_id, $p as platform, $n as native_id, $a as account_id, $k as kind, $t as text,
                $at::timestamp as created_at, 'told' as created_at_basis, $likes as likes, md5($t) as version_hash,
                false as is_edited, $seen::timestamp as first_seen_at, $seen::timestamp as last_seen_at,
                'page' as landed_file
            """,
            {"id": post_id, "p": platform, "n": native, "a": account, "k": kind, "t": words, "at": when,
             "likes": None if kind == "repost" else likes, "seen": seen or when},
        )  # fmt: skip
        for position, link in enumerate(links, start=1):
            self.link(post_id, position, link, when)
        told = topics if isinstance(topics, dict) else dict.fromkeys(topics, 0.9)
        for topic, relevance in told.items():
            self.con.execute(
                "insert into marts.post_topics values ($id, $topic, $relevance, 'own', 'test', $at)",
                {"id": post_id, "topic": topic, "relevance": relevance, "at": seen or when},
            )
        return post_id

    def link(self, post_id: str, position: int, url: str, when: datetime) -> None:
        values = {"id": post_id, "n": position, "url": url, "at": when}
        self.con.execute("insert into core.post_links select $id, $n, $url, url_key($url)",
                         {name: values[name] for name in ("id", "n", "url")})  # fmt: skip
        self.con.execute(
            "insert into core.links by name select url_key($url) as link_id, $url as canonical_url, "
            "$at::timestamp as first_shared_at, $id as first_post_id "
            "where url_key($url) not in (select link_id from core.links)",
            {name: values[name] for name in ("id", "url", "at")},
        )

    def remove(self, post_id: str) -> None:
        """As a deletion does: the post and all that hangs on it leaves, a tombstone stays."""
        self.con.execute("insert into core.tombstones select post_id, platform, now()::timestamp, 'deleted', null, account_id "
                         "from core.posts where post_id = $id", {"id": post_id})  # fmt: skip
        for table in ("core.posts", "core.post_links", "marts.post_topics"):
            self.con.execute(f"delete from {table} where post_id = $id", {"id": post_id})

    def build(self, told: Any = None, window: tuple[datetime, datetime] | None = None, **more: Any) -> marts.Built:
        span = marts.Window(*(one.replace(tzinfo=UTC) for one in window)) if window else None
        return marts.build(self.con, told or config(), span, "run", **more)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        return self.con.execute(query).fetchall()

    def tables(self, *names: str) -> dict[str, list[tuple[Any, ...]]]:
        """Every mart, in an order of its own, to be compared."""
        return {name: self.ask(f"from marts.{name} order by all") for name in names or MARTS}
