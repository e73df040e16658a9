"""Verdicts on channels whose true rate is known: right where it is far from the threshold, silent where it is near.

Channels are simulated: so many posts, each answered with the channel's rate, judged by the same functions as
marts.channel_verdicts. `possible` is the best that any rule could do that judges at most 5 % wrongly at the threshold.
"""

from __future__ import annotations

from pathlib import Path

from bench.quality.line import Line

TITLE = "Verdicts on channels"
DATA = "simulated, 4,000 channels a line"
CHANNELS = 4000
THRESHOLDS = (0.05, 0.10, 0.20)
_JUDGE = """
    select verdict_of(posts, ends.low, ends.high, $threshold, 30) as verdict, count(*) as channels
    from (select posts, share_bounds(answered, posts, 0.95::double) as ends from channels)
    group by all
"""


def run(shared: Path, *, quick: bool = False) -> list[Line]:  # noqa: ARG001 - simulated
    from sql import warehouse

    channels = CHANNELS // 4 if quick else CHANNELS
    with warehouse.connect(":memory:") as con:
        judged = lambda posts, rate, threshold: _judged(con, posts, rate, threshold, channels)  # noqa: E731
        return [*_far(judged), *_near(judged), *_few(judged)]


def _judged(con, posts, rate, threshold, channels):  # type: ignore[no-untyped-def]
    """Verdict -> share of channels; `posts` is a number, or the least and the most there are."""
    import numpy as np
    import pyarrow as pa

    dice = np.random.default_rng(
        [int(rate * 10_000), int(threshold * 10_000), *(posts if isinstance(posts, tuple) else (posts,))]
    )
    n = (
        dice.integers(posts[0], posts[1], channels, endpoint=True)
        if isinstance(posts, tuple)
        else np.full(channels, posts)
    )
    con.register("channels", pa.table({"posts": n, "answered": dice.binomial(n, rate)}))
    told = dict(con.execute(_JUDGE, {"threshold": threshold}).fetchall())
    return {verdict: count / channels for verdict, count in told.items()}


def _far(judged):  # type: ignore[no-untyped-def]
    for threshold in THRESHOLDS:
        for factor, verdict in ((2, "invest"), (0.5, "cull")):
            for posts in (300, 600, (300, 1200)):
                right = judged(posts, threshold * factor, threshold).get(verdict, 0.0)
                shown = f"{posts[0]} to {posts[1]:,}" if isinstance(posts, tuple) else str(posts)
                what = f"threshold {threshold:.0%}, {factor:g} times it, {shown} posts: {verdict}"
                beside = "" if isinstance(posts, tuple) else f"possible {_possible(posts, threshold, factor):.3f}"
                yield Line(what, f"{right:.3f}", beside, "at least 0.80", right >= 0.8)


def _possible(posts: int, threshold: float, factor: float) -> float:
    """How often the most powerful test of one side would say so that errs in at most 5 of 100 at the threshold."""
    from scipy.stats import binom

    if factor > 1:
        least = int(binom.isf(0.05, posts, threshold)) + 1
        return float(binom.sf(least - 1, posts, threshold * factor))
    most = int(binom.ppf(0.05, posts, threshold))
    most -= bool(binom.cdf(most, posts, threshold) > 0.05)
    return float(binom.cdf(most, posts, threshold * factor))


def _near(judged):  # type: ignore[no-untyped-def]
    for threshold in THRESHOLDS:
        for posts in (30, 300, 1200):
            told = judged(posts, threshold, threshold)
            wrong = told.get("invest", 0.0) + told.get("cull", 0.0)
            yield Line(
                f"at a threshold of {threshold:.0%}, {posts:,} posts: invest or cull",
                f"{wrong:.4f}",
                "",
                "at most 0.05",
                wrong <= 0.05,
            )


def _few(judged):  # type: ignore[no-untyped-def]
    for rate in (0.0, 0.5, 1.0):
        told = judged((0, 29), rate, 0.05).get("not enough data", 0.0)
        yield Line(f"fewer than 30 posts, rate {rate:.0%}: not enough data", f"{told:.3f}", "", "1", told == 1)
