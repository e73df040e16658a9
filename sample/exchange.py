"""One recorded exchange: what was asked, when, and what came back, as `ingest.replay` reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

Json = dict[str, Any]
_JSON = {"content-type": "application/json; charset=utf-8"}


@dataclass(frozen=True)
class Exchange:
    """`body` is text where it is a string, else JSON."""

    asked_at: datetime
    url: str
    body: Any
    headers: Mapping[str, str] = field(default_factory=lambda: _JSON)
    status: int = 200
    method: str = "GET"

    @property
    def host(self) -> str:
        """The host that answered."""
        return urlsplit(self.url).netloc

    def line(self) -> str:
        """The line of the recording."""
        told = {
            "asked_at": self.asked_at.isoformat().replace("+00:00", "Z"),
            "method": self.method,
            "url": self.url,
            "status": self.status,
            "headers": dict(self.headers),
            "text" if isinstance(self.body, str) else "json": self.body,
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def address(base: str, params: Mapping[str, str | int | Sequence[str]]) -> str:
    """`base` with its query; a list of values repeats the name."""
    return f"{base}?{urlencode(params, doseq=True)}" if params else base


def http_date(when: datetime) -> str:
    """Tue, 01 Sep 2026 08:12:00 GMT"""
    return when.strftime("%a, %d %b %Y %H:%M:%S GMT")
