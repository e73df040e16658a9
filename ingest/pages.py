"""The ways to page, each once. A repeated cursor is an error.

A way to page is two functions: one asks for the page behind a token (None is the first page), the other reads the
next token off an answer (None is the end). `walk` puts them together and watches for circles. An end is what the
platform *says* is the end, never a short page: X, Bluesky and Mastodon all return short pages in mid-walk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from requests.utils import parse_header_links

from ingest.answer import Answer
from ingest.errors import RepeatedCursor

Token = str


def walk(
    ask: Callable[[Token | None], Answer],
    next_of: Callable[[Answer], Token | None],
    start: Token | None = None,
) -> Iterator[tuple[Answer, Token | None]]:
    """Yield (answer, token of the page after it) from `start` to the platform's own end."""
    token, seen = start, {start}
    while True:
        answer = ask(token)
        token = next_of(answer)
        if token is not None and token in seen:
            raise RepeatedCursor(
                f"{answer.url} handed out the cursor {token[:80]!r} a second time; the walk was stopped and the "
                "account keeps its old cursor. If it happens again, report it to the platform."
            )
        yield answer, token
        if token is None:
            return
        seen.add(token)


def in_body(*path: str) -> Callable[[Answer], Token | None]:
    """The next token lies in the JSON body under `path`; absent, null or empty is the end."""

    def next_of(answer: Answer) -> Token | None:
        found = answer.json()
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        return str(found) if found not in (None, "") else None

    return next_of


def in_link_header(relation: str) -> Callable[[Answer], Token | None]:
    """The next token is a whole address in the Link header under `rel=relation` (RFC 8288)."""

    def next_of(answer: Answer) -> Token | None:
        links = parse_header_links(answer.headers.get("link", ""))
        return next((link["url"] for link in links if relation in link.get("rel", "").split()), None)

    return next_of


def by_number(pages_key: str) -> Callable[[Answer], Token | None]:
    """Pages are numbered from 0; the body says under `page` which it is and under `pages_key` how many there are."""

    def next_of(answer: Answer) -> Token | None:
        body = answer.json()
        following = int(body["page"]) + 1
        return str(following) if following < int(body[pages_key]) else None

    return next_of
