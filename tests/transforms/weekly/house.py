"""A warehouse of an invented week for tests of the report: marts written directly, so that each says what a test wants."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from config import Config, read_config
from sql import warehouse
from transforms.weekly.compose import compose
from transforms.weekly.document import Week, WeeklyReport

ROOT = Path(__file__).resolve().parents[3]
WEEK = Week.named("2026-W43")
AS_OF = datetime(2026, 10, 26, 6, 30)
_DEFAULTS = {"VARCHAR": "", "BOOLEAN": False, "DATE": WEEK.start, "TIMESTAMP": datetime(2026, 10, 20, 9)}


def brand(folder: Path = ROOT / "sample" / "config", **changes: Any) -> Config:
    """The sample's configuration, its brand changed."""
    told = read_config(folder)
    return replace(told, brand=replace(told.brand, **changes))


class House:
    """Rows put into tables; what must be filled and was not is filled with nothing of its type."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        warehouse.create(con)
        self.columns: dict[str, list[tuple[str, str, bool]]] = {}
        for schema, table, column, kind, nullable in con.execute(
            "select schema_name, table_name, column_name, data_type, is_nullable from duckdb_columns() where not internal"
        ).fetchall():
            self.columns.setdefault(f"{schema}.{table}", []).append((column, kind, nullable))
        self.put("marts.rules", rule="week_posts", rule_value="1", meaning="a week has a point in the line of a topic")

    def put(self, table: str, **values: Any) -> None:
        known = {name for name, _, _ in self.columns[table]}
        assert set(values) <= known, f"{table} has no {set(values) - known}"
        row = {
            name: (values[name] if name in values else _nothing(kind), kind)
            for name, kind, nullable in self.columns[table]
            if name in values or not nullable
        }
        told = ", ".join(f"${name}::{kind} as {name}" for name, (_, kind) in row.items())
        self.con.execute(
            f"insert into {table} by name select {told}", {name: value for name, (value, _) in row.items()}
        )

    def person(self, key: str, name: str | None = None, **more: Any) -> None:
        self.put("core.influencers", influencer_id=key, influencer_name=name or key.title(), is_listed=True,
                 **{"tier": 1, "role": "analyst", "organisation": "Example", **more})  # fmt: skip

    def post(self, key: str, who: str, text: str = "words", **more: Any) -> str:
        platform = key.split(":")[0]
        account = f"{platform}:{who}"
        if not self.con.execute("select 1 from core.accounts where account_id = $a", {"a": account}).fetchone():
            self.put(
                "core.accounts", account_id=account, platform=platform, handle=who, influencer_id=who, is_listed=True
            )
        url = more.pop("url", f"https://{platform}.example/{who}/{key.split(':')[1]}")
        at = more.pop("created_at", datetime(2026, 10, 21, 9))
        self.put("core.posts", post_id=key, platform=platform, native_id=key, account_id=account, kind="original",
                 text=text, url=url, created_at=at, created_at_basis="told", **more)  # fmt: skip
        self.put("marts.post_voices", post_id=key, influencer_id=who, account_id=account, platform=platform,
                 kind="original", created_at=at, created_on=at.date(), week_start=WEEK.start, weight=1, uses="individual",
                 voice_id=key, is_voice=True, is_personal=True)  # fmt: skip
        return key

    def topic(self, key: str, share: str | None, before: str | None, trend: str, people: int, who: str | None = None,
              evidence: tuple[str, ...] = (), sensitive: bool = False, name: str | None = None) -> None:  # fmt: skip
        self.put("marts.topics", topic_id=key, topic_name=name or key.title(), description="", is_sensitive=sensitive)
        for back in range(12):
            now = back == 0
            self.put(
                "marts.topic_trends", topic_id=key, week_start=WEEK.start - timedelta(weeks=back), is_sensitive=sensitive,
                posts=people * 2 if now else 1, people=people if now else 1, weighted_posts=Decimal(people),
                voice_share=share if now else before, voice_share_before=before, trend=trend if now else "steady",
                top_influencer_id=who if now else None, evidence_post_ids=list(evidence) if now else [],
            )  # fmt: skip

    def interest(self, who: str, topic: str, share: str, *, low: str, high: str, confidence: str = "solid",
                 trend: str = "steady", evidence: tuple[str, ...] = (), z: str = "0", lift: str = "1") -> None:  # fmt: skip
        self.put(
            "marts.interest_profiles", influencer_id=who, topic_id=topic, week_start=WEEK.start, interest_share=share,
            low_share=low, high_share=high, baseline_share="0.1", lift=lift, z_score=z, effective_posts="90",
            topic_posts="31.4", confidence=confidence, trend=trend, evidence_post_ids=list(evidence),
        )  # fmt: skip


def _nothing(kind: str) -> Any:
    if kind.endswith("[]"):
        return []
    if kind.startswith(("DECIMAL", "BIGINT", "INTEGER", "DOUBLE", "UBIGINT", "HUGEINT", "SMALLINT")):
        return 0
    return _DEFAULTS.get(kind.split("(")[0])


@contextmanager
def house(folder: Path) -> Iterator[House]:
    """An empty warehouse."""
    with warehouse.connect(folder / "warehouse.duckdb") as con:
        yield House(con)


def told(made: House, config: Config | None = None) -> WeeklyReport:
    return compose(made.con, config or brand(), WEEK, AS_OF)


def furnish(made: House) -> None:
    """Three people, three topics, and one row at least for every section."""
    made.person("ana", "Ana Ruiz", tier=1)
    made.person("ben", "Ben Okoro", tier=2, role="journalist", organisation="The Daily Example")
    made.person("cem", "Cem Aydın", tier=3, role="maker", organisation=None)
    posts = [
        made.post("bluesky:1", "ana", "Heat pumps are quieter than they were"),
        made.post("bluesky:2", "ana", "On flow temperatures"),
        made.post("mastodon:3", "ben", "Tariffs, again"),
        made.post("bluesky:4", "cem", "Bread and batteries"),
    ]
    made.topic("heat", "0.62", "0.41", "rising", 2, "ana", (posts[0], posts[1]), name="Heat pumps")
    made.topic("bread", "0.004", "0.2", "fading", 1, "cem", (posts[3],), name="Bread")
    made.topic("faith", "0.1", "0.1", "steady", 1, sensitive=True, name="Faith")
    made.interest(
        "ana",
        "heat",
        "0.55",
        low="0.48",
        high="0.61",
        trend="rising",
        z="3.1",
        lift="2.25",
        evidence=(posts[0], posts[1]),
    )
    made.interest("ben", "heat", "0.3", low="0.21", high="0.44", confidence="indicative", evidence=(posts[2],))
    made.interest("cem", "bread", "0.4", low="0.1", high="0.8", confidence="not enough data", evidence=(posts[3],))
    for account, person, state in (
        ("bluesky:ana", "ana", "complete"),
        ("mastodon:ben", "ben", "failed"),
        ("bluesky:cem", "cem", "complete"),
    ):
        made.put("marts.completeness", account_id=account, week_start=WEEK.start, influencer_id=person,
                 platform=account.split(":")[0], state=state, reason=None if state == "complete" else "answered 404 twice",
                 heard_until=datetime(2026, 10, 26, 6))  # fmt: skip
    made.put("marts.rising_phrases", week_start=WEEK.start, phrase="night quiet", words=2, rank=1, posts=6, people=3, days=4,
             posts_before="0.4", ratio="7.2", z_score="5", topic_id="heat", influencer_ids=["ana", "ben", "cem"],
             evidence_post_ids=[posts[0], posts[2]])  # fmt: skip
    made.put("marts.shared_links", link_id="https://page.example/quiet", week_start=WEEK.start,
             canonical_url="https://page.example/quiet", site="page.example", title="How quiet is quiet", people=3, posts=4,
             influencer_ids=["ana", "ben", "cem"], first_influencer_id="ana", first_at=datetime(2026, 10, 20, 7, 5),
             is_first_week=True, people_ever=3, evidence_post_ids=[posts[0]])  # fmt: skip
    page = "https://page.example/quiet"
    made.put("core.links", link_id=page, canonical_url=page, site="page.example", title="How quiet is quiet")
    made.put("core.post_links", post_id=posts[0], position=1, url=page, link_id=page)
    made.put("marts.reshare_recommendations", recommendation_id="reshare-0123456789abcdef", post_id=posts[0],
             listed_at=datetime(2026, 10, 26, 6), is_current=True, place=1, state="current", platform="bluesky",
             url="https://bluesky.example/ana/1", author_influencer_id="ana", author_name="Ana Ruiz", sharer_influencer_id="ana",
             topic_id="heat", source="bluesky:ana", reason="Ana Ruiz writes on heat pumps, 2.1 times her usual answers.",
             evidence_post_ids=[posts[0]], created_at=datetime(2026, 10, 25, 20), expires_at=datetime(2026, 10, 27, 8),
             last_seen_online_at=datetime(2026, 10, 26, 5), origin_from="Ana Ruiz", origin_from_url="https://ana.example/",
             credit_lines={"bluesky": "On quiet — Ana Ruiz", "x": "On quiet — Ana Ruiz (@ana)"}, share_action="repost",
             permission="not needed: native share")  # fmt: skip
    made.put("core.content_items", content_item_id="item-1", post_id="feeds:9", account_id="feeds:us", title="Field notes on noise",
             canonical_url="https://us.example/noise", form="article", offer="article", published_at=datetime(2026, 10, 1))  # fmt: skip
    made.put("marts.content_matches", recommendation_id="match-1", content_item_id="item-1", influencer_id="ben", place=1,
             score="0.7", topic_id="heat", angle_words=["night quiet"], platform="mastodon", account_id="mastodon:ben", handle="ben",
             responds_to="link", responds_by="reply", response_sample=12, best_weekday="Tuesday", best_from_hour=9,
             best_to_hour=12, best_sample=40, time_zone="Europe/Madrid", tracked_url="https://us.example/noise?utm_source=mastodon",
             reason="Ben Okoro cares about heat pumps, and the piece is about them.", evidence_post_ids=[posts[2]],
             expires_at=datetime(2026, 11, 2))  # fmt: skip
    made.put("marts.content_gaps", recommendation_id="gap-bread", topic_id="bread", place=1, score="0.3", people=2, rising_people=1,
             trend="fading", items=0, influencer_ids=["cem", "ben"], own_words=["rye"],
             questions=[{"post_id": posts[3], "question": "Who bakes with a battery?"}], link_ids=[],
             brief='Write about Bread, for Cem Aydın, Ben Okoro. In their own words: rye. They ask: "Who bakes with a battery?"',
             reason="2 people care.", evidence_post_ids=[posts[3]], expires_at=datetime(2026, 11, 2))  # fmt: skip
    for person, platform, state in (("ana", "bluesky", "active"), ("ana", "mastodon", "not observed"), ("ben", "mastodon", "reshares only"),
                                    ("ben", "bluesky", "not observed"), ("cem", "bluesky", "dormant"), ("cem", "mastodon", "not observed")):  # fmt: skip
        is_there = state == "active"
        made.put("marts.presence", influencer_id=person, platform=platform, state=state, handle=person, followers=1200 if is_there else None,
                 heard_days=60, posts=44, posts_per_week="5.5" if is_there else None, best_weekday="Monday" if is_there else None,
                 best_from_hour=22 if is_there else None, best_to_hour=1 if is_there else None, best_sample=40,
                 time_zone="Europe/Madrid", response_hours="3.5" if is_there else None, confidence="solid", reason="told",
                 evidence_post_ids=[posts[0]] if is_there else [])  # fmt: skip
    made.put(
        "marts.platform_reach",
        platform="bluesky",
        is_allowed=True,
        people=1,
        reach_share="0.526316",
        only_here_ids=["ana"],
    )
    made.put(
        "marts.platform_reach",
        platform="mastodon",
        is_allowed=False,
        why_not="brand.yaml rules it out",
        people=1,
        reach_share="0.315789",
    )
    made.put("marts.platform_shortlist", set_size=1, place=1, platforms=["bluesky"], reach_share="0.526316", people=1,
             added_share="0.526316", added_platform="bluesky", lost_ids=["cem"], unknown_ids=["ben"], is_chosen=True, reason="told")  # fmt: skip
    made.put("marts.reply_queue", recommendation_id="reply-1", post_id="mastodon:3", platform="mastodon", url="https://mastodon.example/3",
             brand_account_id="mastodon:us", addressed_by="mention", author_influencer_id="ben", author_name="Ben Okoro", tier=2,
             created_at=datetime(2026, 10, 22, 9), place=1, state="open", waiting_hours="27.5", sla_hours="4", is_late=True,
             due_at=datetime(2026, 10, 22, 13), triage="question", rule="question", words="?", reason="Waiting for 27.5 working hours.",
             evidence_post_ids=["mastodon:3"], expires_at=datetime(2026, 11, 19))  # fmt: skip
    made.put("marts.reply_queue", recommendation_id="reply-2", post_id="bluesky:4", platform="bluesky", brand_account_id="bluesky:us",
             addressed_by="reply", author_name="grumble", created_at=datetime(2026, 10, 23), state="do not answer", waiting_hours="20",
             sla_hours="18", is_late=False, triage="troll", rule="insult without matter", words="clowns", reason="told",
             evidence_post_ids=["bluesky:4"], expires_at=datetime(2026, 11, 20))  # fmt: skip
    made.put("marts.brand_mentions", post_id="mastodon:3", named="Halden Heat", is_brand=True, how="mention", words="Halden",
             influencer_id="ben", account_id="mastodon:ben", platform="mastodon", created_at=datetime(2026, 10, 22), week_start=WEEK.start)  # fmt: skip
    for number in range(12):
        made.put(
            "marts.rules",
            rule=f"rule_{number}" if number else "apart_z",
            rule_value="1.96",
            meaning="sets somebody apart",
        )
    if "marts.channel_verdicts" in made.columns:
        for kind, posts_n, answered, verdict in (("all", 60, 9, "invest"), ("selling", 4, 0, "not enough data")):
            made.put("marts.channel_verdicts", account_id="bluesky:us", platform="bluesky", content_kind=kind, posts=posts_n, answered=answered,
                     response_share=Decimal(answered) / posts_n, low_share="0.08", high_share="0.26", verdict=verdict, threshold_share="0.10",
                     confidence="0.95", minimum_posts=30, posts_to_tell=236, window_from=date(2026, 8, 31), window_to=date(2026, 10, 25), fixed_on=date(2026, 8, 28),
                     is_fixed_before=True, what_would_change="Fewer than 6 answers.", reason="told", unsourced=1)  # fmt: skip
    if "marts.outcomes" in made.columns:
        made.put("marts.outcomes", act_id="bluesky:us1", act="share", influencer_id="ana", platform="bluesky", brand_account_id="bluesky:us",
                 act_at=datetime(2026, 10, 20, 10), watched_until=datetime(2026, 11, 3), is_complete=False, did_respond=True,
                 responded_by="reply", response_post_id="bluesky:2", response_at=datetime(2026, 10, 21), base_rate="0.12", base_days=14,
                 is_beyond_base=True)  # fmt: skip
