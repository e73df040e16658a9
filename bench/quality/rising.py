"""Do phrases that rose stay up? The first twenty of each week, held against the week after.

The product's own models count phrases and tell which rose. A phrase is judged that stands in at least 80 posts of the
year, was used by at least five people and in at least ten posts of its week; it has stayed when it is still at twice
its mean of the eight weeks before, by at least five people. Beside: the same phrases ranked by how often they were
used, and in an order of chance. Intervals come from drawing weeks anew.
"""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bench.quality.line import Line
from sql import warehouse
from transforms import weeks

TITLE = "Rising phrases"
DATA = (
    "influencers: X posts until 29 November 2020; phrases of up to three words in at least 80 posts, at least 5 people "
    "and 10 posts in their week. Stayed: twice the mean of the 8 weeks before and 5 people, or more, a week later."
)
FIRST = 20
WEEKS_BEFORE = 8
DRAWS = 2000

_POSTS = """
    insert into core.posts by name
    select
        post_id, 'x' as platform, post_id as native_id, 'x:' || author_handle as account_id, 'original' as kind, text,
        created_at_utc::timestamp as created_at, 'told' as created_at_basis, md5(text) as version_hash,
        false as is_edited, created_at_utc::timestamp as first_seen_at, created_at_utc::timestamp as last_seen_at,
        'x' as landed_file
    from read_parquet($x)
    where created_at_utc < '2020-11-30'
"""
_VOICES = """
    insert into marts.post_voices by name
    select
        p.post_id, x.influencer as influencer_id, p.account_id, p.platform, 'individual' as uses, p.kind, p.created_at,
        p.created_at::date as created_on, monday(p.created_at::date) as week_start, 1 as weight, p.post_id as voice_id,
        true as is_voice, true as is_personal
    from core.posts as p join (select post_id, influencer from read_parquet($x)) as x using (post_id)
    order by p.created_at, p.post_id
"""
# every phrase that may be judged in a week, what became of it, and where ours stands
_JUDGED = """
    with often as (
        select phrase from marts._weekly_phrases group by phrase having sum(posts) >= 80
    ),
    candidates as (
        select p.week_start, p.phrase, p.posts, coalesce(sum(b.posts), 0) / $weeks as before
        from marts._weekly_phrases as p
        left join marts._weekly_phrases as b
            on b.phrase = p.phrase and b.week_start between p.week_start - 7 * $weeks::integer and p.week_start - 7
        where p.posts >= 10 and p.people >= 5 and p.phrase in (select phrase from often)
            and p.week_start >= $since and p.week_start < $until
        group by all
    )
    select c.week_start, c.phrase, c.posts, r.rank,
        coalesce(a.people >= 5 and a.posts >= 2 * c.before, false) as has_stayed
    from candidates as c
    left join marts.rising_phrases as r using (week_start, phrase)
    left join marts._weekly_phrases as a on a.phrase = c.phrase and a.week_start = c.week_start + 7
    order by c.week_start, c.phrase
"""


def run(shared: Path, *, quick: bool = False) -> list[Line]:
    """Precision of the first twenty, ours and two simpler ways."""
    with tempfile.TemporaryDirectory() as folder, warehouse.connect(Path(folder) / "w.duckdb") as con:
        warehouse.create(con)
        told = _counted(con, str(shared / "influencers" / "x_posts.parquet"), quick=quick)
    ours, raw, chance = (np.array(one) for one in zip(*told.values(), strict=True))
    figure = float(ours.mean())
    lines = [
        Line(
            f"precision of the first {FIRST}, {len(ours)} weeks", f"{figure:.3f}",
            f"by how often {raw.mean():.3f}, by chance {chance.mean():.3f}", "at least 0.42", figure >= 0.42,
        )
    ]  # fmt: skip
    for name, other in (("how often they were used", raw), ("chance", chance)):
        low, high = _interval(ours - other)
        lines.append(Line(f"better than by {name}", f"{low:+.3f} to {high:+.3f}", "", "above 0", low > 0))
    return lines


def _counted(con: Any, file: str, *, quick: bool) -> dict[date, tuple[float, float, float]]:
    """Week -> precision of ours, by count, by chance."""
    con.execute(_POSTS, {"x": file})
    con.execute(_VOICES, {"x": file})
    first, last = con.execute("select min(week_start), max(week_start) from marts.post_voices").fetchone()
    if quick:
        first = last - timedelta(weeks=WEEKS_BEFORE + 5)
        con.execute("delete from marts.post_voices where week_start < $first", {"first": first})
    week = first
    while week <= last:
        con.execute("set variable week = $week::date", {"week": week})
        warehouse.build(con, warehouse.order(weeks.PHRASES))
        week += timedelta(days=7)
    since = first + timedelta(weeks=WEEKS_BEFORE)
    rows = con.execute(_JUDGED, {"weeks": WEEKS_BEFORE, "since": since, "until": last}).fetchall()
    found: dict[date, list[tuple[str, int, int | None, bool]]] = {}
    for week_start, *row in rows:
        found.setdefault(week_start, []).append(tuple(row))
    return {week_start: _precision(candidates) for week_start, candidates in found.items() if len(candidates) >= FIRST}


def _precision(candidates: list[tuple[str, int, int | None, bool]]) -> tuple[float, float, float]:
    stayed = np.array([one[3] for one in candidates], dtype=float)
    ranks = np.array([one[2] or np.inf for one in candidates])
    ours = stayed[[place for place in np.argsort(ranks, kind="stable")[:FIRST] if np.isfinite(ranks[place])]]
    raw = stayed[np.argsort([-one[1] for one in candidates], kind="stable")[:FIRST]]
    return float(ours.mean()) if len(ours) else 0.0, float(raw.mean()), float(stayed.mean())


def _interval(gain: np.ndarray) -> tuple[float, float]:
    chance = np.random.default_rng(20201129)
    draws = gain[chance.integers(0, len(gain), (DRAWS, len(gain)))].mean(axis=1)
    low, high = np.percentile(draws, [2.5, 97.5])
    return float(low), float(high)
