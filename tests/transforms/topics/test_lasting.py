"""Groups of points go on from where they were: the same stay, new ones are born, and what is one is merged."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from transforms.topics.lasting import grouped, merged
from transforms.topics.scoring import Doubles
from transforms.topics.vectors import Ints

NAMES = ("bread", "kites", "trains", "cricket", "soil", "tides")


@pytest.fixture
def chance() -> np.random.Generator:
    return np.random.default_rng(20261126)


def _talk(chance: np.random.Generator, topics: int, each: int = 40) -> tuple[Doubles, Ints]:
    """Points around the corners of a space, a corner a topic."""
    truth = np.repeat(np.arange(topics), each)
    return np.eye(len(NAMES))[truth] + chance.normal(0, 0.15, (len(truth), len(NAMES))), truth


def _owner(labels: Ints, truth: Ints, topic: int) -> int:
    """The group that holds most points of a topic."""
    return Counter(labels[truth == topic].tolist()).most_common(1)[0][0]


def test_the_first_day_finds_what_lies_apart(chance: np.random.Generator) -> None:
    space, truth = _talk(chance, 5)
    labels = grouped(space, [None] * len(space), 5)
    assert len({_owner(labels, truth, topic) for topic in range(5)}) == 5
    assert all((labels[truth == topic] == _owner(labels, truth, topic)).mean() > 0.95 for topic in range(5))


def test_what_was_one_group_stays_one_while_others_are_born(chance: np.random.Generator) -> None:
    """A week later every old topic has new points, half of the old points are gone, and one topic is new."""
    space, truth = _talk(chance, 6)
    before = [NAMES[topic] if number % 2 and topic < 5 else None for number, topic in enumerate(truth.tolist())]
    labels = grouped(space, before, 6)
    for topic in range(6):
        assert (labels[truth == topic] == _owner(labels, truth, topic)).mean() > 0.95
    assert len({_owner(labels, truth, topic) for topic in range(6)}) == 6


def test_a_birth_takes_the_place_of_two_that_are_one(chance: np.random.Generator) -> None:
    """All groups are taken, two of them by the same talk: the new talk gets a group all the same."""
    space, truth = _talk(chance, 4)
    before = [f"{NAMES[topic]} {number % 2 if topic == 0 else 0}" for number, topic in enumerate(truth.tolist())]
    before[-40:] = [None] * 40  # the fourth topic is new
    labels = grouped(space, before, 4)
    assert len({_owner(labels, truth, topic) for topic in range(4)}) == 4
    assert len(np.unique(labels)) == 4


def test_merged_are_those_that_lose_least() -> None:
    space = np.array([[0.0, 0], [0, 1], [0, 1.1], [5, 5], [9, 9]])
    labels = merged(space, np.arange(5), 3)
    assert labels.tolist() == [0, 0, 0, 1, 2]
    assert merged(space, np.array([4, 4, 7, 9, 9]), 3).tolist() == [0, 0, 1, 2, 2]


def test_the_same_points_make_the_same_groups(chance: np.random.Generator) -> None:
    space, truth = _talk(chance, 5)
    before = [NAMES[topic] if topic < 3 else None for topic in truth.tolist()]
    assert np.array_equal(grouped(space, before, 5), grouped(space.copy(), list(before), 5))


@pytest.mark.parametrize("before", [None, "bread"])
def test_points_that_are_all_alike_are_one_group(before: str | None) -> None:
    labels = grouped(np.ones((60, 3)), [before] * 60, 5)
    assert len(np.unique(labels)) == 1
