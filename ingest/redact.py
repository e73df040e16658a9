"""Take somebody's words out of landed answers: their own pages go, in others' pages ids and counts stay.

A record is theirs where its author is, or its id: then every text in it becomes null, and so does what a platform
says of the person. Whether a name is theirs, a Memory of digests tells, so that what was erased need not be known.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

# where a record names its author: as an object, or by id or name
_AUTHOR = frozenset((
    "author", "account", "user", "by", "actor", "from", "owner", "creator", "attributedTo", "author_id", "authorId",
    "user_id", "username", "channelId", "did",
))  # fmt: skip
_NAMES = ("did", "handle", "id", "id_str", "acct", "username", "uri", "url", "login", "name", "native_id")
# what stays of a record that is theirs: it is counted and counted once, nobody can read it
_IDS = frozenset((
    "id", "id_str", "uri", "cid", "did", "objectID", "parent_id", "story_id", "author_id", "user_id", "channelId",
    "created_at", "createdAt", "created_at_i", "indexedAt", "published", "publishedAt", "updated_at", "edited_at",
    "$type", "type", "conversation_id", "in_reply_to_id", "native_id",
))  # fmt: skip
_POST_IDS = ("uri", "id", "id_str", "objectID", "native_id", "videoId")
_STORY = ("story_title", "story_url")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Whom and what not to keep, by digest."""

    names: Collection[str]
    posts: Collection[str]

    def __bool__(self) -> bool:
        return bool(self.names or self.posts)

    def is_named(self, platform: str, name: Any) -> bool:
        """Whether a name, handle, address or id is theirs on this platform."""
        if isinstance(name, bool) or not isinstance(name, str | int):
            return False
        called = str(name)
        return any(digest(f"{platform}:{one}") in self.names for one in {called, called.lstrip("@")})

    def is_post(self, platform: str, native_id: Any) -> bool:
        """Whether an id is that of a post which was erased."""
        return isinstance(native_id, str | int) and digest(f"{platform}:{native_id}") in self.posts


def digest(text: str) -> str:
    """As ops.suppressions has it."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def forgotten(con: duckdb.DuckDBPyConnection) -> Forgotten:
    """What ops.suppressions holds."""
    told = con.execute("select subject, id_hash from ops.suppressions").fetchall()
    return Forgotten(
        frozenset(key for subject, key in told if subject == "name"),
        frozenset(key for subject, key in told if subject == "post"),
    )


def redact(told: Any, platform: str, who: Forgotten) -> int:
    """Empty in place what is theirs in parsed JSON; returns how many objects that were."""
    if isinstance(told, list):
        return sum(redact(one, platform, who) for one in told)
    if not isinstance(told, dict):
        return 0
    if _is_theirs(told, platform, who):
        _empty(told)
        return 1
    emptied = 0
    if who.is_post(platform, told.get("story_id")) and any(told.get(key) for key in _STORY):
        told.update({key: None for key in _STORY if key in told})
        emptied = 1
    return emptied + sum(redact(one, platform, who) for one in told.values())


def redact_file(file: Path, who: Forgotten) -> int:
    """Empty what is theirs in one landed page, on disk; 0 leaves the file as it is."""
    told = json.loads(file.read_bytes())
    if not isinstance(told, dict) or "page" not in told:
        return 0
    emptied = redact(told["page"], str(told.get("platform", "")), who)
    if emptied:
        told["redacted"] = emptied  # it is no longer word for word
        write(file, json.dumps(told, ensure_ascii=True).encode() + b"\n")
    return emptied


def write(file: Path, content: bytes) -> None:
    """Replace a file by another content, whole or not at all."""
    part = file.with_name(f"{file.name}.part")
    with part.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(part, file)


def _is_theirs(told: dict[str, Any], platform: str, who: Forgotten) -> bool:
    if any(who.is_named(platform, told.get(key)) for key in _NAMES):
        return True
    if any(who.is_post(platform, told.get(key)) for key in _POST_IDS):
        return True
    for key in _AUTHOR & told.keys():
        author = told[key]
        if isinstance(author, dict):
            if any(who.is_named(platform, author.get(name)) for name in _NAMES):
                return True
        elif who.is_named(platform, author):
            return True
    return False


def _empty(told: Any) -> None:
    """No text stays but ids and times."""
    for key, one in told.items():
        if isinstance(one, dict):
            _empty(one)
        elif isinstance(one, list):
            for each in one:
                if isinstance(each, dict):
                    _empty(each)
            told[key] = [each for each in one if isinstance(each, dict)]
        elif isinstance(one, str) and key not in _IDS:
            told[key] = None
