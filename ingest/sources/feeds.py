"""Feeds: blogs, newsletters and podcasts by RSS, Atom or JSON Feed, found from the address of the site.

platform       the open web: RSS 0.9-2.0, RDF, Atom, JSON Feed 1.0 and 1.1, podcasts
gives          articles and episodes with title, author, text, HTML, links, pictures, tags, language, licence, edits; no
               counts
documentation  https://www.rssboard.org/rss-specification, https://www.rfc-editor.org/rfc/rfc4287,
               https://www.rfc-editor.org/rfc/rfc5005, https://www.jsonfeed.org/version/1.1/
limits         none stated; Retry-After is honoured by the client
credentials    none
cost           free
opt-outs       itunes:block of podcasts
oddities       - servers compare validators as text, so they go back byte for byte; WordPress has one ETag for
                 all of its feeds, so they belong to one address
               - a feed shows the newest entries only. Older pages (?paged=n, RFC 5005, next_url) are read on
                 the first visit; what vanishes from a feed is not deleted
               - a login page, and XML that is no feed, come with status 200; a feed without entries is as
                 often a misspelt category as a new blog. Each is an error: "nothing new" would look complete
               - each account is a server of its own: its 401 or 403 says nothing of the others
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ingest.discover import find_feed, read, refuse_what_is_no_feed
from ingest.errors import NotUnderstood, Problem, SkipAccount
from ingest.pages import Token, walk
from ingest.sources import Account, Cursor, Page, Visit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ingest.answer import Answer
    from ingest.client import Client
    from sql.functions.feed import Feed

EVERY = timedelta(minutes=45)
PACE = 1.0
WORKERS = 8

MOST_PAGES = 200  # of older entries
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
    "application/json;q=0.8, text/html;q=0.5, */*;q=0.1"
)
_VALIDATORS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


def visit(account: Account, cursor: Cursor, client: Client, as_of: datetime) -> Visit:
    """Read one account: the feed itself, and on the first visit its older pages.

    Raises NotUnderstood for what is no whole feed, OptedOut for a podcast that blocks listing, SkipAccount
    for a closed door, and what `client` raises (NotFound, Gone, TryLater).
    """
    here = dict(cursor)
    if not (here.get("older") and here.get("asked") == as_of.isoformat()):  # else this very run was cut
        top = _newest(account, here, client, as_of)
        yield top
        here = dict(top.cursor or {})
    if older := here.get("older"):
        yield from _older(account, here, str(older), client)


def _newest(account: Account, here: Mapping[str, Any], client: Client, as_of: datetime) -> Page:
    asked = str(here.get("feed") or address_of(account))
    known = here.get("validators", {}).get(asked, {})
    whom = account.account_id
    echoed = {header: known[name] for name, header in _VALIDATORS.items() if name in known}
    answer = _ask(client, asked, whom, echoed, ok=(200, 304))
    if answer.status == 304:
        if not echoed:
            raise NotUnderstood(
                f"{whom}: {asked} answered 304 (not modified) to a question without validators; nothing was read. "
                "If it happens again, its server or a cache before it is broken: tell its owner."
            )
        answer.count(0)
        return Page(answer, {**here, "asked": as_of.isoformat()})
    feed, found = read(answer), asked
    if not feed.version and not feed.is_cut and "feed" not in here:
        found, answer, feed = find_feed(answer, lambda url: _ask(client, url, whom), whom)
    refuse_what_is_no_feed(feed, answer, account)
    found = answer.headers.get("x-earshot-moved-to", found)
    told = {name: answer.headers[name] for name in _VALIDATORS if answer.headers.get(name)}
    after = {**here, "feed": found, "validators": {found: told}, "asked": as_of.isoformat()}
    if "feed" not in here and (older := _following(feed, found)):
        after |= {"older": older, "pages": 1, "last": _fingerprint(feed)}
    answer.count(len(feed.entries))
    learned = {
        "native_id": feed.identity, "feed": found, "display_name": feed.title,
        "description": feed.description, "website": feed.site,
    }  # fmt: skip
    return Page(answer, after, "feeds", {name: fact for name, fact in learned.items() if fact})


def _older(account: Account, here: dict[str, Any], start: Token, client: Client) -> Visit:
    """The pages behind `start`. The end is a page that is missing, empty, or the one before once more: some
    servers do not know ?paged= and answer with their newest page whatever the number.
    """
    rest = {name: value for name, value in here.items() if name not in ("older", "pages", "last")}
    pages, last = int(here.get("pages", 1)), here.get("last")

    def next_of(answer: Answer) -> Token | None:
        feed = read(answer)
        if answer.status == 404 or (feed.version and not feed.entries) or _fingerprint(feed) == last:
            return None
        refuse_what_is_no_feed(feed, answer, account)
        return _following(feed, answer.url) if pages + 1 < MOST_PAGES else None

    for answer, token in walk(lambda at: _ask(client, str(at), account.account_id, ok=(200, 404)), next_of, start):
        feed = read(answer)
        is_new = answer.status == 200 and bool(feed.entries) and _fingerprint(feed) != last
        pages, last = pages + 1, _fingerprint(feed)
        answer.count(len(feed.entries) if is_new else 0)
        after = {**rest, "older": token, "pages": pages, "last": last} if token else rest
        yield Page(answer, after, "feeds" if is_new else "")


def address_of(account: Account) -> str:
    """Where to begin: the account's address, else its handle as a site."""
    address = (account.url or account.handle).strip()
    return address if re.match(r"https?://", address, re.IGNORECASE) else f"https://{address.lstrip('/@')}"


def _ask(
    client: Client, url: str, whom: str, headers: Mapping[str, str] | None = None, ok: Iterable[int] = (200,)
) -> Answer:
    def explain(answer: Answer) -> Problem | None:
        if answer.status in (401, 402, 403):
            return SkipAccount(
                f"{whom}: {url} answered {answer.status}, so strangers may not read it. Ask its owner for a public "
                "address, or remove it from config/accounts.csv."
            )
        return None

    return client.get(url, headers=headers, accept=ACCEPT, ok=tuple(ok), untrusted=True, explain=explain)


def _following(feed: Feed, url: str) -> Token | None:
    """The page of older entries: as the feed tells it, else the next number where WordPress made it."""
    if feed.following or not feed.is_wordpress:
        return feed.following
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    number = asked.get("paged", "1")
    asked["paged"] = str(int(number) + 1 if number.isdecimal() else 2)
    return urlunsplit(parts._replace(query=urlencode(asked), fragment=""))


def _fingerprint(feed: Feed) -> str:
    ids = [str(entry.get("native_id") if isinstance(entry, dict) else entry) for entry in feed.entries]
    return hashlib.sha256("\n".join(ids).encode("utf-8", "replace")).hexdigest()[:16]
