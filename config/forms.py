"""Which reader understands which platform's accounts, and which texts can be mistaken for no other's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from config import closed_forms, open_forms

if TYPE_CHECKING:
    from collections.abc import Callable

    from config.addresses import Address, Form

READERS: dict[str, Callable[[str, Address | None], Form | None]] = {
    "bluesky": open_forms.read_bluesky,
    "mastodon": open_forms.read_mastodon,
    "feeds": open_forms.read_feeds,
    "youtube": open_forms.read_youtube,
    "hackernews": open_forms.read_hackernews,
    "x": closed_forms.read_x,
    "linkedin": closed_forms.read_linkedin,
    "facebook": closed_forms.read_facebook,
    "instagram": closed_forms.read_instagram,
    "threads": closed_forms.read_threads,
    "reddit": closed_forms.read_reddit,
    "archive": open_forms.read_archive,
}

# what a bare text can only be, whatever platform stands beside it
UNMISTAKABLE = {
    "bluesky": re.compile(r"(?:at://|did:(?:plc|web):).*|@?[a-z0-9.-]+\.bsky\.social", re.IGNORECASE),
    "mastodon": re.compile(r"(?:acct:)?@?[^@\s/]+@[^@\s/]+"),
    "youtube": open_forms.CHANNEL_ID,
    "linkedin": re.compile(r"/?(?:in|company|school|showcase)/[^/\s]+/?"),
    "reddit": re.compile(r"/?u/[^/\s]+/?"),
}
EXPORTED = re.compile(r"[^@:]+\.(?:zip|csv|xlsx|jsonl?|ndjson|parquet)", re.IGNORECASE)
