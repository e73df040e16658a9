"""From the address of a site to its feed: what the page declares, then where feeds usually lie.

Source: https://html.spec.whatwg.org/multipage/links.html#rel-alternate and platforms' own habits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from ingest.errors import NotUnderstood, OptedOut, Refused, SkipAccount
from sql.functions.feed import Feed, joined
from sql.functions.feed_entries import read_feed
from sql.functions.html_tokens import attributes, tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.answer import Answer
    from ingest.sources import Account

MOST_ASKED = 12  # addresses tried on one site
WELL_KNOWN = ("feed", "rss.xml", "atom.xml", "index.xml", "feed.json", "feed.xml", "rss", "rss/")
_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/json",
)


def find_feed(page: Answer, ask: Callable[[str], Answer], whom: str) -> tuple[str, Answer, Feed]:
    """(address, answer, feed) of the feed that belongs to `page`. Raises NotUnderstood where none is found.

    `ask` is asked for at most `MOST_ASKED` addresses. One that is missing or forbidden is passed over; a
    server that is busy (TryLater) ends the search, since the feed may be the very one that did not answer.
    """
    tried = []
    for url in candidates(page)[:MOST_ASKED]:
        tried.append(url)
        try:
            answer = ask(url)
        except (SkipAccount, Refused):
            continue
        feed = read(answer)
        if feed.version:
            return url, answer, feed
    start = page.body[:60].decode("utf-8", "replace")
    raise NotUnderstood(
        f"{whom}: {page.url} is not a feed (version unknown, 0 entries; it begins with {start!r}), and none is at "
        f"the {len(tried)} places where it could be. Write the feed's own address into config/accounts.csv."
    )


def candidates(page: Answer) -> list[str]:
    """Where the feed of `page` may lie, likeliest first."""
    here = page.url
    folder = here if here.endswith("/") else here + "/"
    root = "{0.scheme}://{0.netloc}/".format(urlsplit(here))
    usual = [urljoin(base, name) for base in (folder, root) for name in WELL_KNOWN]
    return list(dict.fromkeys([*declared(page), *usual]))


def declared(page: Answer) -> list[str]:
    """The feeds a page declares by <link rel="alternate">, in its order, feeds of comments last."""
    base, found = page.url, []
    for name, written in tokens(page.body.decode("utf-8", "replace")):
        if name == "base":
            base = joined(page.url, attributes(written).get("href")) or base
        elif name == "link":
            told = attributes(written)
            kind = told.get("type", "").partition(";")[0].strip().lower()
            if "alternate" in told.get("rel", "").lower().split() and kind in _TYPES:
                found.append((told, joined(base, told.get("href"))))
    # WordPress serves its whole API as application/json: only what is named a feed is one
    feeds = [
        ("comment" in (url + told.get("title", "")).lower(), url)
        for told, url in found
        if url and (not told["type"].lower().startswith("application/json") or "feed" in url)
    ]
    return [url for _, url in sorted(feeds, key=lambda one: one[0])]


def read(answer: Answer) -> Feed:
    """The feed in `answer`; its version is "" where there is none."""
    return read_feed(answer.body, answer.headers.get("content-type", ""), answer.url)


def refuse_what_is_no_feed(feed: Feed, answer: Answer, account: Account) -> None:
    """Raise NotUnderstood for what must not pass for a feed, OptedOut for a show that blocks being listed."""
    whom, told = account.account_id, f"version {feed.version or 'unknown'}, {len(feed.entries)} entries"
    start = answer.body[:60].decode("utf-8", "replace")
    if feed.is_cut:
        raise NotUnderstood(
            f"{whom}: {answer.url} breaks off before the feed ends ({told}, {len(answer.body)} bytes). The page "
            "was refused whole and the cursor stays; if it stays so, tell the owner of the site."
        )
    if not feed.version or not feed.entries:
        raise NotUnderstood(
            f"{whom}: {answer.url} is not a feed ({told}; it begins with {start!r}). The cursor stays; look at "
            "the address in a browser and correct config/accounts.csv. A new blog is read once it has an entry."
        )
    if feed.is_blocked and not account.consented:
        raise OptedOut(f"{whom}: the show asks not to be listed (itunes:block). Remove it from config/accounts.csv.")
