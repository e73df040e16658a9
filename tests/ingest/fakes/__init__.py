"""Truthful servers without a wire: each answers like its platform, page by page, with its own error bodies.

A fake is an object with `answer(url, params) -> Reply`; `Asker` is the client that asks it. A fake of a platform that
wants a key has `credentials` too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import parse_qsl

import requests

from ingest.answer import Answer
from ingest.credentials import Credentials
from ingest.question import Question
from tests.ingest.replies import Reply, client_of

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)


class Fake(Protocol):
    def answer(self, url: str, params: dict[str, Any]) -> Reply: ...


@dataclass
class Asker:
    """A client that asks a fake; `asked` keeps every request, `cut_at` loses the wire at that one (0 is the first).

    It is the real client but for the wire: a fake sees the parameters before they become text.
    """

    fake: Fake
    as_of: datetime = NOW
    cut_at: int | None = None
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._client = client_of(lambda _: self._reply(), as_of=self.as_of)
        self._client.credentials = self.credentials

    @property
    def credentials(self) -> Credentials:
        return getattr(self.fake, "credentials", Credentials("test"))

    def base(self, own: str) -> str:
        return self._client.base(own)

    def hold(self, url: str, until: datetime) -> None:
        self._client.hold(url, until)

    def get(self, url: str, *, params: Mapping[str, Any] | None = None, **more: Any) -> Answer:
        self.asked.append((url, dict(params or {})))
        return self._client.get(url, params=params, **more)

    def ask(self, question: Question) -> Answer:
        self.asked.append((question.url, dict(parse_qsl((question.body or b"").decode()))))
        return self._client.ask(question)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def _reply(self) -> Reply:
        if self.cut_at == len(self.asked) - 1:
            raise requests.ConnectionError("the wire is cut")
        url, params = self.asked[-1]
        return self.fake.answer(url, params)


# a body that is text or bytes stands as it is, anything else as JSON
HTML = Reply("<!DOCTYPE html><title>Sign in</title><form>", 200, {"content-type": "text/html"})
CUT = Reply(b'{"feed": [{"post": {"uri": "at:/', 200)
EMPTY = Reply(b"", 200)
PROXY = Reply("<html><h1>502 Bad Gateway</h1>", 502, {"content-type": "text/html"})
