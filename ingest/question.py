"""What is asked of the client: one request as a source means it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import requests

from ingest.answer import Answer
from ingest.budget import FREE, Price
from ingest.errors import Problem, Refused
from ingest.secret import scrub

Params = Mapping[str, str | int | Sequence[str]]
Explain = Callable[[Answer], Problem | None]


def as_by_status(_: Answer) -> Problem | None:
    """The `explain` of a source that has nothing to add to what the status says."""
    return None


@dataclass(frozen=True, slots=True)
class Question:
    """One request.

    `before` is called with each address of a chain of redirects and may raise; `cut_at` reads about so many
    bytes of the body and leaves the rest; `body` is what is sent along.
    """

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    ok: Collection[int] = (200,)
    untrusted: bool = False
    explain: Explain = as_by_status
    price: Price = FREE
    before: Callable[[str], None] | None = None
    cut_at: int | None = None
    body: bytes | None = None


def with_params(url: str, params: Params | None) -> str:
    """`url` with `params` after the parameters it already has. Raises Refused where it is no web address."""
    if not params:
        return url
    try:
        return requests.Request("GET", url, params=params).prepare().url or url
    except (requests.RequestException, ValueError):
        raise Refused(f"{scrub(url)[:300]!r} is no web address; it was not asked.") from None
