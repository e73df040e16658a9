"""Are copies of one message on several platforms known for one voice, and nothing else?

Real posts of the same people on X and Instagram. The truth is measured apart from the product: of every pair within
three days, how much of the shorter text stands word for word, in order, in the longer (matching blocks of difflib). The
product's own models look for copies. For false pairs the same posts are moved: each person's Instagram posts by a
shift of more than thirty days, so that who is paired then was never near in time.
"""

from __future__ import annotations

import tempfile
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from bench.quality.line import Line, at_least
from sql import warehouse

TITLE = "Cross-posts"
DATA = (
    "influencers: X and Instagram posts of the same people, 2020 to 2021. True: within three days, at least 80 % of "
    "the words of the shorter text stand in order in the longer, and it has at least 4 (of fewer, equal texts alone "
    "are copies). False: found among posts of one person more than 30 days apart."
)
SHIFTS = (45, 90, 180)  # days

_POSTS = """
    create or replace table people_posts as
    with posts as (
        select 'x:' || post_id as post_id, influencer, 'x' as platform, created_at_utc::timestamp as created_at, text
        from read_parquet($x)
        where influencer in (select influencer from read_parquet($ig))
        union all
        select 'ig:' || post_id, influencer, 'instagram', created_at_utc::timestamp, text from read_parquet($ig)
    )
    select * exclude (text), words_of(text) as words, len(list_distinct(words_of(text))) as different from posts
"""
_WORDS = """
    create or replace table staging.voice_words as
    select row_number() over (order by created_at, post_id) as number, *
    from (
        select post_id, influencer as influencer_id, platform || ':' || influencer as account_id,
            'individual' as uses, created_at + to_days(case when platform = 'x' then 0 else $shift end) as created_at,
            len(words) as words, word_pairs(words) as pairs, null::varchar as page_id
        from people_posts
    )
"""
# all pairs of one person's posts on both platforms within three days, one of them moved by so many days. Joined by
# spans of three days and those beside them, or every post of a person would be held against every other
_PAIRED = """
    with posts as (
        select *, epoch(created_at + to_days(case when platform = 'x' then 0 else $shift end))::bigint as second
        from people_posts
    )
    select {columns}
    from (select *, second // 259200 as span from posts where platform = 'x') as a
    join (
        select *, unnest([second // 259200 - 1, second // 259200, second // 259200 + 1]) as span
        from posts where platform = 'instagram'
    ) as b
        on a.influencer = b.influencer and a.span = b.span
    where abs(a.second - b.second) <= 259200
"""
# those that may be true: half of the shorter's different words, in whatever order, must stand in the longer
_MAY_BE_TRUE = """
    and least(len(a.words), len(b.words)) >= 1
    and len(list_intersect(a.words, b.words)) >= 0.5 * least(a.different, b.different)
"""


def run(shared: Path, *, quick: bool = False) -> list[Line]:
    """Recall among true pairs, and false pairs among posts far apart."""
    folder = shared / "influencers"
    with tempfile.TemporaryDirectory() as home, warehouse.connect(Path(home) / "w.duckdb") as con:
        warehouse.create(con)
        con.execute(_POSTS, {"x": str(folder / "x_posts.parquet"), "ig": str(folder / "instagram_posts.parquet")})
        if quick:
            con.execute("delete from people_posts where hash(influencer) % 6 <> 0")
        found = _found(con, 0)
        true = {pair: words for *pair_, words in _true(con) for pair in [frozenset(pair_)]}
        lines = _recall(found, true)
        near = _count(con, 0)
        false = asked = 0
        for shift in SHIFTS:
            false += len(_found(con, shift))
            asked += _count(con, shift)
    lines.append(
        Line(
            "pairs found among one person's posts over 30 days apart", f"{false / max(asked, 1):.5f} of {asked:,}",
            f"within three days {len(found) / max(near, 1):.5f} of {near:,}", "under 0.01", false < 0.01 * asked,
        )
    )  # fmt: skip
    share = false / len(SHIFTS) / max(len(found), 1)
    lines.append(Line("the same as a share of all pairs found", f"{share:.4f}", "", "under 0.01", share < 0.01))
    return lines


def _count(con: Any, shift: int) -> int:
    """How many pairs there are to be right or wrong about."""
    (pairs,) = con.execute(_PAIRED.format(columns="count(*)"), {"shift": shift}).fetchone()
    return int(pairs)


def _found(con: Any, shift: int) -> set[frozenset[str]]:
    """Pairs that the product's model takes for copies, with one platform moved by so many days."""
    con.execute(_WORDS, {"shift": shift})
    con.execute("set variable slice_from = timestamp '1970-01-01'")
    statement = warehouse.models()["staging.voice_pairs"].statements[0]
    return {frozenset(pair) for pair in con.execute(f"select post_id, copy_of from ({statement})").fetchall()}


def _true(con: Any) -> list[tuple[str, str, int]]:
    """Pairs of which the shorter text stands to four fifths in the longer, and its number of words."""
    true = []
    near = _PAIRED.format(columns="a.post_id, b.post_id, a.words, b.words") + _MAY_BE_TRUE
    for one, other, words, others in con.execute(near, {"shift": 0}).fetchall():
        shorter, longer = sorted((words, others), key=len)
        blocks = SequenceMatcher(None, longer, shorter, autojunk=False).get_matching_blocks()
        if sum(block.size for block in blocks) >= 0.8 * len(shorter):
            true.append((one, other, len(shorter)))
    return true


def _recall(found: set[frozenset[str]], true: dict[frozenset[str], int]) -> list[Line]:
    told = [pair for pair, words in true.items() if words >= 4]
    lines = [
        at_least(f"recall among {len(told):,} true pairs", sum(one in found for one in told) / max(len(told), 1), 0.95)
    ]
    short = [pair for pair, words in true.items() if words < 4]
    share = sum(one in found for one in short) / max(len(short), 1)
    lines.append(Line(f"recall where the shorter has 1 to 3 words, {len(short):,} pairs", f"{share:.3f}"))
    return lines
