"""How much a reply reads like each kind of reply: its meaning as a vector, and what is heard in it.

A text that nobody has seen shares its meaning with texts of its kind, not its words; so the shares rest on the
sentence vectors of the topic engine and, beside them, on kinds of words. The weights are in weights.csv; teaching.py
made them from the examples beside it, which were written for this and label nothing that is judged.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sql.functions.reply_words import HEARD, hear

KINDS = ("question", "praise", "criticism", "misinformed", "troll", "other")
WEIGHTS = Path(__file__).with_name("weights.csv")
TEXTS = 1024  # looked at together
MOST_SIGNS = 4000  # of one text
LOUDNESS = 0.5  # of what is heard beside the vector
HOSTILE = ("obscene", "insult", "mockery")
GROUND = ("figure", "moment", "happened", "matter")
_SHAPE = ("ends by asking", "asks at once", "few words", "length", "exclamations", "emoji", "hostile without ground",
          "hostile with ground", "no ground", "a lure with an address")  # fmt: skip
FEATURES = (*HEARD, *_SHAPE)
_EMOJI = re.compile("[\U0001f300-\U0001faff]")

Numbers = npt.NDArray[np.float64]
Heard = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, what is heard in it, and its share of each kind."""

    words: str
    heard: Heard
    shares: dict[str, float]


def read(texts: Sequence[str]) -> list[Reading]:
    """Each text with its shares; of a very long one its beginning."""
    begins = [text[:MOST_SIGNS] for text in texts]
    return [one for at in range(0, len(begins), TEXTS) for one in _read(begins[at : at + TEXTS])]


def _read(texts: Sequence[str]) -> list[Reading]:
    heard = [hear(text) for text in texts]
    told = features(texts, heard) @ _weights()[1:] + _weights()[0]
    told = np.exp(told - told.max(axis=1, keepdims=True))
    shares = told / told.sum(axis=1, keepdims=True)
    return [
        Reading(text, one, dict(zip(KINDS, row, strict=True)))
        for text, one, row in zip(texts, heard, shares.tolist(), strict=True)
    ]


def features(texts: Sequence[str], heard: Sequence[Heard]) -> Numbers:
    """One row a text: its vector, then what is heard."""
    from transforms.topics.vectors import encoder

    vectors = encoder().encode([bare(text) for text in texts])
    beside = np.array([loud(text, one) for text, one in zip(texts, heard, strict=True)])
    return np.hstack([vectors.astype(np.float64), LOUDNESS * beside])


def bare(text: str) -> str:
    """A text without addresses and names of accounts; shouting is read as if it were said."""
    words = " ".join(re.sub(r"(?<!\w)@[\w.@-]+", " ", re.sub(r"https?://\S+", "link", text)).split())
    letters = [sign for sign in words if sign.isalpha()]
    shouts = 10 * sum(sign.isupper() for sign in letters) > 6 * len(letters)
    return (words.lower() if shouts else words) or "-"


def loud(text: str, heard: Heard) -> list[float]:
    """What is heard, by kind, and the shape of the text; each about 0 to 1.5."""
    counts = [min(len(heard[kind]), 3) / 2 for kind in HEARD]
    ground = any(heard[kind] for kind in GROUND)
    hostile = any(heard[kind] for kind in HOSTILE)
    words = len(text.split())
    shape = [
        text.rstrip().endswith("?"),
        len(heard["asking"]) > ("?" in text),
        words < 4,
        math.log1p(words) / 4,
        min(text.count("!"), 3) / 3,
        len(_EMOJI.findall(text)) > 1,
        hostile and not ground,
        hostile and ground,
        not ground,
        bool(heard["address"]) and bool(heard["lure"] or heard["spam"] or heard["promo"]),
    ]
    return [*counts, *map(float, shape)]


@cache
def _weights() -> Numbers:
    """A row of constants, then one a feature; a column a kind."""
    with WEIGHTS.open(encoding="utf-8", newline="") as file:
        rows: list[Any] = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return np.array([[float(row[kind]) for kind in KINDS] for row in rows])
