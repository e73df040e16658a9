"""What posts are about when they are about nothing that a strategist lists: themes of public talk, and small talk.

They stand beside the topics of topics.csv as rivals: a post that is nearer to one of them is hardly about a topic. A
phrase that is itself near to a listed topic is left out, so that no topic has to fight its own shadow.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

SMALL_TALK = "small talk"


def _themes() -> Mapping[str, tuple[str, ...]]:
    with (Path(__file__).parent / "background.csv").open(encoding="utf-8", newline="") as file:
        return {row["theme"]: tuple(row["phrases"].split("; ")) for row in csv.DictReader(file)}


THEMES = _themes()
"""Phrases by theme, in the order of the file."""
