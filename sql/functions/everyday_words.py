"""Whether a word is one that everybody says: a word that rises on its own must say something.

    is_everyday('day') -> true, is_everyday('balcony') -> false

everyday_words.txt holds the likeliest words of the languages that the vocabulary of the sentence encoder was made of;
transforms/topics/everyday.py wrote it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa

if TYPE_CHECKING:
    from sql.functions import Function

Strings: TypeAlias = "pa.Array | pa.ChunkedArray"

FILE = Path(__file__).with_suffix(".txt")


@cache
def everyday_words() -> frozenset[str]:
    """The words, small; a line that begins with # is a heading."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _are_everyday(words: Strings) -> pa.Array:
    known = everyday_words()
    return pa.array([None if one is None else one in known for one in words.to_pylist()], pa.bool_())


FUNCTIONS: dict[str, Function] = {"is_everyday": (_are_everyday, ["VARCHAR"], "BOOLEAN")}
