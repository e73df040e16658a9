"""Archive: files that a person exported by hand, or that somebody collected.

platform       any: the map says where the posts were published
gives          what the file holds and its map names: kind, title, text, links, media, names, hashtags, references,
               counts
documentation  ingest/maps/README.md; the layouts are in ingest/maps/*.yaml
limits         none of a platform's; 20,000 records a page, 8 GiB a file, no ZIP that unpacks to 400 times its size
credentials    none; a person's own export is read only with supplied_by, consent_basis and obtained_at in its map
cost           free
opt-outs       supplied_by and consent_basis say who let us; drafts, messages and stories are left out
oddities       - the handle is a path: as it stands, or below the folder of config/ (EARSHOT_CONFIG)
               - `archive:<path>?map=<path>` as the account's address names a map that lies elsewhere
               - one table may hold many people: each record says whose account it is
               - counts and words are as old as the export: pages are dated `obtained_at`, where the map tells it
               - a file is read once; again from the start when it, or its map, has changed
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

from config.faults import ConfigFaults
from ingest.answer import Answer
from ingest.archive.files import members
from ingest.archive.layouts import Found, readable
from ingest.archive.reader import progress, read
from ingest.errors import NotUnderstood
from ingest.sources import Account, Cursor, Page, Visit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ingest.client import Client

EVERY = timedelta(hours=12)
PACE = 0.0
WORKERS = 1


def visit(account: Account, cursor: Cursor, client: Client, as_of: datetime) -> Visit:
    """Read what is new in an export. Raises NotFound, Refused, TooLarge; NotUnderstood with every fault of its maps."""
    place, named = _place(account.handle), _named_map(account.url)
    try:
        for found in readable(place, members(place), named):
            for page in _pages(found, cursor, as_of):
                cursor = page.cursor or cursor
                yield page
    except ConfigFaults as faults:
        told = "\n".join(map(str, faults.faults))
        raise NotUnderstood(f"archive: {account.handle} cannot be read as its map says:\n{told}") from None


def alive(ids: Iterable[str], client: Client) -> Iterator[tuple[str, bool, str]]:
    """A file cannot tell what became of its posts."""
    return iter(())


def _pages(found: Found, cursor: Cursor, as_of: datetime) -> Iterator[Page]:
    member, map_ = found.member, found.map
    digest = member.digest()
    read_before: dict[str, Any] = dict(cursor.get("files", {}))
    before = read_before.get(member.name, {})
    is_same = before.get("digest") == digest and before.get("map") == map_.digest
    if is_same and before.get("is_whole"):
        return
    parts = read(member, map_, int(before["row"]) if is_same else 0)
    part = next(parts, None)
    while part is not None:
        # a page is handed on when the one behind it is known, so that the last one can say that it is
        following = next(parts, None)
        read_before[member.name] = progress(digest, map_, part.row, is_whole=following is None)
        cursor = {"files": dict(read_before)}
        answer = Answer(f"file:{quote(member.name)}", 200, {}, part.body, map_.obtained_at or as_of)
        answer.count(part.records)
        yield Page(answer, cursor, "archive")
        part = following


def _place(handle: str) -> Path:
    """The path as it stands, or below the configuration's folder."""
    place = Path(handle)
    below = Path(os.environ.get("EARSHOT_CONFIG", "config")) / handle
    return below if not place.exists() and below.exists() else place


def _named_map(url: str) -> Path | None:
    named = parse_qs(urlsplit(url).query).get("map") if url.startswith("archive:") else None
    return _place(named[0]) if named else None
