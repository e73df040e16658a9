"""How sure a share is: exact intervals, the counts that turn a verdict, and how many posts a rule needs."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from sql.functions.binomial import posts_to_tell, share_bounds, verdict_turns


def bounds(answered: int, posts: int, confidence: float = 0.95) -> tuple[float, float]:
    told = share_bounds(pa.array([answered]), pa.array([posts]), pa.array([confidence])).to_pylist()[0]
    return told["low"], told["high"]


@pytest.mark.parametrize(
    ("answered", "posts", "low", "high"),
    [(0, 10, 0.0, 0.2848), (10, 10, 0.6571, 1.0), (5, 100, 0.0144, 0.1078), (0, 0, 0.0, 1.0)],
)
def test_the_ends_are_quantiles_of_beta_with_three_tenths_of_the_doubt_below(answered, posts, low, high):
    assert bounds(answered, posts) == pytest.approx((low, high), abs=0.0001)


@given(st.integers(0, 400), st.data())
@settings(deadline=None)
def test_the_turns_are_where_the_interval_leaves_the_threshold(posts, data):
    threshold = data.draw(st.sampled_from([0.01, 0.05, 0.2, 0.5]) | st.integers(1, 900).map(lambda each: each / 1000))
    confidence = data.draw(st.sampled_from([0.5, 0.8, 0.95, 0.999]))
    told = verdict_turns(pa.array([posts]), pa.array([threshold]), pa.array([confidence])).to_pylist()[0]
    answered = data.draw(st.integers(0, posts))
    low, high = bounds(answered, posts, confidence)
    assert (low > threshold) is (told["invest_from"] != -1 and answered >= told["invest_from"])
    assert (high < threshold) is (answered <= told["cull_to"])


def needed(threshold: float | None, confidence: float | None = 0.95) -> int | None:
    return posts_to_tell(pa.array([threshold], pa.float64()), pa.array([confidence], pa.float64())).to_pylist()[0]


def how_often(posts: int, threshold: float, confidence: float) -> float:
    """How often channels at half and at twice are told, by adding up every count's share; the rarer of both."""
    counts = np.arange(posts + 1)
    every = [pa.array(np.full(posts + 1, one)) for one in (posts, confidence)]
    ends = share_bounds(pa.array(counts), *every).to_pylist()
    culled = np.array([one["high"] < threshold for one in ends])
    invested = np.array([one["low"] > threshold for one in ends])
    at_half = binom.pmf(counts, posts, threshold / 2)[culled].sum()
    at_twice = binom.pmf(counts, posts, min(2 * threshold, 1))[invested].sum()
    return float(min(at_half, at_twice))


@given(st.integers(20, 900).map(lambda each: each / 1000), st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99]), st.data())
@settings(max_examples=60, deadline=None)
def test_from_posts_to_tell_on_four_in_five_are_told_and_one_post_before_they_are_not(threshold, confidence, data):
    posts = needed(threshold, confidence)
    assert how_often(posts, threshold, confidence) >= 0.8 - 1e-9
    assert how_often(posts + data.draw(st.integers(1, posts + 50)), threshold, confidence) >= 0.8 - 1e-9
    assert posts == 1 or how_often(posts - 1, threshold, confidence) < 0.8


def test_brand_yaml_tells_what_the_rule_it_ships_needs_and_what_others_do():
    text = (Path(__file__).parents[3] / "config" / "brand.yaml").read_text(encoding="utf-8")
    (said,) = re.findall(r"(?s)window must hold some (.+?); where", text)
    told = {int(share): int(posts) for posts, share in re.findall(r"(\d+)[^,\d]* at (\d+) %", said)}
    assert told == {share: needed(share / 100) for share in (10, 5, 20)}


@pytest.mark.parametrize(
    "rule", [(0.0001, 0.95), (None, 0.95), (0.1, None), (0.0, 0.95), (1.0, 0.95), (0.1, 1.0), (float("nan"), 0.95)]
)
def test_a_rule_that_is_out_of_reach_or_none_is_not_told(rule):
    assert needed(*rule) is None


def test_the_slowest_rules_that_brand_yaml_takes_are_told():
    assert needed(0.001, 0.999) == 54_447
    assert needed(0.9, 0.5) == 19
