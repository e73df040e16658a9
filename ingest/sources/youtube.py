"""YouTube: the videos of a channel or playlist, by the feed that needs no key, or by the Data API where a key is set.

platform       YouTube
gives          videos with title, description, links, hashtags; views, likes. With a key all of them, comments' number,
               language, paid placement, licence, visibility, age limit
documentation  https://developers.google.com/youtube/v3/guides/push_notifications; with a key ingest/youtube_api.py
limits         none stated; the newest 15 videos, and no older pages. With a key 10,000 units a day, until midnight in
               California; a page of 50 videos takes two
credentials    none; with a key (token) the Data API is asked instead
cost           free
opt-outs       private videos are not told; unlisted ones neither, but in playlists
oddities       - a channel goes by its id (UC...), a playlist by PL..., an old account by user/<name>. An
                 @handle is not among them: only the Data API, which wants a key, tells whose it is, and
                 reading it off the page of the channel would be scraping
               - 404 and 500 come and go for channels that are well; two in a row an hour apart mean something
               - `updated` moves with the counts, so it is no sign of an edit
               - media:statistics counts views, and starRating counts the likes
               - the API tells counts as text, leaves likes out where they are hidden, and rounds subscribers
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from ingest import youtube_api
from ingest.errors import NotUnderstood, Problem, SkipAccount
from ingest.estimate import Expects
from ingest.sources import Account, Cursor, Page, Visit
from sql.functions.feed_entries import read_feed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ingest.answer import Answer
    from ingest.client import Client

EVERY = timedelta(hours=1)
PACE = 1.0
WORKERS = 2
HOSTS = ("youtube.googleapis.com",)
HEADER = ("X-Goog-Api-Key", "{}")
EXPECTS = Expects(first=200, page=25)  # of the Data API: two questions for fifty videos

FEED = "https://www.youtube.com/feeds/videos.xml"
_CHANNEL = re.compile(r"UC[\w-]{22}")
_PLAYLIST = re.compile(r"(?:PL|UU|FL|OL)[\w-]{10,}")
_VALIDATORS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


_HANDLE = re.compile(r"@[\w.·-]{3,30}")
_NAMES = {"channel_id": "id", "playlist_id": "playlistId", "user": "forUsername"}


def visit(account: Account, cursor: Cursor, client: Client, as_of: datetime) -> Visit:
    """Read one channel or playlist. Raises what `client` raises, SkipAccount for what names no channel, and
    NotUnderstood for what is no feed of YouTube.
    """
    if client.credentials.token:
        yield from youtube_api.visit(account, wanted_of(account), cursor, client, as_of)
    else:
        yield from _by_feed(account, cursor, client)


def alive(ids: Iterable[str], client: Client) -> Iterator[tuple[str, bool, str]]:
    """The Data API can tell; the feed cannot, since it shows the newest only."""
    return youtube_api.alive(ids, client) if client.credentials.token else iter(())


def _by_feed(account: Account, cursor: Cursor, client: Client) -> Visit:
    whom, wanted = account.account_id, feed_of(account)
    # validators belong to what was asked: they are dropped with the id they were given for
    known = cursor.get("validators", {}) if cursor.get("asked") == wanted else {}
    echoed = {header: known[name] for name, header in _VALIDATORS.items() if name in known}
    accept = "application/atom+xml, text/xml;q=0.9"

    def explain(answer: Answer) -> Problem | None:
        if answer.status in (401, 403):
            return SkipAccount(f"{whom}: YouTube answered {answer.status}; the channel or playlist is not public.")
        return None

    answer = client.get(
        FEED, params=wanted, headers=echoed, accept=accept, ok=(200, 304), untrusted=True, explain=explain
    )
    if answer.status == 304 and echoed:
        answer.count(0)
        yield Page(answer, dict(cursor))
        return
    feed = read_feed(answer.body, answer.headers.get("content-type", ""), answer.url)
    if not feed.version.startswith("atom") or feed.is_cut or b"youtube.com/xml/schemas" not in answer.body:
        raise NotUnderstood(
            f"{whom}: {answer.url} answered {answer.status} with something that is not a whole feed of "
            f"YouTube "
            f"(version {feed.version or 'unknown'}, {len(feed.entries)} entries). The cursor stays; look at "
            f"the "
            "address in a browser if it happens again."
        )
    answer.count(len(feed.entries))
    told = {name: answer.headers[name] for name in _VALIDATORS if answer.headers.get(name)}
    learned = {"native_id": next(iter(wanted.values())), "display_name": feed.title, "website": feed.site}
    # a channel without videos is told as such: the feed names its channel all the same
    yield Page(
        answer,
        {"asked": wanted, "validators": told},
        "youtube",
        {name: fact for name, fact in learned.items() if fact},
    )


def wanted_of(account: Account) -> Mapping[str, str]:
    """What to ask the Data API for, which knows handles too."""
    known = account.native_id or ""
    if not _CHANNEL.fullmatch(known) and (handle := _HANDLE.fullmatch(account.handle.strip())):
        return {"forHandle": handle[0]}
    asked = _asked_by(known) or feed_of(account)
    return {_NAMES[name]: text for name, text in asked.items()}


def feed_of(account: Account) -> Mapping[str, str]:
    """What to ask the feed for: {"channel_id" | "playlist_id" | "user": ...}. Raises SkipAccount where
    nobody can tell.
    """
    for told in (account.handle, account.url, account.native_id or ""):
        if told and (found := _asked_by(told.strip())):
            return found
    raise SkipAccount(
        f"{account.account_id}: the feed of YouTube knows channels by their id only, and "
        f"{account.handle or account.url!r} is none. On the page of the channel choose About, Share "
        f"channel, Copy "
        "channel id, and write it (UC...) into config/accounts.csv."
    )


def _asked_by(told: str) -> Mapping[str, str] | None:
    if _CHANNEL.fullmatch(told):
        return {"channel_id": told}
    if _PLAYLIST.fullmatch(told):
        return {"playlist_id": told}
    try:
        parts = urlsplit(told)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return None
    if host != "youtube.com":
        return None
    steps = [step for step in parts.path.split("/") if step]
    if len(steps) >= 2 and steps[0] == "channel" and _CHANNEL.fullmatch(steps[1]):
        return {"channel_id": steps[1]}
    if len(steps) >= 2 and steps[0] == "user":
        return {"user": steps[1]}
    if _CHANNEL.fullmatch(asked.get("channel_id", "")):
        return {"channel_id": asked["channel_id"]}
    playlist = asked.get("list") or asked.get("playlist_id") or ""
    return {"playlist_id": playlist} if _PLAYLIST.fullmatch(playlist) else None
