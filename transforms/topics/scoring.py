"""How near a text is to each topic: the mean cosine to its nearest seed phrases, both seen from a stored middle.

No score per topic is normalised: that would make topics equal which are not. All products have one fixed shape, so that
a text scores the same alone or in company, to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from transforms.topics.vectors import ROWS, SIZE, Floats, encoder
from transforms.topics.words import chunks_of

Doubles = npt.NDArray[np.float64]

NEAREST = 3


def vectors_of(texts: Sequence[str]) -> Floats:
    """One vector a text: the mean of those of its parts."""
    parts = [chunks_of(words) for words in texts]
    found = encoder().encode([part for one in parts for part in one])
    if len(found) == len(texts):
        return found
    summed, at = np.zeros((len(texts), SIZE), np.float32), 0
    for text, one in enumerate(parts):
        for row in range(at, at + len(one)):
            summed[text] += found[row]
        at += len(one)
    return unit(summed)


def unit(rows: Floats) -> Floats:
    """Each row at length 1; a row of zeros stays."""
    length = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    result: Floats = rows / np.maximum(length, np.float32(1e-9))[:, None]
    return result


def from_middle(vectors: Floats, middle: Floats) -> Floats:
    """The directions of vectors as seen from the middle of all posts."""
    return unit(vectors - middle)


def product(rows: Floats, columns: Floats) -> Floats:
    """`rows @ columns`, in blocks of one shape."""
    result = np.empty((len(rows), columns.shape[1]), np.float32)
    for at in range(0, len(rows), ROWS):
        block = np.zeros((ROWS, rows.shape[1]), np.float32)
        size = min(ROWS, len(rows) - at)
        block[:size] = rows[at : at + size]
        result[at : at + size] = (block @ columns)[:size]
    return result


def nearness(directions: Floats, seeds: Floats, owners: Sequence[int], topics: int) -> Doubles:
    """Texts x topics: the mean cosine to the NEAREST seeds of each topic; -1 for a topic that has none."""
    near = product(directions, np.ascontiguousarray(seeds.T)).astype(np.float64)
    result = np.full((len(directions), topics), -1.0)
    whose = np.asarray(owners, np.int64)
    for topic in range(topics):
        own = near[:, whose == topic]
        if own.shape[1]:
            result[:, topic] = np.sort(own, axis=1)[:, -NEAREST:].mean(axis=1)
    return result


def log_shares(logits: Doubles) -> Doubles:
    """The logarithm of softmax, row by row."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    result: Doubles = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result
