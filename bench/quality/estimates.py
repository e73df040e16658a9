"""Five estimates of what somebody writes next week, held against what they wrote: the profile's and four simpler ones.

    judge(con)              every estimate on every person and week that counts -> figures, and how intervals held
    compare(name, judged)   ours beside the others, with the interval of what it gains
    held(coverage)          how many intervals of next week's count held

`con` holds the profiles of every week and a table `used` (person, item, day, uses, posts). People count alike: a figure
is the mean of people's means, and its interval comes from drawing people anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from bench.quality.line import Line

LAST = 4  # weeks of the baseline "own last 4 weeks"
FLOOR = 0.01
DRAWS = 2000
SHOWN = 2.80 / 1.96  # half an interval, times this: a true gain that leaves it above 0 in 80 of 100 samples of people


@dataclass
class Judged:
    """Figures of one estimate: a row a person and week."""

    people: list[str] = field(default_factory=list)
    ndcg: list[float] = field(default_factory=list)
    loss: list[float] = field(default_factory=list)


def judge(con: Any) -> tuple[dict[str, Judged], int, int]:
    """Every estimate on every person and week that counts."""
    # ties are broken by chance, for everybody in the same way
    told = con.execute("select distinct item from used order by md5(item)").fetchall()
    codes = {item: place for place, (item,) in enumerate(told)}
    items = len(codes)
    weekly = _by_week(con, codes)
    judged: dict[str, Judged] = {}
    own: dict[str, np.ndarray] = {}
    listed = np.zeros(items)
    recent: dict[str, list[np.ndarray]] = {}
    inside = rows = 0
    for week in sorted(weekly):
        now = weekly[week]
        ready = [one for one, uses in now.items() if one and own.get(one, np.zeros(1)).sum() >= 20 and uses.sum() >= 3]
        if ready:
            ours = _ours(con, week - timedelta(days=7), codes, set(ready))
            for one in sorted(ready):
                guesses = {
                    "profile": ours[one],
                    "everybody's average": listed / listed.sum(),
                    "own last week": _share(recent[one][-1]),
                    "own last 4 weeks": _share(sum(recent[one][-LAST:], np.zeros(items))),
                    "own all time": _share(own[one]),
                }
                for name, guess in guesses.items():
                    _note(judged.setdefault(name, Judged()), one, guess, now[one])
            kept, asked = _held(con, week - timedelta(days=7))
            inside, rows = inside + kept, rows + asked
        for one, uses in now.items():
            own[one] = own.get(one, np.zeros(items)) + uses
            listed = listed + uses
        for one in own:
            recent.setdefault(one, []).append(now.get(one, np.zeros(items)))
            del recent[one][:-LAST]
    return judged, inside, rows


def _by_week(con: Any, codes: dict[str, int]) -> dict[date, dict[str, np.ndarray]]:
    found: dict[date, dict[str, np.ndarray]] = {}
    (often,) = con.execute(
        "select list(person) from (select person from used group by person having sum(uses) >= 23)"
    ).fetchone()
    told = con.execute(
        "select monday(day), case when list_contains($often, person) then person else '' end, item, sum(uses) "
        "from used group by all order by all",
        {"often": often},
    ).fetchall()
    for week, person, item, uses in told:
        row = found.setdefault(week, {}).setdefault(person, np.zeros(len(codes)))
        row[codes[item]] += float(uses)
    return found


def _ours(con: Any, week: date, codes: dict[str, int], people: set[str]) -> dict[str, np.ndarray]:
    """What the profiles of a week say of everything: what a person never used goes by the same macros."""
    listed, now = np.zeros(len(codes)), np.zeros(len(codes))
    for item, share, share_now in con.execute(
        "select topic_id, any_value(_listed)::double, any_value(_listed_now)::double from marts.interest_profiles "
        "where week_start = $week group by all", {"week": week},
    ).fetchall():  # fmt: skip
        listed[codes[item]], now[codes[item]] = share, share_now
    unused = con.execute(
        """
        with fit as (
            select * from marts.memory_weights where holds_from <= $week order by holds_from desc limit 1
        ),
        people as (
            select influencer_id, sum(_short_posts) as short, sum(_middle_posts) as middle, sum(_long_posts) as long,
                sum(least(_long_posts, f.discount)) as held_back
            from marts.interest_profiles cross join fit as f
            where week_start = $week group by all
        )
        select p.influencer_id, f.list_weight::double,
            interest_of(0, p.short, 0, p.middle, remembered(0, p.long, p.held_back, 1, f.discount, f.to_list), 0,
                f.short_weight, f.middle_weight, f.long_weight, f.list_weight, f.to_middle, f.to_long)
        from people as p cross join fit as f
        """,
        {"week": week},
    ).fetchall()
    guesses = {one: part * listed + weight * now for one, weight, part in unused if one in people}
    for one, item, share in con.execute(
        "select influencer_id, topic_id, interest_share::double from marts.interest_profiles where week_start = $week",
        {"week": week},
    ).fetchall():
        if one in people:
            guesses[one][codes[item]] = share
    return guesses


def _held(con: Any, week: date) -> tuple[int, int]:
    """How many counts of the week after lay in their interval, of how many where at least 2 were expected."""
    kept, asked = con.execute(
        """
        select count(*) filter (coalesce(u.posts, 0) between p.low_posts and p.high_posts), count(*)
        from marts.interest_profiles as p
        left join (
            select person, item, sum(posts) as posts from used where monday(day) = $week::date + 7 group by all
        ) as u on u.person = p.influencer_id and u.item = p.topic_id
        where p.week_start = $week and p.expected_posts >= 2
        """,
        {"week": week},
    ).fetchone()
    return kept, asked


def _share(uses: np.ndarray) -> np.ndarray:
    return uses / uses.sum() if uses.sum() > 0 else np.full(len(uses), 1 / len(uses))


def _note(judged: Judged, person: str, guess: np.ndarray, written: np.ndarray) -> None:
    first = np.argsort(-guess, kind="stable")[:5]
    worth = 1 / np.log2(np.arange(2, 7))
    best = np.sort(written)[::-1][:5]
    floored = (1 - FLOOR) * guess + FLOOR / len(guess)
    judged.people.append(person)
    judged.ndcg.append(float((written[first] * worth[: len(first)]).sum() / (best * worth[: len(best)]).sum()))
    judged.loss.append(float(-(written * np.log(floored)).sum() / written.sum()))


def compare(name: str, judged: dict[str, Judged]) -> list[Line]:
    """Ours, and beside it each simpler estimate with the interval of what ours gains."""
    ours = judged["profile"]
    lines = []
    measures: list[tuple[str, Callable[[Judged], list[float]], int]] = [
        ("NDCG@5", lambda one: one.ndcg, 1), ("log-loss", lambda one: one.loss, -1),
    ]  # fmt: skip
    for measure, values, sign in measures:
        for other, theirs in judged.items():
            if other == "profile":
                continue
            gain = sign * (np.array(values(ours)) - np.array(values(theirs)))
            low, high = _interval(gain, ours.people)
            lines.append(
                Line(
                    f"{name}: {measure}, {len(ours.people):,} weeks of {len(set(ours.people))} people",
                    f"{_mean(values(ours), ours.people):.4f}",
                    f"{other} {_mean(values(theirs), theirs.people):.4f}; better by {low:+.4f} to {high:+.4f}",
                    "above 0",
                    low > 0,
                )
            )
            if low <= 0:
                least = (high - low) / 2 * SHOWN
                who = f"{len(set(ours.people))} people"
                lines.append(Line(f"{name}: the least gain in {measure} that {who} show 4 times in 5", f"{least:.4f}"))
    return lines


def held(coverage: dict[str, list[int]]) -> Line:
    """Of all kinds together, and of each."""
    inside, rows = (sum(counts) for counts in zip(*coverage.values(), strict=True))
    share = inside / max(rows, 1)
    told = "; ".join(f"{name} {own / max(asked, 1):.3f} of {asked:,}" for name, (own, asked) in coverage.items())
    what = "80 % intervals of next week's count that held, where at least 2 were expected"
    return Line(what, f"{share:.3f} of {rows:,}", told, "0.75 to 0.85", 0.75 <= share <= 0.85)


def _means(values: Any, people: list[str]) -> np.ndarray:
    names, codes = np.unique(people, return_inverse=True)
    return np.bincount(codes, weights=np.asarray(values)) / np.bincount(codes, minlength=len(names))


def _mean(values: list[float], people: list[str]) -> float:
    return float(_means(values, people).mean())


def _interval(gain: np.ndarray, people: list[str]) -> tuple[float, float]:
    """95 of 100 draws of people lie between."""
    means = _means(gain, people)
    chance = np.random.default_rng(20201129)
    draws = means[chance.integers(0, len(means), (DRAWS, len(means)))].mean(axis=1)
    low, high = np.percentile(draws, [2.5, 97.5])
    return float(low), float(high)
