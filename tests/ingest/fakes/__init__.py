"""Truthful servers without a wire: each answers like its platform, page by page, with its own error bodies.

A fake is an object with `answer(url, params) -> Reply`. `Asker` stands where the client stands: it turns a Reply into
an Answer, or into the Problem that the status, or the source's own `explain`, calls for. It never waits.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from ingest.answer import Answer
from ingest.errors import Gone, NotFound, NotUnderstood, Problem, StopSource, TryLater

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Reply:
    """What goes over the wire: a body that is bytes or str stands as it is, anything else as JSON."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Fake(Protocol):
    def answer(self, url: str, params: dict[str, Any]) -> Reply: ...


@dataclass
class Asker:
    """A client that asks a fake; `asked` keeps every request, `cut_at` loses the wire at that one (0 is the first)."""

    fake: Fake
    as_of: datetime = NOW
    cut_at: int | None = None
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: str = "application/json",
        ok: Collection[int] = (200,),
        untrusted: bool = False,
        explain: Callable[[Answer], Problem | None] | None = None,
        cost: float = 0.0,
    ) -> Answer:
        self.asked.append((url, dict(params or {})))
        if self.cut_at == len(self.asked) - 1:
            raise TryLater(f"{url}: the connection was reset.", self.as_of)
        reply = self.fake.answer(url, dict(params or {}))
        raw = reply.body if isinstance(reply.body, bytes) else (
            reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
        ).encode()  # fmt: skip
        answer = Answer(url, reply.status, dict(reply.headers), raw, self.as_of, cost)
        if reply.status in ok:
            return answer
        raise (explain(answer) if explain else None) or _by_status(answer, self.as_of)


def _by_status(answer: Answer, as_of: datetime) -> Problem:
    said = f"{answer.url} answered {answer.status}."
    if answer.status in (401, 402, 403):
        return StopSource(said)
    if answer.status == 404:
        return NotFound(said)
    if answer.status == 410:
        return Gone(said)
    if answer.status == 429 or answer.status >= 500:
        return TryLater(said, as_of + timedelta(minutes=5))
    return NotUnderstood(said)


HTML = Reply("<!DOCTYPE html><title>Sign in</title><form>", 200, {"content-type": "text/html"})
CUT = Reply(b'{"feed": [{"post": {"uri": "at:/', 200)
EMPTY = Reply(b"", 200)
PROXY = Reply("<html><h1>502 Bad Gateway</h1>", 502, {"content-type": "text/html"})
