"""A list of 700 posts, as on the first day: too few to learn from, so that the seeds speak alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.quality.labelled import Labelled
from transforms.topics.engine import Engine
from transforms.topics.learning import TRUST, relevance
from transforms.topics.phrases import Taxonomy
from transforms.topics.scoring import Doubles
from transforms.topics.vectors import Floats
from transforms.topics.words import text_hash

POSTS = 700
COUNTED = 0.5  # the relevance from which profiles count
KEPT = 0.1  # the relevance from which a topic is kept at all
BANDS = 10


def chosen(corpus: Labelled) -> list[int]:
    """Which 700 posts: those with the smallest hashes, in their order."""
    smallest = sorted(range(len(corpus.texts)), key=lambda n: (text_hash(corpus.texts[n]), n))[:POSTS]
    return sorted(smallest)


def figures(engine: Engine, corpus: Labelled, vectors: Floats) -> tuple[str, str]:
    """What the engine makes of the list, and what shares of one softmax, which compete, would make of it."""
    truth = _truth(engine.taxonomy, corpus)
    ours = engine.relevance(corpus.texts, vectors)
    return _told(ours, truth), _told(relevance(*engine.shares(corpus.texts, vectors), TRUST), truth)


def _told(found: Doubles, truth: np.ndarray[Any, Any]) -> str:
    told = found >= COUNTED
    right = truth[told].mean() if told.any() else 0.0
    return (
        f"posts with a topic {told.any(axis=1).mean():.2f} · right {right:.2f} · found {told[truth].mean():.2f} · "
        f"calibration error {_error(found, truth):.3f}"
    )


def _error(found: Doubles, truth: np.ndarray[Any, Any]) -> float:
    """How far the relevance of a kept topic is from how often the editors have it, on average, by tenths."""
    kept = found >= KEPT
    sure, right = found[kept], truth[kept]
    bands = np.minimum((sure * BANDS).astype(np.int64), BANDS - 1)
    off = [abs(sure[bands == n].sum() - right[bands == n].sum()) for n in range(BANDS)]
    return float(sum(off) / max(len(sure), 1))


def _truth(taxonomy: Taxonomy, corpus: Labelled) -> np.ndarray[Any, Any]:
    return np.array([[topic in topics for topic in taxonomy.topic_ids] for topics in corpus.topics])
