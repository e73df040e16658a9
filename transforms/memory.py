"""How strongly each memory counts: fitted to what this list wrote the week after, every four weeks, on what was there.

    the memories of a person at the end of a week -> what they wrote the week after
    discount                        how much of a post a topic is held back for what is new: the likeliest of a few
    to_list, to_long, to_middle     with how many posts a memory is drawn to the longer one: the likeliest of a few
    weights                         of three memories and of the list's last days: by expectation and maximisation,
                                    since each post is explained by one of them
    to_usual                        with how many returns a topic keeps its people as topics usually do: the likeliest
    dispersion                      r of the negative binomial of next week's counts: the likeliest of a few

A fit looks back at most twelve weeks and never ahead, so that the same posts give the same fit, and a post that is
removed leaves it. Where too little was written it is what was measured elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
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
LEAST_PERSON_WEEKS = 60
LEAST_POSTS = 20  # behind a person's shares: of who says less nothing can be learnt, see indicative_posts
MOST_PERSON_WEEKS = 4000  # a part of them, chosen by their digests, says as much
BEGIN = (0.15, 0.15, 0.65, 0.05)  # short, middle, long, list: before anything is known
BEGIN_WEIGHT = 100.0  # posts that this beginning counts for in a fit
DRAWN = {
    "discount": (0.3, 0.6, 0.8),
    "to_list": (2.0, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0),
    "to_long": (20.0, 80.0, 320.0),
    "to_middle": (20.0, 80.0, 320.0),
}
TO_USUAL = (0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 40.0, 80.0, 320.0)
BEGIN_TO_USUAL = 5.0
BEGIN_DRAWN = {"discount": 0.6, "to_list": 20.0, "to_long": 80.0, "to_middle": 80.0}
DISPERSIONS = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 10.0, 20.0)
LEAST_COUNTS = 200  # expected counts of at least one that a dispersion is fitted to
LEAST_RETURNS = 200.0  # expected in all before their dispersion is fitted
LIKELY = 0.8  # of the intervals
FIRST_STEP, LAST_STEP = -92, 152  # round(20 ln(0.01)), round(20 ln(2000)): see the macro count_step
# a change of any of these makes profiles anew
SETTINGS = (
    EVERY, LOOKS_BACK, LEAST_PERSON_WEEKS, LEAST_POSTS, MOST_PERSON_WEEKS, BEGIN, BEGIN_WEIGHT, DRAWN, BEGIN_DRAWN,
    TO_USUAL, BEGIN_TO_USUAL, LEAST_RETURNS, DISPERSIONS,
    LEAST_COUNTS, LIKELY,
)  # fmt: skip

# what some people remembered at the end of a week of each topic, and what they wrote of it the week after
_REMEMBERED = """
    with written as (
        select
            influencer_id, topic_id, monday(created_on) - 7 as week_start, sum(weight)::decimal(18, 6) as weight
        from marts._daily_topics
        where created_on >= $since::date + 7 and created_on < $until
        group by all
    ),
    -- people before their memories: these are summed of the few alone
    people as (
        select influencer_id, week_start
        from (
            select distinct p.influencer_id, p.week_start
            from marts.interest_profiles as p
            semi join written as w using (influencer_id, week_start)
            where p.week_start >= $since and p.week_start < $until and p.effective_posts >= $least
        )
        order by hash(influencer_id, week_start), influencer_id, week_start
        limit $most
    ),
    known as (
        select influencer_id, week_start, topic_id, _short_posts, _middle_posts, _long_posts
        from marts.interest_profiles as p
        semi join people using (influencer_id, week_start)
        where p.week_start >= $since and p.week_start < $until
    ),
    heard as (
        select
            influencer_id, week_start,
            sum(_short_posts)::decimal(18, 6) as all_short, sum(_middle_posts)::decimal(18, 6) as all_middle,
            sum(_long_posts)::decimal(18, 6) as all_long,
            sum(least(_long_posts, 0.3))::decimal(18, 6) as back_30,
            sum(least(_long_posts, 0.6))::decimal(18, 6) as back_60,
            sum(least(_long_posts, 0.8))::decimal(18, 6) as back_80
        from known
        group by all
    ),
    listed as (
        select topic_id, week_start, min(_listed) as listed, min(_listed_now) as listed_now
        from marts.interest_profiles
        where week_start >= $since and week_start < $until
        group by all
    )
    select
        p.influencer_id, p.week_start, w.topic_id,
        coalesce(k._short_posts, 0)::double as short, coalesce(k._middle_posts, 0)::double as middle,
        coalesce(k._long_posts, 0)::double as long,
        p.back_30::double as back_30, p.back_60::double as back_60, p.back_80::double as back_80,
        p.all_short::double as all_short, p.all_middle::double as all_middle, p.all_long::double as all_long,
        l.listed::double as listed, l.listed_now::double as listed_now,
        w.weight::double as written
    from heard as p
    join written as w using (influencer_id, week_start)
    left join known as k
        on k.influencer_id = p.influencer_id and k.week_start = p.week_start and k.topic_id = w.topic_id
    -- what nobody had ever written about, nobody could foretell
    join listed as l on l.topic_id = w.topic_id and l.week_start = p.week_start
    order by p.influencer_id, p.week_start, w.topic_id
"""
# what was expected of a week, and what came
_COUNTED = """
    select k.expected_posts::double as expected, coalesce(w.posts, 0)::double as written
    from marts.interest_profiles as k
    left join (
        select influencer_id, topic_id, monday(created_on) - 7 as week_start, sum(posts) as posts
        from marts._daily_topics
        where created_on >= $since and created_on < $until
        group by all
    ) as w using (influencer_id, topic_id, week_start)
    where k.week_start >= $since and k.week_start < $until::date - 7 and k.expected_posts >= 1
    order by hash(k.influencer_id, k.topic_id, k.week_start), k.influencer_id, k.topic_id, k.week_start
    limit 20000
"""
# how often people came back to each topic, and how often topics usually would have had them back
_RETURNED = """
    with topics as (
        select topic_id, min(_returns)::double as returns, min(_awaited) as awaited
        from marts.interest_profiles
        where week_start = $until::date - 7
        group by topic_id
    )
    select t.awaited * (a.returns + 1) / (a.awaited + 1) as expected, t.returns as written
    from topics as t
    cross join (
        select sum(returns::decimal(18, 6))::double as returns, sum(awaited)::double as awaited from topics
    ) as a
    where t.awaited > 0
    order by t.topic_id
"""


@dataclass(frozen=True, slots=True)
class Fit:
    """One row of marts.memory_weights."""

    window_from: date | None
    window_to: date | None
    person_weeks: int
    weights: tuple[float, ...]
    drawn: dict[str, float]
    to_usual: float
    dispersion: float


def begins(week: date) -> bool:
    """Whether a fit begins to hold in this week, on any calendar the same."""
    return week.toordinal() // 7 % EVERY == 0


def fit(con: duckdb.DuckDBPyConnection, week: date) -> Fit:
    """What profiles of `week` and the weeks after go by, from what was written before it."""
    since = week - LOOKS_BACK
    told = con.execute(
        _REMEMBERED, {"since": since, "until": week, "most": MOST_PERSON_WEEKS, "least": LEAST_POSTS}
    ).fetchnumpy()
    pairs = len(set(zip(told["influencer_id"].tolist(), told["week_start"].tolist(), strict=True)))
    if pairs < LEAST_PERSON_WEEKS:
        return Fit(None, None, pairs, BEGIN, BEGIN_DRAWN, BEGIN_TO_USUAL, 2.0)
    held = {name: np.asarray(told[name], dtype=np.float64) for name in _HELD}
    drawn = dict(BEGIN_DRAWN)
    weights, _ = _maximise(held, drawn)
    for name, candidates in DRAWN.items():
        tried = [(one, *_maximise(held, drawn | {name: one})) for one in candidates]
        best, weights, _ = max(tried, key=lambda each: each[2])
        drawn[name] = best
    returned = con.execute(_RETURNED, {"until": week}).fetchnumpy()
    is_enough = np.asarray(returned["expected"], dtype=np.float64).sum() >= LEAST_RETURNS
    to_usual = _likeliest(returned, TO_USUAL) if is_enough else BEGIN_TO_USUAL
    counted = con.execute(_COUNTED, {"since": since, "until": week}).fetchnumpy()
    dispersion = _likeliest(counted, DISPERSIONS) if len(counted["expected"]) >= LEAST_COUNTS else 2.0
    return Fit(since, week - timedelta(days=1), pairs, weights, drawn, to_usual, dispersion)


_HELD = ("short", "middle", "long", "all_short", "all_middle", "all_long", "listed", "listed_now", "written",
         "back_30", "back_60", "back_80")  # fmt: skip


def shares(held: Mapping[str, Doubles], drawn: Mapping[str, float]) -> Doubles:
    """What short, middle and long memory and the list say of each row: the macro interest_of, before it mixes."""
    of_a_post = drawn["discount"]
    held_back = held[f"back_{100 * of_a_post:.0f}"]
    long = held["long"] - np.minimum(held["long"], of_a_post) + (held_back + drawn["to_list"]) * held["listed"]
    long /= held["all_long"] + drawn["to_list"]
    middle = (held["middle"] + drawn["to_long"] * long) / (held["all_middle"] + drawn["to_long"])
    short = (held["short"] + drawn["to_middle"] * middle) / (held["all_short"] + drawn["to_middle"])
    return np.stack([short, middle, long, held["listed_now"]])


def _maximise(held: Mapping[str, Doubles], drawn: Mapping[str, float]) -> tuple[tuple[float, ...], float]:
    """The likeliest weights, and how likely what was written is with them."""
    told, written = shares(held, drawn), held["written"]
    begin = np.array(BEGIN)
    weights = begin
    for _ in range(25):
        mixed = np.maximum(np.einsum("k,kn->n", weights, told), 1e-12)
        each = weights * np.einsum("kn,n->k", told, written / mixed) + begin * BEGIN_WEIGHT
        weights = each / each.sum()
    rounded = np.round(weights, 4)
    likelihood = float((written * np.log(np.maximum(np.einsum("k,kn->n", rounded, told), 1e-12))).sum())
    return tuple(float(one) for one in rounded), likelihood


def _likeliest(counted: Mapping[str, Any], candidates: tuple[float, ...]) -> float:
    """The r of a negative binomial under which these counts are likeliest."""
    from scipy.special import gammaln  # type: ignore[import-untyped]

    mean, count = (np.asarray(counted[name], dtype=np.float64) for name in ("expected", "written"))

    def likelihood(r: float) -> float:
        chance = r / (r + mean)
        return float((gammaln(count + r) - gammaln(r) + r * np.log(chance) + count * np.log1p(-chance)).sum())

    return max(candidates, key=likelihood)


@cache
def bounds(dispersion: float) -> tuple[tuple[int, int, int, float], ...]:
    """(step, low, high, chance of at least one) for every step of expected posts.

    Of the intervals around the middle the one whose chance is nearest to LIKELY: counts leave no exact one.
    """
    rows = []
    for step in range(FIRST_STEP, LAST_STEP + 1):
        mean = float(np.exp(step / 20))
        p = dispersion / (dispersion + mean)
        below = np.concatenate([[0.0], np.cumsum(_chances(dispersion, p))])
        most = len(below) - 2
        lows = np.arange(int(np.searchsorted(below[1:], 0.5)) + 1)
        lows = lows[below[lows] <= 1 - LIKELY + 0.05]
        reached = np.minimum(np.searchsorted(below, below[lows] + LIKELY), most + 1)
        candidates = []
        for low, first in zip(lows.tolist(), reached.tolist(), strict=True):
            for after in (first - 1, first):
                if after <= low:
                    continue
                inside, above = float(below[after] - below[low]), float(1 - below[after])
                candidates.append((abs(inside - LIKELY) + abs(float(below[low]) - above) / 4, low, after - 1))
        _, low, high = min(candidates)
        rows.append((step, low, high, float(1 - below[1])))
    return tuple(rows)


def _chances(dispersion: float, p: float) -> Doubles:
    """Of each count of a negative binomial from 0 on, until all but one in ten thousand are there, and two more.

    scipy.stats says the same, but takes most of a second to import in a step that otherwise needs none of it.
    """
    from scipy.special import gammaln, nbdtrik

    counts = np.arange(int(np.ceil(nbdtrik(0.9999, dispersion, p))) + 3)
    logs = gammaln(counts + dispersion) - gammaln(dispersion) - gammaln(counts + 1)
    chances: Doubles = np.exp(logs + dispersion * np.log(p) + counts * np.log1p(-p))
    return chances


def keep(con: duckdb.DuckDBPyConnection, week: date, found: Fit) -> None:
    """Write a fit that holds from `week`."""
    import pyarrow as pa

    row = {
        "holds_from": week, "window_from": found.window_from, "window_to": found.window_to,
        "person_weeks": found.person_weeks, "to_usual": found.to_usual, "dispersion": found.dispersion, **found.drawn,
        **dict(zip(("short_weight", "middle_weight", "long_weight", "list_weight"), found.weights, strict=True)),
    }  # fmt: skip
    named = ", ".join(f"${name} as {name}" for name in row)
    con.execute(f"insert into marts.memory_weights by name select {named}", row)
    steps, lows, highs, chances = zip(*bounds(found.dispersion), strict=True)
    con.register("fitted_bounds", pa.table({"step": steps, "low": lows, "high": highs, "chance": chances}))
    con.execute(
        "insert into marts._count_bounds select $week, step, low, high, chance from fitted_bounds order by step",
        {"week": week},
    )
    con.unregister("fitted_bounds")
