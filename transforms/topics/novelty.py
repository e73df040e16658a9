"""Which clusters are new: about nothing that topics.csv lists, no small talk, and talked of by several people.

What a cluster is about is told by its core, the half of its texts that lie nearest to its middle: k-means leaves no
text out, so that the rest is partly what belongs nowhere. A cluster is new when its core is about nothing listed more
surely than not; or when, with less than that, it stands out from what the clusters of the week usually are. The second
is needed because how sure anybody can be depends on the list: beside a topic that lies near to it, a new one never
looks quite new.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transforms.topics.background import SMALL_TALK, THEMES
from transforms.topics.engine import Engine
from transforms.topics.scoring import Doubles, from_middle, unit
from transforms.topics.vectors import Floats, Ints

Truths = npt.NDArray[np.bool_]

MOST_PROPOSALS = 20
CORE = 0.5  # of a cluster's texts, those nearest to its middle
SURE_NOVELTY = 0.5  # from here on a core is about nothing listed more surely than not
LEAST_NOVELTY = 0.25  # below, nothing is new however much it stands out
STANDS_OUT = 1.645  # standard deviations from the usual cluster, which one in twenty reaches by chance
LEAST_CLUSTERS = 20  # fewer have no usual
A_DEVIATION = 1.4826  # median absolute deviations, where values are spread normally


@dataclass(frozen=True, slots=True)
class Proposals:
    """Clusters judged, best first: `order` are clusters, the rest is a value a cluster."""

    order: tuple[int, ...]
    novelty: Doubles
    cohesion: Doubles
    score: Doubles
    nearest: Ints


def judge(engine: Engine, texts: Sequence[str], vectors: Floats, labels: Ints, people: Doubles) -> Proposals:
    """Which clusters are new, best first. `people`: how many talk of each, 0 where they are too few or too seldom."""
    count = len(people)
    empty = np.zeros(count)
    if not count:
        return Proposals((), empty, empty, empty, empty.astype(np.int64))
    directions = from_middle(vectors, engine.middle)
    listed = np.exp(engine.shares(texts, vectors)[1]) if engine.taxonomy.topic_ids else np.zeros(len(vectors))
    own = [np.flatnonzero(labels == one) for one in range(count)]
    centres = unit(np.stack([directions[texts_].mean(axis=0) for texts_ in own]))
    near = [(directions[texts_] @ centre).astype(np.float64) for texts_, centre in zip(own, centres, strict=True)]
    cohesion = np.array([float(one.mean()) for one in near])
    novelty = np.array([float(1 - listed[core].mean()) for core in map(_core, own, near)])
    nearest = engine.seeds.nearness(centres)
    talk = engine.rivals.nearness(centres).argmax(axis=1) == list(THEMES).index(SMALL_TALK)
    score = novelty * np.maximum(cohesion, 0) * np.log1p(people)
    is_one = (people > 0) & is_new(novelty) & ~talk
    order = [one for one in np.argsort(-score, kind="stable").tolist() if is_one[one]]
    best = nearest.argmax(axis=1) if nearest.shape[1] else np.full(count, -1)
    return Proposals(tuple(order[:MOST_PROPOSALS]), novelty, cohesion, score, best.astype(np.int64))


def is_new(novelty: Doubles) -> Truths:
    """Which novelties are beyond doubt, or stand out from the usual; seen as log-odds, where spreads are alike."""
    sure: Truths = novelty >= SURE_NOVELTY
    if len(novelty) < LEAST_CLUSTERS:
        return sure
    odds = np.log(np.clip(novelty, 1e-3, 1 - 1e-3)) - np.log1p(-np.clip(novelty, 1e-3, 1 - 1e-3))
    away = odds - np.median(odds)
    stands_out: Truths = away >= STANDS_OUT * A_DEVIATION * np.median(np.abs(away))
    return np.logical_or(sure, stands_out & (novelty >= LEAST_NOVELTY))


def _core(texts: Ints, near: Doubles) -> Ints:
    """The texts of a cluster that are nearest to its middle."""
    nearest = np.argsort(-near.round(6), kind="stable")
    return texts[nearest[: math.ceil(len(texts) * CORE)]]
