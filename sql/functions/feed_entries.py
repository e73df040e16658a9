"""The entries of a feed, whatever its format, each as one JSON text of one shape.

    feed_entries(body, content type, address) -> ['{"native_id": "https://ana.example/1", "kind": "article",
    ...}']

What is no feed has no entries here; that an answer *is* one, the source makes sure of before the page lands.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sql.functions.json_feed import looks_like_json, read_json_feed
from sql.functions.plain_text import Strings  # DuckDB evaluates the annotations
from sql.functions.xml_feed import read_xml_feed

if TYPE_CHECKING:
    from collections.abc import Callable

    from sql.functions.feed import Feed

_HALF = re.compile("[\ud800-\udfff]")


def read_feed(body: bytes, content_type: str = "", url: str = "") -> Feed:
    """The feed in `body`, `url` being where it was found. `version` is "" where it is none. Never raises."""
    read = read_json_feed(body, url) if looks_like_json(body) else None
    return read_xml_feed(body, content_type, url) if read is None else read


def feed_entries(bodies: pa.Array, content_types: Strings, urls: Strings) -> pa.Array:
    """A list of JSON texts each, in the feed's order; NULL stays NULL."""
    asked = zip(bodies.to_pylist(), content_types.to_pylist(), urls.to_pylist(), strict=True)
    told = [None if body is None else _told(read_feed(body, kind or "", url or "")) for body, kind, url in asked]
    return pa.array(told, pa.list_(pa.string()))


def _told(feed: Feed) -> list[str]:
    return [_json(entry) for entry in feed.entries]


def _json(entry: Any) -> str:
    return _HALF.sub("\ufffd", json.dumps(entry, ensure_ascii=False))


def _as_json(bodies: pa.Array, content_types: pa.Array, urls: pa.Array) -> pa.Array:
    # DuckDB 1.5 may free a list of Arrow strings before all of it is unnested: one text a feed is copied in time
    lists = feed_entries(bodies, content_types, urls).to_pylist()
    return pa.array([None if told is None else "[" + ",".join(told) + "]" for told in lists], pa.string())


FUNCTIONS: dict[str, tuple[Callable[..., pa.Array], list[str], str]] = {
    "feed_entries": (_as_json, ["BLOB", "VARCHAR", "VARCHAR"], "VARCHAR"),
}
