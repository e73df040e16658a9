"""How to share a post where: the native way on its own platform, a link that opens it, and whether to ask first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

ACTIONS = {
    "x": "repost", "bluesky": "repost", "threads": "repost", "mastodon": "boost", "linkedin": "reshare",
    "facebook": "reshare",
}  # fmt: skip
# where the platform, or its owner's rules, want the author asked although the post is public
_ASK_FIRST = frozenset({"instagram", "threads", "facebook"})
_FREE = re.compile(
    r"\b(cc0|public domain|cc[ -]?by(?:[ -]?sa)?(?:[ -]?\d\.\d)?"
    r"|creativecommons\.org/(?:licenses/by(?:-sa)?|publicdomain)/)",
    re.IGNORECASE,
)
_NOT_FOR_TRADE = re.compile(r"\b(?:nc|noncommercial|non-commercial)\b|/by-nc", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shared:
    """The post to share, as far as its address and its licence go."""

    platform: str
    native_id: str
    url: str
    title: str | None
    license: str | None
    is_listed: bool


def share_action(platform: str) -> str:
    """The native way on the post's own platform; link where it has none."""
    return ACTIONS.get(platform, "link")


def share_urls(
    shared: Shared, platforms: Iterable[str], lines: Mapping[str, str], servers: Mapping[str, str]
) -> dict[str, str]:
    """A link by platform that opens the sharing there: natively on its own, with the credit line elsewhere.

    `servers` names the brand's own server where a platform has many.
    """
    found: dict[str, str] = {}
    for platform in platforms:
        if platform == shared.platform:
            link: str | None = _native(shared, servers)
        else:
            link = _elsewhere(platform, shared, lines.get(platform), servers)
        if link:
            found[platform] = link
    return found


def _native(shared: Shared, servers: Mapping[str, str]) -> str:
    if shared.platform == "x" and shared.native_id.isdigit():
        return f"https://x.com/intent/retweet?tweet_id={shared.native_id}"
    if shared.platform == "mastodon" and servers.get("mastodon"):
        # only one's own server can boost
        return f"https://{servers['mastodon']}/authorize_interaction?uri={_put(shared.url)}"
    if shared.platform == "facebook":
        return f"https://www.facebook.com/sharer/sharer.php?u={_put(shared.url)}"
    return shared.url


def _elsewhere(platform: str, shared: Shared, line: str | None, servers: Mapping[str, str]) -> str | None:
    url = _put(shared.url)
    if platform == "linkedin":
        return f"https://www.linkedin.com/sharing/share-offsite/?url={url}"
    if platform == "facebook":
        return f"https://www.facebook.com/sharer/sharer.php?u={url}"
    if platform == "hackernews":
        return f"https://news.ycombinator.com/submitlink?u={url}" + (f"&t={_put(shared.title)}" if shared.title else "")
    if line is None:
        return None
    if platform == "x":
        return f"https://x.com/intent/post?text={_put(line)}"
    if platform == "bluesky":
        return f"https://bsky.app/intent/compose?text={_put(line)}"
    if platform == "threads":
        return f"https://www.threads.com/intent/post?text={_put(line)}"
    if platform == "mastodon" and servers.get("mastodon"):
        return f"https://{servers['mastodon']}/share?text={_put(line)}"
    return None


def _put(text: str) -> str:
    return quote(text.encode("utf-8", "replace"), safe="")


def permission(shared: Shared) -> str:
    """Whether its author must be asked, and why not."""
    if shared.license and _FREE.search(shared.license) and not _NOT_FOR_TRADE.search(shared.license):
        return "not needed: licence"
    if shared.platform in _ASK_FIRST and shared.platform not in ACTIONS:
        return "needed"
    if shared.platform in ACTIONS:
        return "not needed: native share"
    return "not needed: link and short excerpt"
