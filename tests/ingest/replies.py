"""A client whose answers a test makes up: the same code as the real one, but for the wire.

    client = client_of({"/xrpc/app.bsky.actor.getProfile": {"did": "did:plc:1"}, "https://a.example/feed": b"<rss/>"})

Keys of a dict: a whole address (its parameters in any order), an address without parameters, or a path, each with any
parameters where it names none; the most exact key answers. What answers:

    dict, list          200 with that JSON (a list of Reply is asked one after the other)
    str, bytes          200 with that text
    int                 that status with an empty body
    Reply(...)          as told
    an exception        is raised, as the wire would (requests.ConnectionError(), requests.ReadTimeout(), ...)
    a function          is called with the Asked, and what it returns answers
    Turns([...])        one of these after the other, whatever they are

Instead of a dict, a function answers everything, and a list answers one after the other. A request nobody answers
fails the test.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from requests.adapters import BaseAdapter

from ingest.client import Client
from ingest.guard import Guard
from ingest.pace import NoPace
from ingest.replay import key_of, response_of
from ingest.secret import Secret
from ingest.wire import Session

AS_OF = datetime(2026, 10, 26, 6, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """One request as it went out."""

    method: str
    url: str
    headers: Mapping[str, str]

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    @property
    def params(self) -> dict[str, str]:
        """The last value of each parameter."""
        return dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))


@dataclass(frozen=True)
class Reply:
    """One answer. `body`: JSON (dict, list), text or bytes."""

    body: Any = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Turns(list[Any]):
    """Answers given one after the other."""


class TestedClient(Client):
    """A client that remembers what it asked."""

    __test__ = False  # pytest takes it for a test otherwise
    asked: list[Asked]


def client_of(
    replies: Any,
    *,
    as_of: datetime = AS_OF,
    platform: str = "test",
    token: Secret | None = None,
    attempts: int = 1,
    allow_hosts: tuple[str, ...] = ("localhost", "127.0.0.1"),
) -> TestedClient:
    """A client that is answered by `replies` (see above) and has everything it asked in `asked`."""
    adapter = _Replies(replies, as_of)
    session = Session(adapter)
    client = TestedClient(
        platform, as_of, NoPace(as_of), session, session, Guard.letting(allow_hosts), "earshot-test", token,
        clock=lambda: as_of, sleep=lambda seconds: None, attempts=attempts, patience=60.0,
    )  # fmt: skip
    client.asked = adapter.asked
    return client


class _Replies(BaseAdapter):
    def __init__(self, replies: Any, as_of: datetime) -> None:
        super().__init__()
        self._replies, self._as_of = replies, as_of
        self.asked: list[Asked] = []

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        headers = {
            name: text.decode("latin-1") if isinstance(text, bytes) else text for name, text in request.headers.items()
        }
        asked = Asked(request.method or "", request.url or "", headers)
        self.asked.append(asked)
        reply = self._of(_answering(self._replies, asked), asked)
        told: dict[str, Any] = {"status": reply.status, "headers": dict(reply.headers)}
        if isinstance(reply.body, bytes):
            response = response_of(request, told | {"base64": b64encode(reply.body)}, self._as_of)
            # unlike a recording, which holds what was unpacked, bytes are what goes over the wire
            packed = [text for name, text in reply.headers.items() if name.lower() == "content-encoding"]
            response.headers.update({"content-encoding": text for text in packed})
            return response
        kind = "text" if isinstance(reply.body, str) else "json"
        return response_of(request, told | {kind: reply.body}, self._as_of)

    def _of(self, found: Any, asked: Asked) -> Reply:
        while True:
            if isinstance(found, Turns) or (isinstance(found, list) and found and isinstance(found[0], Reply)):
                if not found:
                    raise AssertionError(f"asked once too often: {asked.url}")
                found = found.pop(0)
            elif isinstance(found, BaseException) or (isinstance(found, type) and issubclass(found, BaseException)):
                raise found
            elif isinstance(found, Reply):
                return found
            elif isinstance(found, bool) or not isinstance(found, int):
                if not callable(found):
                    return Reply(found)
                found = found(asked)
            else:
                return Reply(status=found)


def _answering(replies: Any, asked: Asked) -> Any:
    if isinstance(replies, list) and not isinstance(replies, Turns):
        if not replies:
            raise AssertionError(f"asked once too often: {asked.url}")
        return replies.pop(0)
    if not isinstance(replies, Mapping):
        return replies
    whole = key_of("GET", asked.url)
    for key, reply in replies.items():
        if "?" in key and "://" in key and key_of("GET", key) == whole:
            return reply
    for key, reply in replies.items():
        if "?" not in key and "://" in key and key_of("GET", key)[1] == whole[1]:
            return reply
    for key, reply in replies.items():
        if "://" not in key and _path_fits(key, asked):
            return reply
    raise AssertionError(f"nobody answers {asked.method} {asked.url}")


def _path_fits(key: str, asked: Asked) -> bool:
    path, _, query = key.partition("?")
    wanted = parse_qsl(query, keep_blank_values=True)
    return path == asked.path and (not query or sorted(wanted) == sorted(parse_qsl(urlsplit(asked.url).query, True)))
