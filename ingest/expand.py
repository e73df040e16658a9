"""The link step: where a link really leads, and what the page there calls itself. Behind the guard, always.

A short link is resolved by HEAD, and by GET where its server knows no HEAD. Whatever fails, the link stays as
it was posted, and `failure` says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from ingest.answer import Answer
from ingest.client import Client
from ingest.errors import Problem, TryLater
from ingest.page import Declared, declared
from ingest.question import Question
from ingest.robots import Robots
from ingest.secret import HIDDEN
from sql.functions.url_rules import SHORTENERS
from sql.functions.url_scalar import site_of_host

# sites where people publish what stands elsewhere too: their pages may name the original
CROSS_POSTS = frozenset({
    "medium.com", "dev.to", "hashnode.dev", "substack.com", "linkedin.com", "ampproject.org", "google.com",
    "flipboard.com", "newsbreak.com",
})  # fmt: skip
_PAGE = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
_ENOUGH = 512 * 1024  # bytes; what a page says of itself stands in its head
_Heed = Callable[[str], None]
_EVERY_STATUS = (*range(200, 300), *range(400, 600))


@dataclass(frozen=True, slots=True)
class Expanded:
    """One link after a look at it; a row of core.links.

    `resolved_url` is `url` where nothing could be found out. `status` and `seconds` (the last hop) are None
    where no page answered, `faults` say what a page lacks for being shared well, `failure` why there is no
    page to speak of, and `retry_at` (UTC) when asking again makes sense.
    """

    url: str
    resolved_url: str
    canonical_url: str | None = None
    title: str | None = None
    author: str | None = None
    site_name: str | None = None
    status: int | None = None
    redirects: int = 0
    seconds: float | None = None
    faults: tuple[str, ...] = ()
    failure: str | None = None
    retry_at: datetime | None = None


def expand(url: str, client: Client, robots: Robots | None = None, shorteners: frozenset[str] = SHORTENERS) -> Expanded:
    """Look at one link; raises no Problem. Give one `robots` to all calls of a run: it remembers sites."""
    robots = robots or Robots(client)

    def heed(hop: str) -> None:
        # a shortener has no pages: asking it where a link leads is what it is there for
        if _host(hop) not in shorteners:
            robots.heed(hop)

    start, skipped = url, 0
    try:
        if _host(url) in shorteners:
            start, skipped = _resolve(url, client, heed)
        answer = client.ask(_question(start, "GET", heed))
    except Problem as problem:
        retry_at = problem.until if isinstance(problem, TryLater) else None
        return Expanded(url, start, redirects=skipped, failure=str(problem), retry_at=retry_at)
    return _expanded(url, answer, skipped, shorteners)


def _question(url: str, method: str, heed: _Heed) -> Question:
    headers = {"Accept": _PAGE}
    return Question(url, method, headers, ok=_EVERY_STATUS, untrusted=True, before=heed, cut_at=_ENOUGH)


def _resolve(url: str, client: Client, heed: _Heed) -> tuple[str, int]:
    """(where a short link leads, over how many redirects) by HEAD; the link itself where it does not tell."""
    try:
        answer = client.ask(_question(url, "HEAD", heed))
    except TryLater:
        return url, 0
    if answer.status >= 400 or HIDDEN in answer.url:
        return url, 0
    return answer.url, int(answer.headers["x-earshot-redirects"])


def _expanded(url: str, answer: Answer, skipped: int, shorteners: frozenset[str]) -> Expanded:
    redirects = skipped + int(answer.headers["x-earshot-redirects"])
    told = answer.headers.get("x-earshot-seconds")
    seconds = float(told) if told else None
    if HIDDEN in answer.url:
        # public words, but the address it leads to was made for one reader
        why = "it leads to an address with a secret in it, so it is kept as it was posted."
        return Expanded(url, url, status=answer.status, redirects=redirects, seconds=seconds, failure=why)
    failure = None
    if answer.status >= 400:
        failure = f"{answer.url} answered {answer.status}."
    elif _host(answer.url) in shorteners:
        failure = f"{answer.url} shows a page of its own instead of leading on."
    if failure:
        # a short link whose target is gone still leads there; one that leads nowhere stays what it is
        return Expanded(url, answer.url, status=answer.status, redirects=redirects, seconds=seconds, failure=failure)
    page = declared(answer)
    canonical = next((one for one in page.canonicals if accepts(one, answer.url)), None)
    return Expanded(
        url, answer.url, canonical, page.title, page.author, page.site_name, answer.status, redirects,
        seconds, _faults(page, canonical),
    )  # fmt: skip


def _faults(page: Declared, canonical: str | None) -> tuple[str, ...]:
    why_not = "canonical not accepted" if page.canonicals else "no canonical"
    return tuple(
        fault
        for fault, is_there in (("no title", page.title), ("no image", page.image), (why_not, canonical))
        if not is_there
    )


def accepts(canonical: str, page: str) -> bool:
    """True where `page` may be known by `canonical`: absolute, no mere home page, same site or cross-post."""
    try:
        theirs, ours = urlsplit(canonical), urlsplit(page)
        own, other = ours.hostname or "", theirs.hostname or ""
        _ = theirs.port
    except ValueError:
        return False
    if theirs.scheme not in ("http", "https") or not other or theirs.username is not None:
        return False
    is_home = theirs.path in ("", "/") and not theirs.query
    if is_home and (ours.path not in ("", "/") or ours.query):
        return False
    site = site_of_host(own)  # None: localhost, an IP address
    if site_of_host(other) is None:
        return own == other
    return site_of_host(other) == site or site in CROSS_POSTS


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return ""
