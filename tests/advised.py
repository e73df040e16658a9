"""A small world for the marts of advice: people, the brand and its posts put straight into core, as of NOW."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from sql import warehouse
from tests.transforms.reshare.conftest import NOW, World, decision
from transforms import advice

__all__ = ["BRAND", "NOW", "Advised", "brand_of", "config_of", "decision", "opened"]

BRAND = "halden.example.com"
PLATFORMS = ("bluesky", "mastodon", "x", "linkedin", "threads", "youtube", "feeds", "hackernews")
VERDICTS = {"threshold_share": Decimal("0.10"), "confidence": Decimal("0.95"), "minimum_posts": 30, "window_weeks": 8,
            "response_days": 14, "fixed_on": date(2026, 6, 1)}  # fmt: skip


def brand_of(**changes: Any) -> Any:
    """What the models of advice ask of brand.yaml; `changes` replace parts of it."""
    reply = {"time_zone": "UTC", "days": (0, 1, 2, 3, 4), "opens": time(9), "closes": time(17),
             "sla_hours": {"tier_1": Decimal(4), "tier_2": Decimal(8), "tier_3": Decimal(16), "others": Decimal(24)}}  # fmt: skip
    utm = {"source": "{platform}", "medium": "social", "campaign": "{month}_{slug}", "content": "{content_item}"}
    told = {
        "name": "Halden Heat",
        "also_called": ("haldenheat",),
        "accounts": (),
        "platforms": PLATFORMS,
        "uses": dict.fromkeys(PLATFORMS, "individual"),
        "content_feeds": (),
        "competitors": (),
        "reply": SimpleNamespace(**reply | changes.pop("reply", {})),
        "utm": SimpleNamespace(**utm | changes.pop("utm", {})),
        "verdicts": SimpleNamespace(**VERDICTS | changes.pop("verdicts", {})),
    }
    return SimpleNamespace(**told | changes)


def config_of(**changes: Any) -> Any:
    decisions = changes.pop("decisions", ())
    return SimpleNamespace(brand=brand_of(**changes), decisions=decisions)


class Advised(World):
    """A World with the brand in it."""

    def brand(self, platform: str = "bluesky", handle: str = BRAND) -> str:
        self.account(platform, handle, None, is_brand=True)
        self.con.execute("update core.accounts set native_id = 'id-' || handle where is_brand")
        return f"{platform}:{handle}"

    def answer(self, account_id: str, to: str, text: str = "Thank you", hours: float = 1.0, **more: Any) -> str:
        """A reply to a post."""
        post_id = self.post(account_id, text, hours, kind="reply", **more)
        self.insert("core.post_references", post_id=post_id, position=1, relation="replied_to", referenced_post_id=to)
        return post_id

    def mention(self, post_id: str, handle: str, native_id: str | None = None) -> str:
        self.insert(
            "core.post_mentions", post_id=post_id, position=1, mentioned_handle=handle, mentioned_native_id=native_id
        )
        return post_id

    def visited(self, account_id: str, days: float, outcome: str = "complete") -> None:
        """A visit so many days ago."""
        at = NOW.replace(tzinfo=None) - timedelta(days=days)
        self.number += 1
        self.insert("ops.visits", run_id=f"run-{self.number}", account_id=account_id, platform=account_id.split(":")[0],
                    outcome=outcome, pages=1, started_at=at, ended_at=at)  # fmt: skip

    def interest(self, influencer_id: str, topic_id: str, share: float = 0.3, **more: Any) -> None:
        """A row of the newest profiles."""
        row = {
            "influencer_id": influencer_id, "topic_id": topic_id, "week_start": date(2026, 9, 28),
            "interest_share": share, "baseline_share": 0.1, "lift": share / 0.1, "z_score": 2.5, "confidence": "solid",
            "trend": "steady", "recent_posts": 3, "recent_all": 10, "evidence_post_ids": [],
        } | more  # fmt: skip
        rest = {
            name: kind for name, kind in warehouse.models()["marts.interest_profiles"].types.items() if name not in row
        }
        told = {
            name: "[]" if kind.endswith("[]") else "date '2026-09-01'" if kind == "date" else "0"
            for name, kind in rest.items()
        }
        names = ", ".join([*row, *told])
        values = ", ".join(["$" + name for name in row] + list(told.values()))
        self.con.execute(f"insert into marts.interest_profiles ({names}) values ({values})", row)

    def advise(self, **changes: Any) -> None:
        advice.build(self.con, config_of(**changes), NOW)


@contextmanager
def opened() -> Iterator[Advised]:
    with warehouse.connect(":memory:") as con:
        warehouse.create(con)
        yield Advised(con)
