"""Hacker News: stories, comments and polls of one user.

platform       Hacker News
gives          stories, polls and comments with title, text, HTML, link, what they answer; points and comments of
               stories
documentation  https://hn.algolia.com/api and https://github.com/HackerNews/API
limits         Algolia: 1,000 results a query, 10,000 requests an hour (not official); Firebase: none stated
credentials    none
cost           free
opt-outs       none that Hacker News tells; dead and deleted items are gone
oddities       - names are case-sensitive, and Algolia answers an unknown name with no hits, not an error: so
                 the name is looked up first (`null` means that nobody has it)
               - a query never tells more than 1,000 hits whatever its pages: so the window is narrowed to the
                 last second seen, which is asked for again because several posts may share it
               - Algolia goes on telling posts that are dead or deleted; only Firebase knows
               - a story may have no address of its own, a comment has no points
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ingest.answer import Answer
from ingest.complaint import text_of
from ingest.errors import NotFound, NotUnderstood, Problem
from ingest.pages import Token
from ingest.sources import Account, Cursor, Page, Visit
from ingest.walks import descend

if TYPE_CHECKING:
    from ingest.client import Client

EVERY = timedelta(hours=1)
PACE = 0.5
WORKERS = 1

ITEMS = "https://hacker-news.firebaseio.com/v0/"
SEARCH = "https://hn.algolia.com/api/v1/search_by_date"
PAGE = 200


def visit(account: Account, cursor: Cursor, client: Client, as_of: datetime) -> Visit:
    """Read one account. Raises NotFound for a name nobody has, and what `client` raises."""
    user = client.get(f"{ITEMS}user/{quote(account.handle, safe='')}.json", explain=_explain)
    yield Page(user, learned=_facts(user, account))

    def ask(token: Token | None, floor: datetime | None) -> Answer:
        window = [f"created_at_i<={token}"] if token else []
        window += [f"created_at_i>={int(floor.timestamp())}"] if floor else []
        asked: dict[str, str | int] = {"tags": f"author_{account.handle},(story,comment,poll)"}
        asked |= {"hitsPerPage": PAGE}
        answer = client.get(
            SEARCH, params=asked | ({"numericFilters": ",".join(window)} if window else {}), explain=_explain
        )
        answer.items("hits")
        return answer

    # nothing can be dated back here, so there is no walk below the window
    for answer, after in descend(ask, _next_of, _oldest, cursor=cursor, as_of=as_of, deepens=False):
        yield Page(answer, after, "hackernews")


def alive(ids: Iterable[str], client: Client) -> Iterator[tuple[str, bool, str]]:
    """Missing, deleted and dead (killed by moderators or flags) items are gone."""
    for native_id in ids:
        told = client.get(f"{ITEMS}item/{quote(native_id, safe='')}.json", explain=_explain).json()
        if not isinstance(told, dict):
            yield native_id, False, "no such item"
        else:
            why = next((word for word in ("deleted", "dead") if told.get(word) is True), None)
            yield native_id, why is None, why or "told by the item itself"


def again(ids: Iterable[str], client: Client) -> Iterator[Page]:
    """Stories with the points and comments of now, 40 at a time; who is gone the search may still show: see alive."""
    asked = list(ids)
    for few in (asked[at : at + 40] for at in range(0, len(asked), 40)):
        tags = f"story,({','.join(f'story_{one}' for one in few)})"
        answer = client.get(SEARCH, params={"tags": tags, "hitsPerPage": PAGE}, explain=_explain)
        answer.items("hits")
        yield Page(answer, None, "hackernews")


def _explain(answer: Answer) -> Problem | None:
    """A 400 is a fault of the request; everything else is as by status."""
    if answer.status != 400:
        return None
    said = text_of(answer, "message", "error")
    return NotUnderstood(f"{answer.url} answered 400 ({said}); the cursor stays.")


def _facts(answer: Answer, account: Account) -> Mapping[str, Any]:
    told = answer.json()
    if told is None:
        raise NotFound(
            f"hackernews: nobody is called {account.handle!r}; names are case-sensitive, "
            "correct or remove it in config/accounts.csv."
        )
    if not isinstance(told, dict) or not isinstance(told.get("id"), str):
        raise NotUnderstood(f"{answer.url} answered {answer.status} with something that is no user.")
    about = str(told.get("about") or "")
    # slashes stand as &#x2F; in it
    hrefs = map(html.unescape, re.findall(r'href="([^"]+)"', about))
    pages = [page for page in hrefs if page.startswith("http")]
    words = html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<p>", "\n\n", about))).strip()
    links = [{"url": page, "rel_me": False} for page in dict.fromkeys(pages)]
    return {"native_id": told["id"], "handle": told["id"], "description": words, "links": links}


def _seconds(hit: Any) -> int | None:
    found = hit.get("created_at_i") if isinstance(hit, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _next_of(answer: Answer) -> Token | None:
    """The second of the last hit, while the query has more hits than the page; their number must be told."""
    hits, told = answer.items("hits"), answer.json().get("nbHits")
    if not isinstance(told, int):
        raise NotUnderstood(f"{answer.url} does not tell how many hits there are (nbHits); the cursor stays.")
    if told <= len(hits):
        return None
    times = [time for time in map(_seconds, hits) if time is not None]
    if not times:
        raise NotUnderstood(f"{answer.url} told {told} hits and none that is dated; the cursor stays.")
    return str(min(times))


def _oldest(answer: Answer) -> datetime | None:
    times = [time for time in map(_seconds, answer.items("hits")) if time is not None]
    return datetime.fromtimestamp(min(times), UTC) if times else None
