"""How sure a share is: exact intervals, and verdicts of simulated channels."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sql.functions.binomial import share_bounds, verdict_turns


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
    threshold = data.draw(st.sampled_from([0.01, 0.05, 0.2, 0.5]))
    told = verdict_turns(pa.array([posts]), pa.array([threshold]), pa.array([0.95])).to_pylist()[0]
    answered = data.draw(st.integers(0, posts))
    low, high = bounds(answered, posts)
    assert (low > threshold) is (told["invest_from"] != -1 and answered >= told["invest_from"])
    assert (high < threshold) is (answered <= told["cull_to"])
