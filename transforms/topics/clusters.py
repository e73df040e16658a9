"""Clusters of texts, with ids that last from week to week.

Vectors and words each have their say: 64 directions of the one beside 64 of the other. The groups of lasting.py go on
from where they were a week before, so that the same talk stays the same cluster; a cluster then keeps the id of the one
most of whose texts it holds, or else of one that points the same way.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from transforms.topics.lasting import grouped
from transforms.topics.scoring import Doubles, unit
from transforms.topics.vectors import Floats, Ints

DIRECTIONS = 64  # of the vectors, and as many of the words
WORDS_SHARE = 0.5  # how loud the words are beside the vectors
A_CLUSTER = 40  # texts, on average
MOST = 300  # clusters
KEPT_SHARE = 0.5  # of its texts that are still there, for a cluster to be the one it was
SAME_WAY = 0.85  # cosine of two middles that are the same talk
A_WORD = r"(?u)\b\w\w+\b"
LEAST_TEXTS = 50  # fewer make no clusters


@dataclass(frozen=True, slots=True)
class Before:
    """The clusters of an earlier week: the middle of each, and which of its texts are known."""

    middles: Mapping[str, Floats]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Clusters:
    """`labels[n]` is the cluster of text n; `ids` and `middles` are the clusters', in their order."""

    labels: Ints
    ids: tuple[str, ...]
    middles: Floats


NOTHING = Before({}, {})


def cluster(
    hashes: Sequence[str], words: Sequence[str], vectors: Floats, salt: str, before: Before = NOTHING
) -> Clusters:
    """Cluster distinct texts, sorted by hash. `salt` tells the ids of new clusters from those of other weeks."""
    if len(hashes) < LEAST_TEXTS:
        return Clusters(np.full(len(hashes), -1, np.int64), (), np.zeros((0, vectors.shape[1]), np.float32))
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        space = _space(words, vectors)
        labels = grouped(space, [before.texts.get(key) for key in hashes], _count(len(hashes)))
    _, labels = np.unique(labels, return_inverse=True)
    middles = unit(np.stack([vectors[labels == one].mean(axis=0) for one in range(int(labels.max()) + 1)]))
    return Clusters(labels, tuple(_ids(hashes, labels, middles, salt, before)), middles)


def _count(texts: int) -> int:
    """How many clusters; few texts are cut finer, or their clusters would mix what has nothing in common."""
    return min(max(texts // A_CLUSTER, round(math.sqrt(texts / 2))), MOST)


def _space(words: Sequence[str], vectors: Floats) -> Doubles:
    from sklearn.decomposition import PCA, TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    size = min(DIRECTIONS, len(words) - 1)
    near: Any = PCA(size, svd_solver="full").fit_transform(vectors.astype(np.float64))
    parts = [_unit(near)]
    counted: Any = TfidfVectorizer(sublinear_tf=True, min_df=min(3, len(words)), max_df=0.1, token_pattern=A_WORD)
    try:
        table = counted.fit_transform(words)
    except ValueError:  # no word stands in enough texts and in few enough
        return parts[0]
    if table.shape[1] > DIRECTIONS:
        parts.append(_unit(TruncatedSVD(size, algorithm="arpack", random_state=0).fit_transform(table)) * WORDS_SHARE)
    return np.hstack(parts)


def _unit(rows: Doubles) -> Doubles:
    result: Doubles = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return result


def _ids(hashes: Sequence[str], labels: Ints, middles: Floats, salt: str, before: Before) -> list[str]:
    """The id of each cluster: the one it had, or a new one."""
    ids: dict[int, str] = {}
    for share, old, new in _shares(hashes, labels, before):
        if share >= KEPT_SHARE and new not in ids and old not in ids.values():
            ids[new] = old
    left = [old for old in sorted(before.middles) if old not in ids.values()]
    if left:
        cosines = middles @ np.stack([before.middles[old] for old in left]).T
        for place in np.argsort(-cosines, axis=None, kind="stable").tolist():
            new, number = divmod(place, len(left))
            if cosines[new, number] < SAME_WAY:
                break
            if new not in ids and left[number] not in ids.values():
                ids[new] = left[number]
    for new in range(len(middles)):
        if new not in ids:
            first = hashes[int(np.flatnonzero(labels == new)[0])]
            ids[new] = "e-" + hashlib.sha256(f"{salt} {first}".encode()).hexdigest()[:10]
    return [ids[new] for new in range(len(middles))]


def _shares(hashes: Sequence[str], labels: Ints, before: Before) -> list[tuple[float, str, int]]:
    """Of each old cluster's texts that are still there, the share that a new one holds, greatest first."""
    shared: dict[tuple[str, int], int] = {}
    kept: dict[str, int] = {}
    for key, label in zip(hashes, labels.tolist(), strict=True):
        if (old := before.texts.get(key)) is not None:
            shared[old, label] = shared.get((old, label), 0) + 1
            kept[old] = kept.get(old, 0) + 1
    found = [(count / kept[old], old, new) for (old, new), count in shared.items()]
    return sorted(found, key=lambda one: (-one[0], -kept[one[1]], one[1], one[2]))
