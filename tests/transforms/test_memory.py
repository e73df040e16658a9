"""A fit tells fickle people from faithful ones, and an interval holds what it says."""

from __future__ import annotations

import numpy as np
import pytest

from transforms import memory


def held(weeks=400, seed=3):
    """Memories of people over 10 topics, and shares of the list, as the query gives them: a row a topic written about."""
    chance = np.random.default_rng(seed)
    names = ("short", "middle", "long", "all_short", "all_middle", "all_long", "listed", "listed_now", "written")
    return chance, {name: np.zeros(weeks) for name in names}


def filled(by):
    """What is written next follows one memory: `by`."""
    chance, told = held()
    for name in ("short", "middle", "long"):
        told[name] = chance.uniform(0, 1, len(told[name]))
        told[f"all_{name}"] = np.full(len(told[name]), 100.0)
        told[name] *= 20
    told["listed"][:] = told["listed_now"][:] = 0.1
    told["written"] = np.round(told[by])
    for part in (30, 60, 80):
        told[f"back_{part}"] = np.full(len(told["long"]), part / 100 * 10)
    return told


@pytest.mark.parametrize(("by", "place"), [("short", 0), ("long", 2)])
def test_the_memory_that_foretells_gets_the_weight(by, place):
    drawn = {"discount": 0.3, "to_list": 5.0, "to_long": 5.0, "to_middle": 5.0}
    weights, _ = memory._maximise(filled(by), drawn)
    assert weights[place] == max(weights)
    assert sum(weights) == pytest.approx(1, abs=3e-4)


def test_a_fit_says_the_same_of_the_same():
    told = filled("middle")
    drawn = dict(memory.BEGIN_DRAWN)
    assert memory._maximise(told, drawn) == memory._maximise(told, drawn)


@pytest.mark.parametrize("dispersion", [0.5, 2.0, 20.0])
def test_intervals_of_counts_hold_as_often_as_they_say(dispersion):
    from scipy.stats import nbinom

    inside = []
    for step, low, high, least in memory.bounds(dispersion):
        mean = np.exp(step / 20)
        told = nbinom(dispersion, dispersion / (dispersion + mean))
        assert low <= high
        assert least == pytest.approx(1 - told.pmf(0), abs=1e-9)
        if 2 <= mean <= 200:
            inside.append(told.cdf(high) - told.cdf(low - 1))
    assert 0.77 <= np.mean(inside) <= 0.84


def test_fits_begin_in_the_same_weeks_on_any_calendar():
    from datetime import date, timedelta

    monday = date(2026, 6, 1)
    begun = [memory.begins(monday + timedelta(weeks=week)) for week in range(12)]
    assert sum(begun) == 3


@pytest.mark.parametrize("spread", [1.0, 20.0])
def test_where_topics_are_unlike_each_other_few_returns_are_believed(spread):
    """Topics keep their people `gamma(spread)` times as well as usual: that is what the fit finds."""
    chance = np.random.default_rng(5)
    expected = chance.uniform(2, 60, 400)
    returns = chance.poisson(expected * chance.gamma(spread, 1 / spread, 400))
    found = memory._likeliest({"expected": expected, "written": returns}, memory.TO_USUAL)
    assert spread / 2 <= found <= spread * 2
