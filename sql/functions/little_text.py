r"""LinkedIn's little text as its reader sees it, with whom and what it names.

    little_text('Hi @[Ann](urn:li:person:x) \(yes\) {hashtag|\#|duckdb}')
      -> {text: 'Hi Ann (yes) #duckdb', mentions: [{name: Ann, urn: urn:li:person:x}], hashtags: [duckdb]}

source  https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable

Strings: TypeAlias = "pa.Array | pa.ChunkedArray"

RESERVED = r"|{}@[]()<>#\*_~"
_ESCAPED = r"\\[" + re.escape(RESERVED) + "]"
# parts are bounded: a text of nothing but @[@[@[ would else be searched to its end from each of them
_ELEMENT = re.compile(
    rf"(?P<escaped>{_ESCAPED})"
    rf"|@\[(?P<name>(?:{_ESCAPED}|[^\]\\]){{1,300}})\] ?\((?P<urn>(?:{_ESCAPED}|[^()\s\\]){{1,200}})\)"
    rf"|\{{hashtag\|\\?[#＃]\|(?P<template>(?:{_ESCAPED}|[^|{{}}\\]){{1,200}})\}}"
    r"|(?<![\w&#/])#(?P<bare>\w{0,200}[^\W\d]\w{0,200})"
)
_TOLD = pa.struct(
    [
        ("text", pa.string()),
        ("mentions", pa.list_(pa.struct([("name", pa.string()), ("urn", pa.string())]))),
        ("hashtags", pa.list_(pa.string())),
    ]
)


def read(commentary: str) -> dict[str, Any]:
    """The words, whom they mention by URN, and their hashtags, each once."""
    mentions: list[dict[str, str]] = []
    hashtags: dict[str, None] = {}

    def seen(found: re.Match[str]) -> str:
        if found["escaped"]:
            return found["escaped"][1]
        if found["name"] is not None:
            name = _plain(found["name"])
            mentions.append({"name": name, "urn": _plain(found["urn"])})
            return name
        tag = _plain(found["template"] if found["template"] is not None else found["bare"])
        hashtags.setdefault(tag)
        return f"#{tag}"

    return {"text": _ELEMENT.sub(seen, commentary), "mentions": mentions, "hashtags": list(hashtags)}


def _plain(part: str) -> str:
    return re.sub(_ESCAPED, lambda found: found[0][1], part)


def little_text(commentaries: Strings) -> pa.Array:
    """`read` each; NULL stays NULL."""
    return pa.array([None if one is None else read(one) for one in commentaries.to_pylist()], _TOLD)


FUNCTIONS: dict[str, tuple[Callable[..., pa.Array], list[str], str]] = {
    "little_text": (
        little_text,
        ["VARCHAR"],
        'STRUCT("text" VARCHAR, mentions STRUCT("name" VARCHAR, urn VARCHAR)[], hashtags VARCHAR[])',
    ),
}
