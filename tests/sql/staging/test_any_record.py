"""Whatever stands in a record of a keyed platform: it becomes one row, and what stands beside it is read all the same."""

from __future__ import annotations

import functools
import json
from datetime import timedelta
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.load import load
from ingest.sources import Account
from sql.functions import register
from tests.ingest.fakes import NOW, Asker
from tests.ingest.fakes.facebook import Facebook
from tests.ingest.fakes.instagram import Instagram
from tests.ingest.fakes.linkedin import LinkedIn
from tests.ingest.fakes.reddit import RedditApi
from tests.ingest.fakes.threads import Threads
from tests.ingest.fakes.youtube import YouTube
from tests.landed import STAGING, landed
from tests.warehouses import House, people

FULL: dict[str, tuple[Any, dict[str, Any]]] = {
    "facebook": (Facebook, {
        "id": "4_1", "message": "m", "story": "s", "created_time": "2026-09-01T00:00:00+0000", "permalink_url": "https://f.example",
        "parent_id": "9_1", "from": {"id": "4", "name": "n"}, "message_tags": [{"id": "1", "type": "user"}], "shares": {"count": 1},
        "attachments": {"data": [{"media_type": "link", "unshimmed_url": "https://a.example", "subattachments": {"data": [{}]}}]},
        "reactions": {"summary": {"total_count": 1}}, "comments": {"summary": {"total_count": 1}},
    }),
    "instagram": (Instagram, {
        "id": "1", "caption": "#a @b https://c.example", "media_type": "IMAGE", "permalink": "https://i.example", "like_count": 1,
        "timestamp": "2026-09-01T00:00:00+0000", "comments_count": 1, "view_count": 1, "children": {"data": [{"media_type": "IMAGE"}]},
    }),
    "threads": (Threads, {
        "id": "1", "text": "t", "media_type": "TEXT_POST", "permalink": "https://t.example", "username": "ann", "is_quote_post": True,
        "timestamp": "2026-09-01T00:00:00+0000", "poll_attachment": {"option_a": "a"}, "quoted_post": {"id": "2"},
        "reposted_post": {"id": "2"}, "children": {"data": [{"media_type": "IMAGE"}]}, "link_attachment_url": "https://l.example",
    }),
    "linkedin": (LinkedIn, {
        "id": "urn:li:share:1", "author": "urn:li:organization:1", "commentary": "c", "visibility": "PUBLIC", "createdAt": 1,
        "publishedAt": 1, "lastModifiedAt": 1, "lifecycleState": "PUBLISHED", "lifecycleStateInfo": {"isEditedByAuthor": True},
        "content": {"article": {"source": "https://a.example"}, "media": {"id": "urn:li:image:1"}, "multiImage": {"images": [{}]},
            "poll": {"question": "q", "options": [{"text": "o"}]}}, "reshareContext": {"parent": "p", "root": "r"},
    }),
    "reddit": (RedditApi, {"kind": "t3", "data": {
        "name": "t3_1", "author": "ann", "title": "t", "selftext": "s", "selftext_html": "<p>s</p>", "url": "https://a.example",
        "permalink": "/r/x/", "created_utc": 1.5, "edited": 2.5, "score": -3, "num_comments": 1, "parent_id": "t3_2",
        "link_id": "t3_2", "removed_by_category": None, "subreddit_type": "public",
        "crosspost_parent_list": [{"name": "t3_2", "author": "ben", "created_utc": 1, "permalink": "/r/y/", "score": 1}],
    }}),
    "youtube_api": (YouTube, {
        "id": "V1", "snippet": {"publishedAt": "2026-09-01T00:00:00Z", "channelId": "UC", "title": "t", "description": "d #e",
            "thumbnails": {"high": {"url": "https://s.example"}}}, "contentDetails": {"contentRating": {"ytRating": "x"}},
        "statistics": {"viewCount": "1", "likeCount": "1"}, "status": {"privacyStatus": "public", "license": "youtube"},
        "paidProductPlacementDetails": {"hasPaidProductPlacement": True},
    }),
}  # fmt: skip

LEAF = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False) | (
    st.text(max_size=20) | st.sampled_from(["", "0001-01-01T00:00:00Z", "9" * 40, "\x00", "javascript:x", "https://", "𐀀" * 9])
)  # fmt: skip
JUNK = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


@st.composite
def spoilt(draw: st.DrawFn, told: Any) -> Any:
    """A record in which anything may be something else."""
    if draw(st.integers(0, 9)) == 0:
        return draw(JUNK)
    if isinstance(told, dict):
        return {name: draw(spoilt(inner)) for name, inner in told.items()}
    if isinstance(told, list):
        return [draw(spoilt(inner)) for inner in told]
    return draw(LEAF) if draw(st.integers(0, 2)) == 0 else told


def page_of(reading: str, records: list[Any]) -> Any:
    return {
        "facebook": {"data": records}, "threads": {"data": records}, "linkedin": {"elements": records},
        "instagram": {"business_discovery": {"id": "178", "username": "ann", "media": {"data": records}}},
        "reddit": {"data": {"children": records}}, "youtube_api": {"items": records},
    }[reading]  # fmt: skip


@functools.cache
def connection() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    register(con)
    return con


@pytest.mark.parametrize("reading", FULL)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_spoilt_record_is_one_row_and_its_neighbour_is_read(reading: str, tmp_path_factory: Any, data: Any) -> None:
    whole = FULL[reading][1]
    bad = [one for one in data.draw(st.lists(spoilt(whole), min_size=1, max_size=4)) if not _waits(reading, one)]
    folder = tmp_path_factory.mktemp("any")
    page = json.loads(json.dumps(page_of(reading, [*bad, whole])).encode("utf-8", "replace"))
    connection().execute("set variable landed_files = ?", [[str(landed(folder, reading, [page])[0])]])
    told = connection().execute((STAGING / f"{reading}.sql").read_text(encoding="utf-8"))
    names = [column[0] for column in told.description]
    rows = [dict(zip(names, row, strict=True)) for row in told.fetchall()]
    assert len(rows) == len(bad) + 1
    good = whole["data"]["name"] if reading == "reddit" else whole["id"]
    assert rows[-1]["native_id"] == good
    assert rows[-1]["fault"] is None


def _waits(reading: str, record: Any) -> bool:
    """A video that says it is on the air is left for later."""
    snippet = record.get("snippet") if reading == "youtube_api" and isinstance(record, dict) else None
    return isinstance(snippet, dict) and "liveBroadcastContent" in snippet


@pytest.mark.parametrize("reading", FULL)
def test_a_visit_ends_in_core(reading: str, tmp_path: Any) -> None:
    fake = FULL[reading][0]()
    module = __import__(f"ingest.sources.{reading.removesuffix('_api')}", fromlist=["visit"])
    platform = reading.removesuffix("_api")
    handle = {"facebook": "halden", "linkedin": "company/halden", "youtube": "@ana"}.get(platform, "ann")
    account = Account(f"{platform}:{handle}", platform, handle)
    ids = {fake.post(NOW - timedelta(days=number), number) for number in range(9)}
    house = House(tmp_path)
    for number, page in enumerate(module.visit(account, {}, Asker(fake), NOW)):
        house.landing.land("run-1", account, number, page)
    with house.open() as con:
        loaded = load(con, house.landing, people(account), NOW)
        rows = con.execute("select native_id, created_at_basis, url from core.posts").fetchall()
        native_id, cursor = con.execute(
            "select a.native_id, c.cursor from core.accounts as a join ops.cursors as c using (account_id)"
        ).fetchone()
    assert (loaded.new, loaded.rejected, loaded.refused_pages) == (9, 0, [])
    assert {one for one, *_ in rows} == ids
    assert {basis for _, basis, _ in rows} == {"told"}
    assert native_id
    assert json.loads(cursor)["heard_to"]
