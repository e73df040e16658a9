"""Threads: what public accounts post, by profile discovery.

platform       Threads, public accounts with at least 100 followers
gives          posts with text, topic, links, alt text, polls, quotes and reposts with the original's id; no counts
documentation  https://developers.facebook.com/docs/threads/threads-profiles and .../retrieve-and-discover-posts
limits         4,800 calls a day times the impressions of the app's own posts (at least 10); 100 posts a page
credentials    token: of a Threads user, with threads_basic and threads_profile_discovery. Standard access answers for
               @meta, @threads, @instagram and @facebook only: the app needs advanced access
cost           free
opt-outs       private accounts are not shown. Who shares to the fediverse can be read as an account of `mastodon`
oddities       - an account is asked for by its name only, and no permanent id is told: a new name is a new account
               - a repost is a REPOST_FACADE without words; whose the original is, is not told
               - a post may have no permalink
               - a call for posts beyond the last one is answered with an empty page
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ingest import graph
from ingest.answer import Answer
from ingest.errors import NotUnderstood
from ingest.estimate import Expects
from ingest.pages import Token
from ingest.sources import Account, Cursor, Page, Visit
from ingest.walks import descend, instant

if TYPE_CHECKING:
    from ingest.client import Client

EVERY = timedelta(hours=6)
PACE = 1.0
WORKERS = 1
NEEDS = ("token",)
HOSTS = ("graph.threads.com", "graph.threads.net")
EXPECTS = Expects(first=300, page=100)

HOST = "https://graph.threads.com"
VERSION = "v1.0"
FIELDS: Mapping[str, Mapping[str, graph.Fields]] = {
    "v1.0": {
        "profile": graph.plain("username", "name", "biography", "is_verified", "follower_count"),
        "post": {
            **graph.plain("id", "media_type", "permalink", "username", "text", "timestamp", "is_quote_post"),
            **graph.plain("alt_text", "link_attachment_url", "topic_tag", "poll_attachment", "is_spoiler_media"),
            "quoted_post": graph.plain("id"),
            "reposted_post": graph.plain("id"),
            "children": graph.plain("id", "media_type", "alt_text"),
        },
    },
}


def visit(account: Account, cursor: Cursor, client: Client, as_of: datetime) -> Visit:
    """Read one account. Raises NotFound for a name that is not shown, and what ingest/graph.py raises."""
    asks, fields = graph.Graph.of(client, account, cursor, VERSION), FIELDS[VERSION]
    base, name = f"{client.base(HOST)}/{VERSION}", account.handle.strip("@ ").lower()
    profile = asks.ask(f"{base}/profile_lookup", "profile", fields["profile"], {"username": name})
    yield Page(profile, learned=_facts(profile))

    def ask(token: Token | None, _floor: datetime | None) -> Answer:
        asked: dict[str, str | int] = {"username": name, "limit": 100, **graph.behind(token)}
        answer = asks.ask(f"{base}/profile_posts", "post", fields["post"], asked)
        answer.items("data")
        return answer

    def next_of(answer: Answer) -> Token | None:
        return graph.next_of(answer, answer.json())

    # nothing can be dated back here, so there is no walk below the window
    for answer, after in descend(ask, next_of, _oldest, cursor=cursor, as_of=as_of, deepens=False):
        yield Page(answer, asks.remember(after), "threads")


def alive(ids: Iterable[str], client: Client) -> Iterator[tuple[str, bool, str]]:
    """Nobody can tell: single posts are told to their own authors only."""
    return iter(())


def _facts(answer: Answer) -> dict[str, Any]:
    told = answer.json()
    if not isinstance(told, dict) or not isinstance(told.get("username"), str):
        raise NotUnderstood(f"{answer.url} answered with something that is no profile; the cursor stays.")
    names = {"handle": "username", "display_name": "name", "description": "biography", "followers": "follower_count"}
    facts = {ours: told[theirs] for ours, theirs in names.items() if told.get(theirs) is not None}
    return facts | {"native_id": str(told.get("id") or told["username"])}


def _oldest(answer: Answer) -> datetime | None:
    times = (instant(one.get("timestamp")) for one in reversed(answer.items("data")) if isinstance(one, dict))
    return next((time for time in times if time), None)
