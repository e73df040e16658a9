"""How strongly each memory counts: fitted to what this list wrote the week after, every four weeks, on what was there.

    the memories of a person at the end of a week -> what they wrote the week after
    weights of the three memories   by expectation and maximisation, since a post is explained by one of them
    prior_posts                     how many posts the list's average weighs, the likeliest of a few
    dispersion                      r of the negative binomial of next week's counts, the likeliest of a few

A fit looks back at most twelve weeks and never ahead, so that the same posts give the same fit, and a post that is
removed leaves it. Where too little was written it is what was measured elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import duckdb

Doubles = npt.NDArray[np.float64]

EVERY = 4  # weeks a fit holds
LOOKS_BACK = timedelta(weeks=12)
LEAST_PERSON_WEEKS = 200
BEGIN = np.array([0.2, 0.3, 0.5])  # short, middle, long: before anything is known
BEGIN_WEIGHT = 100.0  # posts that this beginning counts for in a fit
PRIORS = (5.0, 10.0, 20.0, 40.0, 80.0, 160.0)
DISPERSIONS = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 10.0, 20.0)
LIKELY = 0.8  # of the intervals
FIRST_STEP, LAST_STEP = -92, 152  # round(20 ln(0.01)), round(20 ln(2000)): see the macro count_step
# a change of any of these makes profiles anew
SETTINGS = (EVERY, LOOKS_BACK, LEAST_PERSON_WEEKS, BEGIN.tolist(), BEGIN_WEIGHT, PRIORS, DISPERSIONS, LIKELY)

# what each person remembered at the end of a week of each topic, and what they wrote of it the week after
_REMEMBERED = """
    with known as (
        select
            influencer_id, topic_id, week_start, _short_posts as short, _middle_posts as middle, _long_posts as long,
            expected_posts,
            sum(_short_posts) over person as all_short, sum(_middle_posts) over person as all_middle,
            sum(_long_posts) over person as all_long
        from marts.interest_profiles
        where week_start >= $since and week_start < $until::date - 7
        window person as (partition by influencer_id, week_start)
    ),
    listed as (
        select
            topic_id, week_start, list_share(sum(short), any_value(all_short), sum(long), any_value(all_long)) as share
        from (
            select
                topic_id, week_start, short, long,
                sum(short) over week as all_short, sum(long) over week as all_long
            from known
            window week as (partition by week_start)
        )
        group by all
    ),
    written as (
        select
            influencer_id, topic_id, monday(created_on) - 7 as week_start, sum(weight) as weight, sum(posts) as posts
        from marts._daily_topics
        where created_on >= $since and created_on < $until
        group by all
    ),
    people as (
        select influencer_id, week_start, any_value(all_long) as all_long from known group by all
    )
    select
        p.influencer_id, p.week_start, topic_id,
        k.short / nullif(k.all_short, 0) as short, k.middle / nullif(k.all_middle, 0) as middle,
        k.long / k.all_long as long, p.all_long::double as posts, l.share,
        w.weight::double as weight, w.posts::double as written, k.expected_posts::double as expected
    from known as k
    full join written as w using (influencer_id, topic_id, week_start)
    join people as p using (influencer_id, week_start)
    left join listed as l using (topic_id, week_start)
    order by p.influencer_id, p.week_start, topic_id
"""


@dataclass(frozen=True, slots=True)
class Fit:
    """One row of marts.memory_weights."""

    window_from: date | None
    window_to: date | None
    person_weeks: int
    weights: tuple[float, float, float]
    prior_posts: float
    dispersion: float


def begins(week: date) -> bool:
    """Whether a fit begins to hold in this week, on any calendar the same."""
    return week.toordinal() // 7 % EVERY == 0


def fit(con: duckdb.DuckDBPyConnection, week: date) -> Fit:
    """What profiles of `week` and the weeks after go by, from what was written before it."""
    since = week - LOOKS_BACK
    found = con.execute(_REMEMBERED, {"since": since, "until": week}).fetchnumpy()
    told = {name: _plain(found[name]) for name in ("short", "middle", "long", "posts", "share", "weight", "written")}
    expected = _plain(found["expected"])
    wrote = told["weight"] > 0
    pairs = {(who, when) for who, when in zip(found["influencer_id"][wrote], found["week_start"][wrote], strict=True)}
    begin = Fit(None, None, len(pairs), (BEGIN[0], BEGIN[1], BEGIN[2]), 80.0, 2.0)
    if len(pairs) < LEAST_PERSON_WEEKS:
        return begin
    listed = np.where(told["share"] > 0, told["share"], 1e-6)[wrote]
    own = np.stack([told[name] for name in ("short", "middle", "long")])[:, wrote]
    silent = np.isnan(_raw(found["short"])) & (told["long"] > 0)
    # a memory that holds nothing gives its weight to the longer ones, as in mixed_share
    own[0] = np.where(silent[wrote], own[1], own[0])
    best = max(
        (_maximise(own, listed, told["posts"][wrote], told["weight"][wrote], prior) for prior in PRIORS),
        key=lambda one: one[0],
    )
    _, weights, prior = best
    return Fit(since, week - timedelta(days=1), len(pairs), weights, prior, _dispersion(expected, told["written"]))


def _maximise(
    own: Doubles, listed: Doubles, posts: Doubles, written: Doubles, prior: float
) -> tuple[float, tuple[float, float, float], float]:
    """The likeliest weights where the list weighs `prior` posts, and how likely what was written is with them."""
    trust = posts / (posts + prior)
    weights = BEGIN.copy()
    for _ in range(60):
        parts = weights[:, None] * own * trust
        each = (parts / (parts.sum(axis=0) + (1 - trust) * listed) * written).sum(axis=1) + BEGIN * BEGIN_WEIGHT
        weights = each / each.sum()
    weights = np.round(weights, 4)
    chance = (weights[:, None] * own).sum(axis=0) * trust + (1 - trust) * listed
    likelihood = float((written * np.log(np.maximum(chance, 1e-12))).sum())
    return likelihood, (float(weights[0]), float(weights[1]), float(weights[2])), prior


def _dispersion(expected: Doubles, written: Doubles) -> float:
    """The likeliest r where at least a post was expected; 2 where that was too seldom to tell."""
    from scipy.special import gammaln

    judged = expected >= 1
    if int(judged.sum()) < LEAST_PERSON_WEEKS:
        return 2.0
    mean, count = expected[judged], np.round(written[judged])

    def likelihood(r: float) -> float:
        chance = r / (r + mean)
        return float((gammaln(count + r) - gammaln(r) + r * np.log(chance) + count * np.log1p(-chance)).sum())

    return max(DISPERSIONS, key=likelihood)


@cache
def bounds(dispersion: float) -> tuple[tuple[int, int, int, float], ...]:
    """(step, low, high, chance of at least one) for every step of expected posts.

    Of the intervals around the middle the one whose chance is nearest to LIKELY: counts leave no exact one.
    """
    from scipy.stats import nbinom

    rows = []
    for step in range(FIRST_STEP, LAST_STEP + 1):
        mean = float(np.exp(step / 20))
        p = dispersion / (dispersion + mean)
        most = int(nbinom.ppf(0.9999, dispersion, p)) + 2
        below = np.concatenate([[0.0], np.cumsum(nbinom.pmf(np.arange(most + 1), dispersion, p))])
        lows = np.arange(int(np.searchsorted(below[1:], 0.5)) + 1)
        lows = lows[below[lows] <= 1 - LIKELY + 0.05]
        reached = np.minimum(np.searchsorted(below, below[lows] + LIKELY), most + 1)
        candidates = []
        for low, first in zip(lows, reached, strict=True):
            for after in (first - 1, first):
                if after <= low:
                    continue
                inside, above = below[after] - below[low], 1 - below[after]
                candidates.append((abs(inside - LIKELY) + abs(below[low] - above) / 4, int(low), int(after) - 1))
        _, low, high = min(candidates)
        rows.append((step, low, high, float(1 - below[1])))
    return tuple(rows)


def keep(con: duckdb.DuckDBPyConnection, week: date, found: Fit) -> None:
    """Write a fit that holds from `week`."""
    import pyarrow as pa

    con.execute(
        "insert into marts.memory_weights values ($week, $since, $until, $pairs, $short, $middle, $long, $prior, $r)",
        {
            "week": week, "since": found.window_from, "until": found.window_to, "pairs": found.person_weeks,
            "short": found.weights[0], "middle": found.weights[1], "long": found.weights[2],
            "prior": found.prior_posts, "r": found.dispersion,
        },
    )  # fmt: skip
    steps, lows, highs, chances = zip(*bounds(found.dispersion), strict=True)
    con.register("fitted_bounds", pa.table({"step": steps, "low": lows, "high": highs, "chance": chances}))
    con.execute(
        "insert into marts._count_bounds select $week, step, low, high, chance from fitted_bounds order by step",
        {"week": week},
    )
    con.unregister("fitted_bounds")


def _plain(column: Any) -> Doubles:
    """A column of a result as doubles, 0 where it is NULL."""
    return np.nan_to_num(_raw(column), nan=0.0)


def _raw(column: Any) -> Doubles:
    filled: Doubles = np.ma.filled(np.ma.asarray(column, dtype=np.float64), np.nan)
    return filled
