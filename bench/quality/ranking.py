"""Would the order of reshares have been right? A year of 77 people's posts, each ranked before anybody had answered it.

Day by day: the day's posts are heard without their counts, ranked by the product's own models (sql/marts), and only
then are their counts and quotes told. So a post is scored knowing what earlier posts got, never what it will get.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from bench.quality.line import Line
from sql import warehouse
from transforms.reshare.ranking import HABITS, build, stage

TITLE = "Rank of reshares"
DATA = (
    "influencers/x_posts.parquet (77 people, 2020), replies left out, the first eight weeks as history. (a) area under "
    "the curve: will another listed person quote it? (b) final answers ÷ the author's median of 90 days, median of "
    "the ten best a day under the caps (2 a person). Intervals: bootstrap by week, 95 %, 2,000 draws (200 of the AUC)."
)
HISTORY = timedelta(weeks=8)
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
QUICK_DAYS = 42


def brand() -> Any:
    """A brand that may use X, has no words of its own, and lists ten posts, two a person."""
    hours = {"x": Decimal(2)}
    return SimpleNamespace(
        freshness_hours=hours, uses={"x": "individual"}, content_feeds=(), competitors=(),
        no_reshare=SimpleNamespace(people=(), words=(), competitors=False, content_warnings=True),
        reshare=SimpleNamespace(list_length=10, per_person=2, per_source=1000, per_topic=1000, no_repeat_days=30),
    )  # fmt: skip


def world(con: Any, shared: Path) -> None:
    """Everybody's posts as told at the end, in `told`; core is empty but for the people."""
    warehouse.create(con)
    con.execute(
        """
        create temp table told as
        select
            'x:' || post_id as post_id, post_id as native_id, 'x:' || lower(author_handle) as account_id,
            lower(author_handle) as handle, author_handle, any_value(influencer) as name,
            case when any_value(quoted_url) <> '' then 'quote' when any_value(text) similar to '@\\w.*' then 'reply'
                else 'original' end as kind,
            any_value(text) as text, any_value(created_at_utc)::timestamp as created_at, any_value(url) as url,
            max(like_count) as likes, max(reply_count) as replies, max(repost_count) as reposts,
            max(quote_count) as quotes,
            'x:' || nullif(regexp_extract(any_value(quoted_url), '/status/(\\d+)', 1), '') as quoted_id,
            addresses_in(any_value(text))[1] as link
        from read_parquet($file) group by all order by created_at
        """,
        {"file": str(shared / "influencers" / "x_posts.parquet")},
    )
    con.execute("""
        insert into core.influencers by name
        select distinct handle as influencer_id, handle as influencer_name, 2 as tier, false as is_opted_out,
            true as is_listed
        from told;
        insert into core.accounts by name
        select distinct account_id, 'x' as platform, handle, handle as influencer_id, false as is_brand,
            true as is_listed
        from told
    """)


def hear(con: Any, since: datetime, until: datetime) -> None:
    """The posts from `since` on, before anybody has answered them or knows who else shares their pages."""
    _insert_posts(con, since, until, "null::bigint", "post_id")


def tell(con: Any, since: datetime, until: datetime) -> None:
    """What became of them: their counts, their links, and who quoted whom."""
    for table in ("post_links", "post_media"):
        con.execute(
            f"delete from core.{table} where post_id in (select post_id from core.posts where created_at >= $since)",
            {"since": since},
        )
    con.execute("delete from core.posts where created_at >= $since", {"since": since})
    _insert_posts(con, since, until, "", "url_key(link)")
    con.execute(
        """
        insert into core.post_references by name
        select post_id, 1 as position, 'quoted' as relation, quoted_id as referenced_post_id, created_at
        from told where quoted_id is not null and created_at >= $since and created_at < $until
        """,
        {"since": since, "until": until},
    )


def _insert_posts(con: Any, since: datetime, until: datetime, counts: str, link_id: str) -> None:
    span = {"since": since, "until": until}
    con.execute(
        f"""
        insert into core.posts by name
        select post_id, 'x' as platform, native_id, account_id, author_handle, name as author_name, kind, text, url,
            created_at, 'told' as created_at_basis, '' as version_hash, false as is_edited, created_at as first_seen_at,
            created_at + interval 30 days as last_seen_at, '' as landed_file,
            {counts or "likes"} as likes, {counts or "replies"} as replies, {counts or "reposts"} as reposts,
            {counts or "quotes"} as quotes
        from told where created_at >= $since and created_at < $until
        """,
        span,
    )
    con.execute(
        f"""
        insert into core.post_links by name
        select post_id, 1 as position, link as url, {link_id} as link_id
        from told where link is not null and created_at >= $since and created_at < $until
        """,
        span,
    )


def score_all(con: Any, *, quick: bool) -> None:
    """`scored`: every post with its score at its own time, and what it stands beside."""
    config = SimpleNamespace(brand=brand())
    con.execute(
        "create temp table scored (post_id varchar, score double, usual double, past_mean double, day timestamp)"
    )
    begin = (FIRST + HISTORY).replace(tzinfo=None)
    tell(con, FIRST.replace(tzinfo=None), begin)
    for day in days(con, quick):
        since, until = day.replace(tzinfo=None), (day + timedelta(days=1)).replace(tzinfo=None)
        # habits are those of the evening before
        stage(con, config, day, ("staging.recent_posts", "staging.pickups"))
        build(con, HABITS)
        hear(con, since, until)
        # the whole day is ranked at its end, without what happened in it; how fresh a post was then is taken out again
        con.execute("set variable as_of = $as_of::timestamp", {"as_of": until})
        con.execute("create or replace temp table evening as from reshare_platforms")
        con.execute(
            "create or replace temp view reshare_platforms as "
            "select * replace (24::decimal(12, 4) as expires_hours) from evening"
        )
        warehouse.build(con, warehouse.order(("staging.shareable", "staging.already_shared", "staging.brand_topics")))
        build(con, ("marts.reshare_candidates",))
        con.execute("drop view reshare_platforms")
        con.execute(
            """
            insert into scored
            select c.post_id, c.score - w.rule_value * c.freshness_part, h.usual_answers, m.past_mean, $day
            from marts.reshare_candidates as c
            cross join (select rule_value from marts.reshare_rules where rule = 'freshness_part') as w
            left join marts.account_habits as h on h.account_id = c.author_account_id
            left join (
                select account_id, avg(answers_to(likes, replies, reposts, quotes)) as past_mean
                from core.posts where likes is not null and kind <> 'reply' group by all
            ) as m on m.account_id = c.author_account_id
            """,
            {"day": since},
        )
        tell(con, since, until)


def days(con: Any, quick: bool) -> Iterator[datetime]:
    (last,) = con.execute("select max(created_at) from told").fetchone()
    day, end = FIRST + HISTORY, last.replace(tzinfo=UTC)
    while day <= end and not (quick and day >= FIRST + HISTORY + timedelta(days=QUICK_DAYS)):
        yield day
        day += timedelta(days=1)


@dataclass(frozen=True)
class Scored:
    """Every ranked post, in the order of its time: arrays of one length."""

    score: Any
    past_mean: Any
    newest: Any
    is_quoted: Any
    ratio: Any
    day: Any
    week: Any
    person: Any


def read(con: Any) -> Scored:
    rows = con.execute("""
        with quoted as (
            select distinct q.quoted_id as post_id
            from told as q join told as p on p.post_id = q.quoted_id and p.account_id <> q.account_id
            where q.created_at > p.created_at
        )
        select
            s.score, coalesce(s.past_mean, 0) as past_mean, epoch(t.created_at) as newest,
            (q.post_id is not null)::integer as is_quoted,
            answers_to(t.likes, t.replies, t.reposts, t.quotes) / nullif(s.usual, 0) as ratio,
            epoch(s.day) / 86400 as day, (epoch(s.day) / 604800)::integer as week, t.account_id as person
        from scored as s join told as t using (post_id) left join quoted as q using (post_id)
        where t.kind <> 'reply'
        order by t.created_at, t.post_id
    """).fetchnumpy()
    return Scored(
        **{
            name: np.ma.filled(np.ma.asarray(values), np.nan) if name != "person" else np.asarray(values)
            for name, values in rows.items()
        }
    )


def auc(score: Any, label: Any) -> float:
    """The chance that a quoted post stands above one that is not; ties count half."""
    _, place, count = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    positives = label.sum()
    return float((ranks[label == 1].sum() - positives * (positives + 1) / 2) / (positives * (len(label) - positives)))


def best_of_days(scored: Scored, score: Any, *, most: int = 10, per_person: int = 2) -> dict[int, list[float]]:
    """The ratios of the best of each day under the caps, by week."""
    found: dict[int, list[float]] = {}
    order = np.lexsort((-score, scored.day))
    taken: dict[Any, int] = {}
    day, listed = None, 0
    for at in order:
        if scored.day[at] != day:
            day, listed, taken = scored.day[at], 0, {}
        if listed >= most or taken.get(scored.person[at], 0) >= per_person or np.isnan(scored.ratio[at]):
            continue
        listed += 1
        taken[scored.person[at]] = taken.get(scored.person[at], 0) + 1
        found.setdefault(int(scored.week[at]), []).append(float(scored.ratio[at]))
    return found


def rivals(scored: Scored) -> dict[str, Any]:
    rng = np.random.default_rng(7)
    return {
        "newest first": scored.newest,
        "author's past mean": scored.past_mean,
        "random": rng.random(len(scored.score)),
    }


def run(shared: Path, *, quick: bool) -> list[Line]:
    """Every line of the section."""
    with tempfile.TemporaryDirectory() as folder, warehouse.connect(Path(folder) / "rank.duckdb") as con:
        world(con, shared)
        score_all(con, quick=quick)
        scored = read(con)
    return [*_quoted(scored), *_best(scored), pace_helps()]


def _quoted(scored: Scored) -> Iterator[Line]:
    ours = auc(scored.score, scored.is_quoted)
    weeks = _weeks(scored)
    told = f"{len(scored.score):,} posts, {int(scored.is_quoted.sum()):,} quoted"
    for name, rival in rivals(scored).items():
        gaps = [
            auc(scored.score[drawn], scored.is_quoted[drawn]) - auc(rival[drawn], scored.is_quoted[drawn])
            for drawn in _draws(weeks)
        ]
        yield _gap(f"(a) AUC for being quoted ({told})", ours, name, auc(rival, scored.is_quoted), gaps)


def _best(scored: Scored) -> Iterator[Line]:
    ours = best_of_days(scored, scored.score)
    rng = np.random.default_rng(11)
    for name, rival in rivals(scored).items():
        theirs = best_of_days(scored, rival)
        weeks = sorted(ours.keys() & theirs.keys())
        gaps = []
        for _ in range(DRAWS):
            drawn = rng.choice(weeks, len(weeks))
            gaps.append(_median(ours, drawn) - _median(theirs, drawn))
        yield _gap(
            "(b) final answers ÷ usual, median of ten a day", _median(ours, weeks), name, _median(theirs, weeks), gaps
        )


DRAWS = 2000


def _weeks(scored: Scored) -> list[Any]:
    return [np.flatnonzero(scored.week == week) for week in np.unique(scored.week)]


def _draws(weeks: list[Any]) -> Iterator[Any]:
    rng = np.random.default_rng(5)
    for _ in range(DRAWS // 10):  # an AUC of a year's posts takes its time
        yield np.concatenate([weeks[at] for at in rng.integers(0, len(weeks), len(weeks))])


def _median(found: dict[int, list[float]], weeks: Any) -> float:
    return float(np.median([ratio for week in weeks for ratio in found[int(week)]]))


def _gap(what: str, ours: float, name: str, theirs: float, gaps: list[float]) -> Line:
    low, high = np.percentile(gaps, [2.5, 97.5])
    figure = f"{ours:.3f}, {low:+.3f} to {high:+.3f} against it"
    return Line(what, figure, f"{name}: {theirs:.3f}", "above, interval without 0", bool(low > 0))


def pace_helps() -> Line:
    """The sample's cascades: the last three weeks' posts two hours after they were published, with pace and without."""
    with warehouse.connect(":memory:") as con:
        warehouse.create(con)
        finals = _cascades(con)
        config = SimpleNamespace(brand=brand())
        config.brand.freshness_hours = {
            "bluesky": Decimal(4),
            "mastodon": Decimal(6),
            "x": Decimal(2),
            "youtube": Decimal(144),
        }
        config.brand.uses = dict.fromkeys(config.brand.freshness_hours, "individual")
        stage(con, config, NOW)
        build(con, (*HABITS, "marts.reshare_candidates"))
        rows = con.execute("""
            select c.post_id, c.score::double as score, (c.score - w.rule_value * c.pace_part)::double as without,
                c.usual_answers::double as usual
            from marts.reshare_candidates as c
            cross join (select rule_value from marts.reshare_rules where rule = 'pace_part') as w
            where c.usual_answers > 0 order by c.post_id
        """).fetchall()
    rows = [row for row in rows if row[0] in finals]
    score, without = (np.array([row[at] for row in rows]) for at in (1, 2))
    ratio = np.array([finals[row[0]] / row[3] for row in rows])
    rng = np.random.default_rng(3)
    gaps = []
    for _ in range(DRAWS):
        drawn = rng.integers(0, len(rows), len(rows))
        gaps.append(_rank_likeness(score[drawn], ratio[drawn]) - _rank_likeness(without[drawn], ratio[drawn]))
    what = f"Early pace: rank correlation with final ÷ usual, {len(rows)} posts of the sample two hours old"
    return _gap(what, _rank_likeness(score, ratio), "without pace", _rank_likeness(without, ratio), gaps)


def _rank_likeness(one: Any, other: Any) -> float:
    places = [np.argsort(np.argsort(values, kind="stable"), kind="stable") for values in (one, other)]
    return float(np.corrcoef(*places)[0, 1])


NOW = datetime(2026, 10, 26, 6, tzinfo=UTC)
_COUNTED = (1, 2, 4, 8, 24, 72, 168, 720)  # hours at which an earlier post was counted


def _cascades(con: Any) -> dict[str, int]:
    """The sample's posts in core: earlier ones with their counts over time, later ones as if published two hours ago.

    Returns what the later ones came to have, eight weeks on.
    """
    from sample.cascade import counts
    from sample.story import read_story

    finals: dict[str, int] = {}
    posts: list[tuple[Any, ...]] = []
    metrics: list[tuple[Any, ...]] = []
    split = NOW - timedelta(weeks=3)
    for post in read_story().posts.values():
        if post.kind not in ("post", "original", "quote", "video") or post.reply_to or post.repost:
            continue
        for platform, at in post.places.items():
            if platform not in ("bluesky", "mastodon", "x", "youtube"):
                continue
            post_id, account = f"{platform}:{post.post_id}", f"{platform}:{post.author.person_id}"
            kind = "quote" if post.quote else "video" if platform == "youtube" else "original"
            later = at >= split
            shown = NOW - timedelta(hours=2) if later else at
            seen = at + timedelta(hours=2) if later else NOW
            told = counts(post, platform, seen)
            posts.append(
                (post_id, platform, account, kind, str(post.told.get("text") or post.title), shown, *_four(told))
            )
            if later:
                finals[post_id] = sum(count or 0 for count in _four(counts(post, platform, at + timedelta(weeks=8))))
            else:
                for hours in _COUNTED:
                    if at + timedelta(hours=hours) < NOW:
                        moment = at + timedelta(hours=hours)
                        metrics.append((post_id, moment, *_four(counts(post, platform, moment))))
    _put(con, posts, metrics)
    return finals


def _four(told: dict[str, int]) -> tuple[int | None, ...]:
    return tuple(told.get(name) for name in ("likes", "replies", "reposts", "quotes"))


def _put(con: Any, posts: list[tuple[Any, ...]], metrics: list[tuple[Any, ...]]) -> None:
    plain = [(*row[:5], row[5].replace(tzinfo=None), *row[6:]) for row in posts]
    con.executemany(
        """
        insert into core.posts by name
        select $1 as post_id, $2 as platform, $1 as native_id, $3 as account_id, $3 as author_handle, $4 as kind,
            $5 as text,
            'https://sample.example/' || $1 as url, $6::timestamp as created_at, 'told' as created_at_basis,
            '' as version_hash, false as is_edited, $6::timestamp as first_seen_at,
            timestamp '2026-10-26 06:00' as last_seen_at, '' as landed_file,
            $7::bigint as likes, $8::bigint as replies, $9::bigint as reposts, $10::bigint as quotes
        """,
        plain,
    )
    con.executemany(
        """
        insert into core.post_metrics by name
        select $1 as post_id, $2::timestamp as counted_at, $3::bigint as likes, $4::bigint as replies,
            $5::bigint as reposts, $6::bigint as quotes
        """,
        [(row[0], row[1].replace(tzinfo=None), *row[2:]) for row in metrics],
    )
    con.execute("""
        insert into core.influencers by name
        select distinct split_part(account_id, ':', 2) as influencer_id,
            split_part(account_id, ':', 2) as influencer_name, 2 as tier, false as is_opted_out, true as is_listed
        from core.posts;
        insert into core.accounts by name
        select distinct account_id, platform, split_part(account_id, ':', 2) as handle,
            split_part(account_id, ':', 2) as influencer_id, false as is_brand, true as is_listed
        from core.posts
    """)
