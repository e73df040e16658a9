"""Ids and numbers that look like the platforms' own and belong to nobody; the same seed gives the same id."""

from __future__ import annotations

from base64 import b32encode, b64encode
from datetime import UTC, datetime
from hashlib import sha256

_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
_X_EPOCH = 1288834974657
_HN_EPOCH = datetime(2026, 7, 1, tzinfo=UTC)
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def number(*seed: object) -> int:
    """A whole number below 2**63, for ever the same for one seed."""
    return int.from_bytes(_digest(seed)[:8], "big") >> 1


def letters(count: int, *seed: object) -> str:
    """Letters and digits, as in the addresses of short links and pictures."""
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in _digest(seed)[:count])


def hexadecimal(count: int, *seed: object) -> str:
    """Hexadecimal digits, as in an ETag."""
    return _digest(seed).hex()[:count]


def did(person_id: str) -> str:
    """did:plc: and 24 characters, as plc.directory gives them out."""
    return "did:plc:" + _base32("did", person_id)[:24]


def cid(*seed: object) -> str:
    """The content address of a record on atproto (CIDv1, dag-cbor)."""
    return "bafyrei" + _base32("cid", *seed)[:52]


def blob(*seed: object) -> str:
    """The content address of a picture on atproto (CIDv1, raw)."""
    return "bafkrei" + _base32("blob", *seed)[:52]


def tid(when: datetime, *seed: object) -> str:
    """The key of a record on atproto: microseconds and a clock's number, sortable as text."""
    bits = (int(when.timestamp() * 1_000_000) << 10) | number("clock", *seed) % 1024
    return "".join(_SORTABLE[bits >> shift & 31] for shift in range(60, -5, -5))


def snowflake(when: datetime, *seed: object) -> str:
    """A Mastodon id: milliseconds, then 16 bits that tell two of one moment apart; always beyond 2**53."""
    return str((_milliseconds(when) << 16) | number("snowflake", *seed) % 65536)


def x_id(when: datetime, *seed: object) -> str:
    """An X id: milliseconds since its own epoch, then 22 bits; always beyond 2**53."""
    return str(((_milliseconds(when) - _X_EPOCH) << 22) | number("x", *seed) % (1 << 22))


def hn_id(when: datetime) -> int:
    """A Hacker News item: they are counted, one about every three seconds."""
    return 48_700_000 + int((when - _HN_EPOCH).total_seconds()) // 3


def video_id(*seed: object) -> str:
    """Eleven characters, the last of which carries four bits only."""
    return b64encode(_digest(("video", *seed))[:8], b"-_").decode().rstrip("=")


def _milliseconds(when: datetime) -> int:
    return int(when.timestamp() * 1000)


def _base32(*seed: object) -> str:
    digest = _digest(seed) + _digest((*seed, "more"))
    return b32encode(digest).decode().lower().rstrip("=")


def _digest(seed: tuple[object, ...]) -> bytes:
    return sha256("\x1f".join(map(str, seed)).encode()).digest()
