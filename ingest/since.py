"""Newest first, by id, down to the newest id heard before: the book-keeping of a timeline that is paid for by the post.

A walk begins at the top and goes down to its floor. What was heard is never asked for again, so a walk that is cut
leaves the gap below it in the cursor; the next visit reads what came in above it first, then goes on with the gaps.

    {"since_id": "1899002",                            everything up to that id was heard, but for the gaps
     "began": "2026-09-01T06:00:00+00:00",             the run that began the topmost walk
     "walks": [{"began", "top", "token", "until", "floor"}]}    walks not finished yet, the topmost first

`top` is the newest id of a walk's first page; it becomes `since_id` once the last page is there. `until` is the oldest
id heard: where the platform no longer takes `token`, the walk goes on below that id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from ingest.answer import Answer
from ingest.errors import NotUnderstood, RepeatedCursor
from ingest.sources import Cursor

MOST_WALKS = 50  # gaps kept apart; the two lowest are joined beyond that, and what lies between is paid for again


class StaleToken(NotUnderstood):
    """The platform does not take a paging token it gave us (any more)."""


@dataclass(slots=True)
class Walk:
    """One walk, or what is left of it. Ids are text; None: the first page, or the end of what there is."""

    began: str
    top: str | None = None
    token: str | None = None
    until: str | None = None
    floor: str | None = None


Ask = Callable[[Walk], Answer]


def size(native_id: str) -> tuple[int, str]:
    """The order of ids that are numbers, without making them numbers."""
    return len(native_id), native_id


def since(
    ask: Ask,
    ids_of: Callable[[Answer], list[str]],
    next_of: Callable[[Answer], str | None],
    *,
    cursor: Cursor,
    as_of: datetime,
) -> Iterator[tuple[Answer, dict[str, Any]]]:
    """Yield (answer, the cursor that is true once it is loaded) until everything above `since_id` was heard.

    `ask(walk)` asks for the page at `walk.token`, else below `walk.until`, and above `walk.floor`; `ids_of(answer)` are
    the ids on it. Raises RepeatedCursor where a page brings what this walk has heard already.
    """
    newest, walks = cursor.get("since_id"), [Walk(**one) for one in cursor.get("walks", [])]
    began = as_of.isoformat()
    if not (walks and cursor.get("began") == began):
        floor = max((one for one in [newest, *(walk.top for walk in walks)] if one), key=size, default=None)
        walks.insert(0, Walk(began, floor=floor))
        if len(walks) > MOST_WALKS:
            upper, lower = walks[-2:]
            walks[-2:] = [Walk(upper.began, upper.top, upper.token, upper.until, lower.floor)]
    while walks:
        current, seen, tokens = walks[0], set[str](), {walks[0].token}
        is_last = False
        while not is_last:
            answer = _ask(ask, current)
            found = ids_of(answer)
            token = next_of(answer)
            _refuse_repetition(answer, current, found, seen, token in tokens - {None})
            seen.update(found)
            tokens.add(token)
            current.top = current.top or max(found, key=size, default=None)
            current.until = min([*found, *([current.until] if current.until else [])], key=size, default=None)
            current.token, is_last = token, token is None
            if is_last:
                walks.pop(0)
                newest = max((one for one in (newest, current.top) if one), key=size, default=None)
            yield answer, {"since_id": newest, "began": began, "walks": [asdict(one) for one in walks]}


def _ask(ask: Ask, walk: Walk) -> Answer:
    try:
        return ask(walk)
    except StaleToken:
        if walk.token is None or walk.until is None:
            raise
        walk.token = None
        return ask(walk)


def _refuse_repetition(answer: Answer, walk: Walk, found: list[str], seen: set[str], is_old_token: bool) -> None:
    """Some servers ignore a token they do not know and hand out the first page again, with a token to it."""
    is_old_page = bool(walk.token and found and (walk.top in found or seen.issuperset(found)))
    if is_old_page or is_old_token:
        raise RepeatedCursor(
            f"{answer.url} led back to what it had brought before; the walk was stopped and the account keeps its old "
            "cursor. If it happens again, report it to the platform."
        )
