"""What came back: one answer of one platform, word for word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ingest.errors import NotUnderstood


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer. `url` is scrubbed of secrets; `headers` has lower-case names; `asked_at` is UTC."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    asked_at: datetime
    cost: float = 0.0
    # how many records the source saw in it: the load must find as many, or the page came through in part
    seen: list[int] = field(default_factory=list, compare=False)
    _parsed: list[Any] = field(default_factory=list, repr=False, compare=False)

    def json(self) -> Any:
        """The body as JSON, parsed once. Raises NotUnderstood for HTML pages, cut pages and empty bodies."""
        if not self._parsed:
            try:
                self._parsed.append(json.loads(self.body, parse_constant=_not_json))
            except (ValueError, RecursionError) as fault:
                start = self.body[:80].decode("utf-8", "replace")
                raise NotUnderstood(
                    f"{self.url} answered {self.status} with something that is not JSON ({fault}): {start!r}. "
                    "The page was refused whole and the cursor stays; look at the address in a browser."
                ) from None
        return self._parsed[0]

    def items(self, key: str | None = None) -> list[Any]:
        """The list under `key` of a JSON object (or the body itself); anything else is NotUnderstood.

        Remembers how many records it holds.
        """
        page = self.json()
        found = page if key is None else page.get(key) if isinstance(page, dict) else None
        if not isinstance(found, list):
            where = "a list" if key is None else f"an object with a list under {key!r}"
            raise NotUnderstood(
                f"{self.url} answered {self.status} with {type(page).__name__} where {where} was expected. "
                "The page was refused whole and the cursor stays."
            )
        self.count(len(found))
        return found

    def count(self, records: int) -> None:
        """Remember how many records the source saw in this answer."""
        self.seen[:] = [records]

    @property
    def records(self) -> int | None:
        """Records the source saw; None where it did not look for any."""
        return self.seen[0] if self.seen else None


def _not_json(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")
