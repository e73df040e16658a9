"""A fresh installation: too few posts to learn from, and yet a post that is plainly about a topic has it.

sample_posts.csv holds posts of the sample with the topics that a reader found in them; any of these will do. Posts with
none are about bread, trains, cricket and the like.
"""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from config.faults import Faults
from config.tables import open_table
from config.topics import TOPICS as SHEET
from config.topics import read_topics
from transforms.topics import engine as engines
from transforms.topics.engine import Engine
from transforms.topics.learning import CLEAR, alone
from transforms.topics.phrases import taxonomy_of
from transforms.topics.votes import A_VOTE, MOST_VOTES, Votes
from transforms.topics.words import words_of

SAMPLE = Path(__file__).parents[3] / "sample" / "config"
SEEDS = (("zither kazoo", 0), ("zither marimba", 1), ("ukulele theremin", 0), ("bassoon ocarina", 0), ("oboe", 1),
         ("piccolo tuba", 0), ("piccolo tuba", 1))  # fmt: skip


@pytest.fixture(scope="module")
def read() -> list[dict[str, str]]:
    with (Path(__file__).parent / "sample_posts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def engine() -> Engine:
    faults = Faults()
    topics = read_topics(open_table(SAMPLE, SHEET, faults))
    faults.raise_if_any()
    return engines.fit(taxonomy_of(topics), [], (None, datetime(2026, 9, 7)))


@pytest.fixture(scope="module")
def told(engine: Engine, read: list[dict[str, str]]) -> list[set[str]]:
    found = engine.relevance([words_of(row["text"]) for row in read])
    return [{engine.taxonomy.topic_ids[n] for n in np.flatnonzero(row >= 0.5)} for row in found]


def test_most_posts_that_are_plainly_about_a_topic_have_it(read, told) -> None:
    right = [bool(set(row["topics"].split("; ")) & one) for row, one in zip(read, told, strict=True) if row["topics"]]
    assert len(right) == 40
    assert np.mean(right) >= 0.70


def test_few_posts_have_topics_that_a_reader_does_not_find_in_them(read, told) -> None:
    more = [len(one - set(row["topics"].split("; "))) for row, one in zip(read, told, strict=True) if row["topics"]]
    assert np.mean(more) <= 0.5


def test_bread_trains_and_cricket_have_no_topic(read, told) -> None:
    others = {row["post_id"]: one for row, one in zip(read, told, strict=True) if not row["topics"]}
    assert len(others) >= 12
    assert not {post_id: one for post_id, one in others.items() if one}


def test_a_seed_phrase_in_the_text_makes_its_topic_surer(engine: Engine) -> None:
    texts = ["Does it need a heat pump? In the 137 homes with both the gains are 12 % less"]
    named = [f"{texts[0]}, says home battery"]
    topic = engine.taxonomy.topic_ids.index("home-batteries")
    assert engine.relevance(named)[0, topic] > engine.relevance(texts)[0, topic]


def test_topics_that_are_near_together_are_all_told() -> None:
    near = np.array([[0.40, 0.39, 0.10], [0.40, 0.10, 0.10], [0.10, 0.09, 0.08]])
    found = alone(near, np.array([0.1, 0.1, 0.3])) >= 0.5
    assert found.tolist() == [[True, True, False], [True, False, False], [False, False, False]]


def test_a_topic_that_is_just_clear_of_the_background_is_as_likely_as_not() -> None:
    assert alone(np.array([[0.2 + CLEAR]]), np.array([0.2]))[0, 0] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nothing of the kind", [0, 0]),
        ("Zither-KAZOO at night", [1.75, 0.25]),  # the phrase, `kazoo`, and `zither`, which is half each topic's own
        ("the oboe", [0, 1]),  # a phrase of one word, and a topic's own word
        ("piccolo tuba", [1, 1]),  # one phrase of two topics: half a vote each, and its words
        ("zither kazoo, zither kazoo, ukulele theremin, bassoon, ocarina, bassoon ocarina", [MOST_VOTES, 0.25]),
    ],
)
def test_what_stands_in_a_text_word_for_word_has_a_vote(text: str, expected: list[float]) -> None:
    found = Votes(*zip(*SEEDS, strict=True), 2).nearness([text])[0] / A_VOTE
    assert found.tolist() == pytest.approx(expected)
