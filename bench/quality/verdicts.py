"""Verdicts on channels whose true rate is known: right where it is far from the threshold, silent where it is near.

Channels are simulated: so many posts, each answered with the channel's rate, judged by the same functions as
marts.channel_verdicts, with the confidence and the least number of posts that hold where brand.yaml is silent.

Promised is that of 300 posts and more at half or twice the threshold four in five channels are judged right. The rule
that ships is held to that whatever it is. So is every other threshold where it can be kept: `possible` is the best that
any rule could do that judges at most 5 % wrongly at the threshold, and where that is less than promised the line tells
its figure without a promise. From `posts_to_tell` on, the number that is told to the brand, every rule is held to it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bench.quality.line import Line
from config.brand import VerdictRule

TITLE = "Verdicts on channels"
DATA = "simulated, 4,000 channels a line"
CHANNELS = 4000
OTHERS = (0.05, 0.10, 0.20)
PROMISED = 0.8
_JUDGE = """
    select verdict_of(posts, ends.low, ends.high, $threshold, $minimum) as verdict, count(*) as channels
    from (select posts, share_bounds(answered, posts, $confidence::double) as ends from channels)
    group by all
"""


@cache
def shipped() -> VerdictRule:
    """The rule that holds where brand.yaml says nothing."""
    from config.brand_rules import read_verdicts
    from config.faults import Faults
    from config.sections import Section, Spot

    return read_verdicts(Section(None, Spot("", "", 0, 0, Faults())))


def thresholds() -> list[float]:
    return sorted({*OTHERS, float(shipped().threshold_share)})


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
    rule = {"confidence": float(shipped().confidence), "minimum": shipped().minimum_posts}
    told = dict(con.execute(_JUDGE, {"threshold": threshold, **rule}).fetchall())
    return {verdict: count / channels for verdict, count in told.items()}


def _far(judged):  # type: ignore[no-untyped-def]
    for threshold in thresholds():
        is_shipped = threshold == float(shipped().threshold_share)
        enough = _enough(threshold)
        for factor, verdict in ((2, "invest"), (0.5, "cull")):
            for posts in (300, 600, (300, 1200), enough):
                right = judged(posts, threshold * factor, threshold).get(verdict, 0.0)
                best = None if isinstance(posts, tuple) else _possible(posts, threshold, factor)
                is_promised = is_shipped or best is None or best >= PROMISED or posts >= enough
                yield Line(
                    f"{_rule(threshold)}, {factor:g} times it, {_shown(posts, enough)}: {verdict}",
                    f"{right:.3f}",
                    "" if best is None else f"possible {best:.3f}",
                    f"at least {PROMISED:.2f}" if is_promised else "",
                    right >= PROMISED if is_promised else None,
                )


def _rule(threshold: float) -> str:
    ships = ", the one that ships" if threshold == float(shipped().threshold_share) else ""
    return f"threshold {threshold:.0%}{ships}"


def _shown(posts: int | tuple[int, int], enough: int) -> str:
    if isinstance(posts, tuple):
        return f"{posts[0]} to {posts[1]:,} posts"
    return f"{posts:,} posts" + (", its posts_to_tell" if posts == enough else "")


def _enough(threshold: float) -> int:
    """What marts.channel_verdicts tells as `posts_to_tell`."""
    import pyarrow as pa

    from sql.functions.binomial import posts_to_tell

    (told,) = posts_to_tell(pa.array([threshold]), pa.array([float(shipped().confidence)])).to_pylist()
    return max(told, shipped().minimum_posts)


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
    for threshold in thresholds():
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
    least, threshold = shipped().minimum_posts, float(shipped().threshold_share)
    for rate in (0.0, 0.5, 1.0):
        told = judged((0, least - 1), rate, threshold).get("not enough data", 0.0)
        yield Line(f"fewer than {least} posts, rate {rate:.0%}: not enough data", f"{told:.3f}", "", "1", told == 1)
