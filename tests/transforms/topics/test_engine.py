"""An engine: what it says of a text, that it says it again, and what odd taxonomies make of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import Topic
from transforms.topics import engine as engines
from transforms.topics import learning
from transforms.topics.engine import Engine
from transforms.topics.learning import Learnt, relevance
from transforms.topics.phrases import Finder, folded, taxonomy_of
from transforms.topics.scoring import log_shares, product, unit

UNTIL = datetime(2026, 9, 7)


def topic(topic_id: str, *seeds: str, excluded: tuple[str, ...] = (), description: str = "") -> Topic:
    return Topic(topic_id, topic_id.replace("-", " "), description, seeds, excluded, False, 1)


TOPICS = [
    topic("noise", "heat pump noise", "outdoor unit noise", "decibels at the boundary", excluded=("background noise",)),
    topic("bread", "sourdough", "rye loaf", "oven spring", "baking bread at home"),
]
TEXTS = [
    "The outdoor unit hums at 45 decibels at the boundary and the neighbours complain",
    "My sourdough rye loaf had a great oven spring",
    "Happy birthday to you, my friend",
    "🎉🎉🎉",
]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return engines.fit(taxonomy_of(TOPICS), [], (None, UNTIL))


@pytest.fixture(scope="module")
def taught() -> Engine:
    """Fitted to enough texts to learn from: nonsense of three kinds."""
    kinds = ["the sourdough loaf number {}", "decibels of the outdoor unit {}", "see you tomorrow {}"]
    return engines.fit(taxonomy_of(TOPICS), [kinds[n % 3].format(f"no{n}") for n in range(1_200)], (None, UNTIL))


def best(engine: Engine, words: str) -> str | None:
    found = engine.relevance([words])[0]
    return engine.taxonomy.topic_ids[int(found.argmax())] if found.max() >= 0.5 else None


@pytest.mark.parametrize("which", ["engine", "taught"])
def test_a_text_has_its_topic_or_none(which: str, request: Any) -> None:
    one: Engine = request.getfixturevalue(which)
    assert [best(one, words) for words in TEXTS] == ["noise", "bread", None, None]


def test_an_engine_read_back_says_the_same_to_the_last_bit(taught: Engine, tmp_path: Path) -> None:
    taught.save(tmp_path)
    again = engines.load(tmp_path, taught.version)
    assert (again.relevance(TEXTS) == taught.relevance(TEXTS)).all()
    assert (again.version, again.window, again.taxonomy) == (taught.version, taught.window, taught.taxonomy)


def test_the_same_texts_in_any_order_fit_the_same_engine(taught: Engine) -> None:
    kinds = ["see you tomorrow {}", "the sourdough loaf number {}", "decibels of the outdoor unit {}"]
    order = [n for n in range(1_199, -1, -1)]
    texts = [kinds[(n + 1) % 3].format(f"no{n}") for n in order]
    again = engines.fit(taxonomy_of(TOPICS[::-1]), texts, (None, UNTIL))
    assert again.version == taught.version
    assert (again.relevance(TEXTS) == taught.relevance(TEXTS)).all()


def test_a_text_scores_the_same_alone_and_in_company(taught: Engine) -> None:
    many = TEXTS * 200
    together = taught.relevance(many)
    assert (together[:4] == together[-4:]).all()
    assert all((taught.relevance([words])[0] == together[n]).all() for n, words in enumerate(TEXTS))


def test_other_seeds_are_another_version(engine: Engine) -> None:
    more = [topic("noise", "heat pump noise", "a new phrase"), TOPICS[1]]
    assert engines.fit(taxonomy_of(more), [], (None, UNTIL)).version != engine.version


def test_an_excluded_phrase_bars_a_topic_unless_a_seed_stands_there_too(engine: Engine) -> None:
    barred = "background noise of outdoor units at the boundary in decibels"
    assert engine.relevance([barred])[0, 1] == 0
    assert engine.relevance([f"{barred}, which is heat pump noise"])[0, 1] > 0


def test_no_topics_are_no_topics() -> None:
    one = engines.fit(taxonomy_of([]), TEXTS, (None, UNTIL))
    assert one.relevance(TEXTS).shape == (len(TEXTS), 0)


def test_a_topic_without_seeds_is_known_by_its_name() -> None:
    one = engines.fit(
        taxonomy_of([topic("sourdough-bread", description="Baking bread with sourdough"), TOPICS[0]]), [], (None, UNTIL)
    )
    assert best(one, TEXTS[1]) == "sourdough-bread"


@pytest.mark.parametrize("seeds", [("",), ("🎉",), ("https://example.com",), ("\0", "\ud800"), ("a" * 5000,)])
def test_odd_seeds_do_no_harm(seeds: tuple[str, ...]) -> None:
    one = engines.fit(taxonomy_of([topic("odd", *seeds), TOPICS[1]]), [], (None, UNTIL))
    assert best(one, TEXTS[1]) == "bread"
    assert np.isfinite(one.relevance(TEXTS)).all()


def test_monsters_have_a_relevance(engine: Engine) -> None:
    found = engine.relevance(["word " * 20_000, "x" * 100_000, "", " ".join("tag" + str(n) for n in range(10_000))])
    assert ((found >= 0) & (found <= 1)).all()


@given(st.lists(st.floats(-30, 30), min_size=2, max_size=6), st.floats(0.1, 5), st.floats(-3, 3))
def test_relevance_rises_with_the_share_and_stays_between_0_and_1(
    logits: list[float], slope: float, height: float
) -> None:
    told = log_shares(np.array([logits]))
    found = relevance(told, np.zeros(1), (slope, height))[0]
    assert ((found >= 0) & (found <= 1)).all()
    order = np.argsort(told[0])
    assert (np.diff(found[order]) >= 0).all()


def test_trust_is_learnt_with_a_slope_that_rises(taught: Engine) -> None:
    assert taught.learnt.topics is not None
    assert taught.learnt.trust[0] > 0


def test_too_few_texts_teach_nothing() -> None:
    rows = unit(np.ones((10, 4), np.float32))
    assert learning.learn(rows, lambda some: np.zeros((10, 2)), (0, 1), np.zeros(10)) == Learnt()


def test_a_product_is_the_same_for_a_row_alone() -> None:
    rows = np.random.default_rng(0).normal(size=(700, 512)).astype(np.float32)
    columns = np.random.default_rng(1).normal(size=(512, 21)).astype(np.float32)
    together = product(rows, columns)
    assert all((product(rows[n : n + 1], columns)[0] == together[n]).all() for n in (0, 3, 511, 512, 699))


def test_phrases_are_found_as_whole_words_in_any_case() -> None:
    finder = Finder([["heat pump", "R290"], ["pump"]])
    assert finder.found("New HEAT-PUMP with r290!") == [("heat pump", [0]), ("pump", [1]), ("r290", [0])]
    assert finder.found("heat pumps") == []
    assert folded("  Ünder—way ") == " ünder way "
