"""Newest first, cut anywhere, nothing lost: the book-keeping of a source that walks down a timeline.

A timeline is read from its top down to a floor: the time of the visit before, less a window that is read
again for edits and counts. A walk that is cut leaves its token in the cursor. The next visit reads what came
in above it first, because what is new matters most, and then goes on below the cut. Once a week the walk goes
on past its floor to the very end, a few pages a visit, because backdated and imported posts sort deep.

    {"heard_to": "2026-09-01T06:00:00+00:00",           everything up to then was heard
     "full_at": "2026-08-30T06:00:00+00:00",            when the last walk to the very end began
     "walks": [{"began", "token", "floor", "deep"}]}    walks not finished yet, the topmost first
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ingest.answer import Answer
from ingest.pages import Token, walk
from ingest.sources import Cursor

OVERLAP = timedelta(hours=48)
DEEP_EVERY = timedelta(days=7)
DEEP_PAGES = 10  # of a weekly walk to the end, in one visit
MOST_WALKS = 4  # unfinished ones kept apart; the topmost two are joined beyond that


@dataclass
class _Walk:
    began: str
    token: Token | None = None
    floor: str | None = None
    deep: bool = False


@dataclass
class _Book:
    """The cursor, opened: what was heard, and which walks are not finished."""

    heard_to: str | None
    full_at: str | None
    walks: list[_Walk]

    def written(self) -> dict[str, Any]:
        walks = [asdict(one) for one in self.walks]
        return {"heard_to": self.heard_to, "full_at": self.full_at, "walks": walks}

    def begin(self, as_of: datetime) -> None:
        """Put a walk from the top over what is unfinished, unless this very run was cut and goes on."""
        heard = [one.began for one in self.walks if not one.deep] + ([self.heard_to] if self.heard_to else [])
        if self.walks and as_of.isoformat() in heard:
            return
        floor = min(max(map(datetime.fromisoformat, heard)), as_of) - OVERLAP if heard else None
        if len(self.walks) >= MOST_WALKS:
            upper, lower = self.walks[:2]
            self.walks[:2] = [_Walk(upper.began, upper.token, lower.floor)]
        self.walks.insert(0, _Walk(as_of.isoformat(), floor=floor.isoformat() if floor else None))

    def finish(self, rest: Token | None, as_of: datetime, deepens: bool) -> None:
        """Close the topmost walk; where a walk to the end is due it goes on from `rest`."""
        done = self.walks.pop(0)
        if not done.deep:
            self.heard_to = max(filter(None, (self.heard_to, done.began)), key=datetime.fromisoformat)
        if rest is None:
            self.full_at = done.began
        is_due = self.full_at is None or as_of - datetime.fromisoformat(self.full_at) >= DEEP_EVERY
        if deepens and is_due and rest is not None and all(one.floor for one in self.walks):
            self.walks.append(_Walk(as_of.isoformat(), rest, deep=True))


def descend(
    ask: Callable[[Token | None, datetime | None], Answer],
    next_of: Callable[[Answer], Token | None],
    oldest: Callable[[Answer], datetime | None],
    *,
    cursor: Cursor,
    as_of: datetime,
    deepens: bool = True,
) -> Iterator[tuple[Answer, dict[str, Any]]]:
    """Yield (answer, the cursor that is true once it is loaded) until everything due was heard.

    `ask(token, floor)` asks for one page, `oldest(answer)` is the time of its last record in the timeline
    (None where no record tells), `deepens` is whether old records can turn up below the floor at all.
    """
    walks = [_Walk(**one) for one in cursor.get("walks", [])]
    book = _Book(cursor.get("heard_to"), cursor.get("full_at"), walks)
    book.begin(as_of)
    left = DEEP_PAGES
    while book.walks:
        current = book.walks[0]
        for answer, token, is_end in _down(current, ask, next_of, oldest):
            current.token = token
            left -= current.deep
            if is_end:
                book.finish(token, as_of, deepens)
            yield answer, book.written()
            if current.deep and left <= 0:
                return


def _down(
    current: _Walk,
    ask: Callable[[Token | None, datetime | None], Answer],
    next_of: Callable[[Answer], Token | None],
    oldest: Callable[[Answer], datetime | None],
) -> Iterator[tuple[Answer, Token | None, bool]]:
    """Yield (answer, token after it, whether it is the last) of one walk, down to its floor."""
    floor = datetime.fromisoformat(current.floor) if current.floor else None
    for answer, token in walk(lambda at: ask(at, floor), next_of, current.token):
        last = oldest(answer)
        is_end = token is None or (floor is not None and last is not None and last < floor)
        yield answer, token, is_end
        if is_end:
            return


def instant(text: Any) -> datetime | None:
    """An ISO time as UTC; None for anything else (year 0, "yesterday", no text)."""
    try:
        read = datetime.fromisoformat(text)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
