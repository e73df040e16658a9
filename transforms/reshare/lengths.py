"""How long a text is where it will stand: every platform counts differently, and none of them counts characters.

Where a platform's own count is finer than ours, ours is the higher one: a line is rather a few letters shorter.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import regex

GRAPHEME = regex.compile(r"\X")
URL = regex.compile(r"https?://\S+")
# X links everything that looks like an address, and counts it as one
_LINKED_BY_X = regex.compile(
    r"https?://\S+|(?<![@\p{L}\p{N}._\-])[\p{L}\p{N}](?:[\p{L}\p{N}\-]*\.)+[\p{L}]{2,}(?:/\S*)?", regex.IGNORECASE
)
_EMOJI = regex.compile(r"[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3\ufe0f]")
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))  # X: Latin and its like weigh one, everything else two
SHORTENED = 23  # of a link on X and Mastodon


def graphemes(text: str) -> list[str]:
    """What a reader takes for single characters."""
    found: list[str] = GRAPHEME.findall(text)
    return found


def x_length(text: str) -> int:
    """X: weighted characters, an address 23 whatever its length, an emoji two however it is composed."""
    spelt = unicodedata.normalize("NFC", text)
    total = last = 0
    for link in _LINKED_BY_X.finditer(spelt):
        total += _x_weight(spelt[last : link.start()]) + max(
            SHORTENED, 0 if link.group().startswith("http") else len(link.group())
        )
        last = link.end()
    return total + _x_weight(spelt[last:])


def _x_weight(text: str) -> int:
    total = 0
    for one in graphemes(text):
        if _EMOJI.search(one):
            # a joined emoji counts two; letters that happen to carry a sign do not hide behind it
            total += max(2, sum(2 for sign in one if not _joins(sign)) if not _is_emoji(one) else 2)
        else:
            total += sum(1 if any(low <= ord(sign) <= high for low, high in _LIGHT) else 2 for sign in one)
    return total


def _is_emoji(one: str) -> bool:
    return all(_EMOJI.search(sign) or _joins(sign) or sign in "0123456789#*" for sign in one)


def _joins(sign: str) -> bool:
    return sign in "\u200d\ufe0f\ufe0e\u20e3" or 0x1F3FB <= ord(sign) <= 0x1F3FF or 0xE0020 <= ord(sign) <= 0xE007F


def mastodon_length(text: str) -> int:
    """Mastodon: characters, an address 23; a mention is counted whole here, and less there."""
    return sum(SHORTENED if URL.fullmatch(part) else len(part) for part in regex.split(r"(https?://\S+)", text))


def bluesky_length(text: str) -> int:
    """Bluesky: graphemes; and 3,000 bytes, of which a tenth is taken for one."""
    return max(len(graphemes(text)), -(-len(text.encode()) // 10))


def threads_length(text: str) -> int:
    """Threads: characters, an emoji as many as it has bytes."""
    return sum(len(one.encode()) if _EMOJI.search(one) else len(one) for one in graphemes(text))


def utf16_length(text: str) -> int:
    """As browsers count: LinkedIn, Facebook, Instagram, YouTube."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True, slots=True)
class Form:
    """What a line may be on one platform: at most so long, counted like that."""

    most: int
    length: Callable[[str], int]
    mentions: bool = True  # a handle written with @ reaches its owner


FORMS: dict[str, Form] = {
    "x": Form(280, x_length),
    "bluesky": Form(300, bluesky_length),
    "mastodon": Form(500, mastodon_length),
    "threads": Form(500, threads_length),
    "linkedin": Form(3000, utf16_length, mentions=False),
    "facebook": Form(5000, utf16_length, mentions=False),
    "instagram": Form(2200, utf16_length),
    "youtube": Form(5000, utf16_length),
    "feeds": Form(10_000, len, mentions=False),
}
