"""Where a redirect leads, and what may be carried along."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from ingest.answer import Answer
from ingest.errors import Refused
from ingest.question import Question
from ingest.secret import scrub

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
MOST_HOPS = 5
# what a redirect to another host does not carry along
_PRIVATE = ("authorization", "proxy-authorization", "cookie", "x-api-key")


def next_address(url: str, following: str, seen: Sequence[str]) -> str:
    """The address of the next hop. Raises Refused for loops, long chains and what is no web address."""
    with suppress(UnicodeError):  # a header is read as latin-1, and what servers write there is UTF-8
        following = following.encode("latin-1").decode("utf-8")
    start = scrub(seen[0])
    try:
        target = urljoin(url, following.strip())
        parts = urlsplit(target)
    except ValueError:
        raise Refused(f"{start} redirects to {scrub(following)[:200]!r}, which is no address.") from None
    if parts.scheme not in ("http", "https"):
        raise Refused(f"{start} redirects to {scrub(target)[:200]!r}, which is no web address.")
    if not parts.fragment and (fragment := urlsplit(url).fragment):
        target += f"#{fragment}"
    if target in seen:
        raise Refused(f"{start} redirects in a circle; open it in a browser and correct the address.")
    if len(seen) > MOST_HOPS:
        raise Refused(f"{start} redirects more than {MOST_HOPS} times; nobody was asked further.")
    return target


def hop_to(url: str, question: Question) -> Question:
    """The question as it is put to one hop: other hosts see no credentials, and are guarded."""
    try:
        first, here = urlsplit(question.url), urlsplit(url)
    except ValueError:
        raise Refused(f"{scrub(question.url)[:300]!r} is no web address; it was not asked.") from None
    stays = first.hostname == here.hostname and not (first.scheme == "https" and here.scheme == "http")
    kept = question.headers.items()
    headers = {name: text for name, text in kept if stays or name.lower() not in _PRIVATE}
    return replace(question, url=url, headers=headers, untrusted=question.untrusted or not stays)


def tell_of_redirects(answer: Answer, redirects: int, moved_to: str) -> Answer:
    """The answer with how many redirects there were, and the address to ask from now on, in headers of ours."""
    told = {"x-earshot-redirects": str(redirects)}
    if moved_to and scrub(moved_to) == moved_to:  # without its secret the new address would be a wrong one
        told["x-earshot-moved-to"] = moved_to
    return replace(answer, headers={**answer.headers, **told})
