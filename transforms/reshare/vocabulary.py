"""The words of words/names.yaml, folded, by their kind; and how names are compared."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from transforms.reshare.reading import fold

FILE = Path(__file__).parent / "words" / "names.yaml"


@cache
def words(kind: str) -> frozenset[str]:
    """Every word of a kind: those parted by | may hold spaces."""
    told = str(_file()[kind])
    found = told.split("|") if "|" in told else told.split()
    return frozenset(fold(word.strip()) for word in found)


@cache
def phrase_list(kind: str) -> tuple[str, ...]:
    """The entries of a list that is written as one: they may hold spaces. The longest comes first."""
    return tuple(sorted((fold(one) for one in _file()[kind]), key=len, reverse=True))


@cache
def pattern(kind: str) -> str:
    """What is written as a pattern, as it stands."""
    return str(_file()[kind])


@cache
def _file() -> Any:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def plain(named: str) -> str:
    """A name for comparing: no @, no brackets, small letters and digits only, without accents."""
    spelt = unicodedata.normalize("NFKD", named.strip().lstrip("@/").casefold())
    return "".join(letter for letter in spelt if letter.isalnum())
