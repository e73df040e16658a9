"""Which clusters are new: by their core, beyond doubt or against the usual."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from transforms.topics import novelty
from transforms.topics.background import SMALL_TALK, THEMES
from transforms.topics.novelty import is_new, judge

TALK = list(THEMES).index(SMALL_TALK)


class _Engine:
    """An engine that says of each text what it is told to say."""

    taxonomy = SimpleNamespace(topic_ids=("bread", "kites"))

    def __init__(self, listed: Any, width: int, talks: frozenset[int] = frozenset()) -> None:
        self.middle = np.zeros(width, np.float32)
        self._listed = np.asarray(listed, dtype=np.float64)
        self.seeds = SimpleNamespace(nearness=lambda rows: np.tile([0.2, 0.1], (len(rows), 1)))
        self.rivals = SimpleNamespace(nearness=lambda rows: np.stack([self._rival(n, talks) for n in range(len(rows))]))

    @staticmethod
    def _rival(cluster: int, talks: frozenset[int]) -> Any:
        row = np.zeros(len(THEMES))
        row[TALK if cluster in talks else (TALK + 1) % len(THEMES)] = 1
        return row

    def shares(self, texts: Any, vectors: Any) -> Any:
        return None, np.log(self._listed)


def _clusters(listed: list[list[float]], talks: frozenset[int] = frozenset()) -> tuple[_Engine, Any, Any]:
    """A cluster a list: its texts lie ever farther from its middle, each listed as surely as told."""
    width = len(listed) + 1
    vectors, labels = [], []
    for number, own in enumerate(listed):
        for place in range(len(own)):
            row = np.zeros(width, np.float32)
            row[number], row[-1] = 1, place * 0.1 * (-1) ** place
            vectors.append(row / np.linalg.norm(row))
            labels.append(number)
    told = [sure for own in listed for sure in own]
    return _Engine(told, width, talks), np.stack(vectors), np.array(labels)


def _judged(listed: list[list[float]], people: list[float], talks: frozenset[int] = frozenset()) -> Any:
    engine, vectors, labels = _clusters(listed, talks)
    return judge(engine, [""] * len(vectors), vectors, labels, np.array(people))  # type: ignore[arg-type]


def test_stragglers_do_not_make_a_new_cluster_old() -> None:
    """Of nine texts the five in the middle are new; by the mean of all it would be old."""
    mixed = [0.2] * 5 + [0.99] * 4
    found = _judged([mixed, [0.9] * 9], [5, 5])
    assert found.order == (0,)
    assert found.novelty[0] >= novelty.SURE_NOVELTY > 1 - np.mean(mixed)


def test_few_people_and_small_talk_are_no_proposal() -> None:
    found = _judged([[0.1] * 4, [0.1] * 4, [0.1] * 4], [5, 0, 5], talks=frozenset({2}))
    assert found.order == (0,)


def test_more_people_come_first() -> None:
    found = _judged([[0.1] * 4, [0.1] * 4, [0.1] * 4], [5, 50, 10])
    assert found.order == (1, 2, 0)


def test_what_stands_out_is_new_although_not_beyond_doubt() -> None:
    usual = np.linspace(0.08, 0.16, 40)
    assert not is_new(usual).any()
    assert is_new(np.append(usual, 0.45)).tolist() == [False] * 40 + [True]


def test_what_hardly_differs_is_not_new_however_much_it_stands_out() -> None:
    assert not is_new(np.append(np.full(40, 0.05), 0.2)).any()


def test_few_clusters_have_no_usual() -> None:
    few = np.append(np.full(novelty.LEAST_CLUSTERS - 2, 0.1), 0.45)
    assert not is_new(few).any()
    assert is_new(np.append(few, 0.6))[-1]


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_certainty_breaks_nothing(value: float) -> None:
    assert is_new(np.full(30, value)).all() == (value == 1.0)
