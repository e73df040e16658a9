"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), read by hand: feedparser does not know
it.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sql.functions.feed import (
    Entry,
    Feed,
    clean,
    dates,
    identity_of,
    iso,
    joined,
    media,
    native_id,
    once,
    told_in,
    web_address,
)

_SPOKEN = ("audio", "video")


def looks_like_json(body: bytes) -> bool:
    return body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def read_json_feed(body: bytes, url: str) -> Feed:
    """The feed in `body`; one of version "" where it is no JSON Feed (or breaks off in the middle)."""
    try:
        told = json.loads(body, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return Feed(is_cut=b"jsonfeed.org/version/" in body)
    version = clean(told.get("version")) if isinstance(told, dict) else None
    if version is None or "jsonfeed.org/version/" not in version:
        return Feed()
    base = web_address(told.get("feed_url")) or url
    identity = identity_of(told.get("feed_url"), told.get("home_page_url"), url=url)
    items = told.get("items")
    return Feed(
        version="json" + version.rstrip("/").rpartition("/")[2],
        identity=identity,
        title=clean(told.get("title")),
        description=clean(told.get("description")),
        site=web_address(told.get("home_page_url")),
        entries=[_entry(item, told, identity, base) for item in items] if isinstance(items, list) else [],
        following=joined(base, told.get("next_url")),
    )


def _entry(item: Any, feed: Entry, identity: str, base: str) -> Any:
    if not isinstance(item, dict):
        return item
    link, guid, title = joined(base, item.get("url")), clean(item.get("id")), clean(item.get("title"))
    html, text = clean(item.get("content_html")), clean(item.get("content_text"))
    attachments = [media(joined(base, one.get("url")), one.get("mime_type")) for one in _objects(item, "attachments")]
    images = [media(joined(base, item.get(name)), "image/*") for name in ("image", "banner_image")]
    author = next(iter([*_authors(item), *_authors(feed)]), {})
    text = text or (None if html else clean(item.get("summary")))
    told = told_in(html, text, link or base, (link, web_address(feed.get("home_page_url"))))
    outward = joined(base, item.get("external_url"))
    tags = item.get("tags")
    when = dates(_moment(item.get("date_published")), _moment(item.get("date_modified")))
    return {
        "native_id": native_id(identity, guid, link, (title, when["published"], text or html)),
        "kind": "episode" if any(one and one["kind"] in _SPOKEN for one in attachments) else "article",
        "url": link,
        "title": title,
        "html": html,
        "text": text,
        "author_name": clean(author.get("name")),
        "language": clean(item.get("language")) or clean(feed.get("language")),
        **when,
        "tags": [tag for tag in map(clean, tags) if tag] if isinstance(tags, list) else None,
        "links": once([{"url": outward} if outward else None, *told["links"]]),
        "mentions": told["mentions"],
        "media": once([*attachments, *images, *told["images"]]),
    }


def _authors(told: Entry) -> list[Entry]:
    """1.1 has a list, 1.0 had one."""
    one = told.get("author")
    return _objects(told, "authors") or ([one] if isinstance(one, dict) else [])


def _objects(told: Entry, key: str) -> list[Entry]:
    found = told.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _moment(value: Any) -> str | None:
    try:
        return iso(datetime.fromisoformat(clean(value) or ""))
    except ValueError:
        return None
