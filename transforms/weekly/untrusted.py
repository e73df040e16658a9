"""What was written by others, made fit to be shown: as text, of a bounded length, with nothing hidden in it.

Escaping is the formats' own business; what no format can carry or what would hide or turn other words is made visible
here, once: NUL becomes ␀, a right-to-left override becomes [RLO].
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

# embeddings, overrides and isolates turn the words after them; marks (U+200E, U+200F) only say how a neutral reads
_TURNING = {
    "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
    "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
}  # fmt: skip
_SEEN = (
    {code: chr(0x2400 + code) for code in range(0x20) if code not in (0x09, 0x0A, 0x0D)}
    | {0x7F: "\u2421"}
    | {code: "\ufffd" for code in range(0x80, 0xA0) if code != 0x85}
    | {ord(char): f"[{called}]" for char, called in _TURNING.items()}
    | {0xFEFF: "", 0x2028: " ", 0x2029: " ", 0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}
)
_LONE = re.compile("[\ud800-\udfff]")
_MOST_URL = 2000  # what a spreadsheet keeps of a link


def shown(text: str | None, most: int = 280) -> str:
    """The words on one line, at most so many letters as a reader counts them."""
    if not text:
        return ""
    # a letter of an emoji may be ten characters: what is cut off first is what cannot be among the first letters
    line = " ".join(_LONE.sub("\ufffd", text[: most * 40]).translate(_SEEN).split())
    if len(line) <= most:
        return line
    letters = _letters().findall(line)
    return line if len(letters) <= most else "".join(letters[: most - 1]).rstrip() + "…"


@cache
def _letters() -> Any:
    import regex

    return regex.compile(r"\X")


def address(url: str | None) -> str:
    """The URL where it is one a reader may follow, else "": http and https, no spaces, no name and password.

    An apostrophe, which addresses may hold, is written as %27: it ends an attribute where somebody quotes with it.
    """
    if not url or len(url) > _MOST_URL or not url.isprintable() or any(char in url for char in ' "<>\\^`{|}'):
        return ""
    try:
        found = urlsplit(url)
        is_web = found.scheme in ("http", "https") and bool(found.hostname) and found.username is None
    except ValueError:
        return ""
    return url.replace("'", "%27") if is_web else ""


def place(*parts: str) -> str:
    """A name for a place in the report, from ids that may hold anything: `topic-noise`, unique where they are."""
    text = "-".join(parts)
    plain = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")
    if plain == text and len(plain) <= 60:
        return plain
    return f"{plain[:40].strip('-')}-{hashlib.sha256(text.encode(errors='replace')).hexdigest()[:8]}"
