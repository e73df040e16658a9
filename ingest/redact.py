"""Take somebody's words and names out of landed answers: their own pages go, in others' pages counts and times stay.

A record is theirs where its author is, or its id: then every text in it becomes null, and so does what a platform
says of the person. Ids that are theirs are veiled wherever they stand: two that were one stay one, and nobody can read
whose they were. Whether a name is theirs, digests tell, so that what was erased need not be known.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Collection, Iterator
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
# what stays of a record that is theirs: it is counted and counted once, nobody can read it; ids stay veiled
_OWN_IDS = frozenset((
    "id", "id_str", "uri", "cid", "did", "objectID", "author_id", "user_id", "channelId", "native_id",
))  # fmt: skip
_OTHER_IDS = frozenset((
    "parent_id", "story_id", "conversation_id", "in_reply_to_id", "in_reply_to_account_id", "in_reply_to_user_id",
))  # fmt: skip
_TOLD = frozenset((
    "created_at", "createdAt", "created_at_i", "indexedAt", "published", "publishedAt", "updated_at", "edited_at",
    "$type", "type",
))  # fmt: skip
_VEILS = ("erased-", "at://erased-", "https://erased.invalid/")
LEAST_ID = 5  # letters: a shorter one is looked at only where a key says that it is an id
_HREF = re.compile(r'(href=")([^"]+)(")')
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


def veil(platform: str, called: str) -> str:
    """What an id or an address is called once it is forgotten: of the same form, on one platform always the same."""
    if called.startswith("at://"):
        did, _, path = called.removeprefix("at://").partition("/")
        return f"at://{_veil(platform, did)}/{path.partition('/')[0]}/{_veil(platform, called)}"
    kept = "https://erased.invalid/" if called.startswith(("http://", "https://")) else ""
    return f"{kept}{_veil(platform, called)}"


def _veil(platform: str, called: str) -> str:
    return f"erased-{digest(f'{platform}:{called}')[:16]}"


def veiled(platform: str, called: str, who: Forgotten) -> str | None:
    """The same where it is theirs; None where it is not."""
    if who.is_named(platform, called) or who.is_post(platform, called):
        return veil(platform, called)
    if called.startswith("at://") and who.is_named(platform, called.removeprefix("at://").partition("/")[0]):
        return veil(platform, called)
    if called.startswith(("http://", "https://")):
        parts = called.split("/")
        # the address of a page of theirs begins with that of their profile, never with a bare host
        if any(who.is_named(platform, "/".join(parts[:end])) for end in range(4, len(parts))):
            return veil(platform, called)
    return None


def unlinked(platform: str, text: str, who: Forgotten) -> str:
    """HTML in which no link leads to them."""
    return _HREF.sub(lambda found: found[1] + (veiled(platform, found[2], who) or found[2]) + found[3], text)


def redact(told: Any, platform: str, who: Forgotten) -> int:
    """Empty and veil in place what is theirs in parsed JSON; returns how many objects were theirs, or named them."""
    # a record that refers to one of theirs may stand before it in the page: so their ids come first
    met = {digest(f"{platform}:{one}") for one in _met(told, platform, who)}
    return _redact(told, platform, Forgotten(who.names, {*who.posts, *met}) if met else who)


def _met(told: Any, platform: str, who: Forgotten) -> Iterator[str]:
    """The ids of records that are theirs."""
    if isinstance(told, list):
        for one in told:
            yield from _met(one, platform, who)
    elif isinstance(told, dict):
        if _is_theirs(told, platform, who):
            yield from (str(told[key]) for key in _POST_IDS if isinstance(told.get(key), str | int))
        for one in told.values():
            yield from _met(one, platform, who)


def _redact(told: Any, platform: str, who: Forgotten) -> int:
    if isinstance(told, list):
        emptied = sum(_redact(one, platform, who) for one in told)
        for place, one in enumerate(told):
            if isinstance(one, str) and len(one) >= LEAST_ID and (theirs := veiled(platform, one, who)):
                told[place], emptied = theirs, emptied + 1
        return emptied
    if not isinstance(told, dict):
        return 0
    if _is_theirs(told, platform, who):
        _empty(told, platform, who)
        return 1
    is_story = who.is_post(platform, told.get("story_id")) and any(told.get(key) for key in _STORY)
    if is_story:
        told.update({key: None for key in _STORY if key in told})
    emptied = int(_veil_names(told, platform, who) or is_story)
    return emptied + sum(_redact(one, platform, who) for one in told.values())


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


def _veil_names(told: dict[str, Any], platform: str, who: Forgotten) -> bool:
    """Veil what a record of others says of them by name or id; its words stay as they are."""
    changed = False
    for key, one in told.items():
        is_id = key in _OWN_IDS or key in _OTHER_IDS
        if isinstance(one, bool) or not isinstance(one, str | int) or (isinstance(one, int) and not is_id):
            continue
        text = str(one)
        theirs = veiled(platform, text, who) if is_id or len(text) >= LEAST_ID else None
        if theirs is None and 'href="' in text:
            theirs = unlinked(platform, text, who)
        if theirs is not None and theirs != text:
            told[key], changed = theirs, True
    return changed


def _empty(told: dict[str, Any], platform: str, who: Forgotten) -> None:
    """No text stays but times, and ids under a veil."""
    for key, one in told.items():
        if isinstance(one, dict):
            _empty(one, platform, who)
        elif isinstance(one, list):
            for each in one:
                if isinstance(each, dict):
                    _empty(each, platform, who)
            told[key] = [each for each in one if isinstance(each, dict)]
        elif isinstance(one, bool) or not isinstance(one, str | int) or key in _TOLD:
            continue
        elif key in _OWN_IDS:
            told[key] = one if str(one).startswith(_VEILS) else veil(platform, str(one))
        elif key in _OTHER_IDS:
            told[key] = veiled(platform, str(one), who) or one
        elif isinstance(one, str):
            told[key] = None
