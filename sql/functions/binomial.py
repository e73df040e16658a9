"""How sure a share is: the exact interval of Clopper and Pearson (1934), whose ends are quantiles of Beta.

It holds at least as often as it says for any share and any number of posts, so that a channel whose true share is the
threshold is judged wrongly no oftener than the confidence allows. The doubt lies unequally beside it: a channel at half
the threshold has few answers to be known by, one at twice has many, so that more of it is spent where it is needed.

How many posts a rule needs is told by `posts_to_tell`: from that number on a channel at half the threshold is culled
and one at twice invested in, each four times in five or oftener. Answers are whole numbers, so that this goes up and
down a little from one number of posts to the next; the number told is the one after the last that falls short.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pyarrow as pa

BELOW = 0.3  # of the doubt; the rest lies above
OFTEN = 0.8  # a rule tells a channel where it is right so often
MOST_POSTS = 100_000  # where more are needed a rule tells nothing that anybody could wait for
_ENDS = pa.struct([("low", pa.float64()), ("high", pa.float64())])
_TURNS = pa.struct([("invest_from", pa.int64()), ("cull_to", pa.int64())])


def share_bounds(answered: pa.Array, posts: pa.Array, confidence: pa.Array) -> pa.Array:
    """The two ends of the interval of answered / posts; 0 and 1 where there are no posts."""
    import numpy as np
    from scipy.special import betaincinv  # type: ignore[import-untyped]

    k, n = np.asarray(answered.to_pylist(), dtype=float), np.asarray(posts.to_pylist(), dtype=float)
    doubt = 1 - np.asarray(confidence.to_pylist(), dtype=float)
    # where an end of the interval is an end of the scale the quantile is not defined, and not needed
    low = np.where(k > 0, betaincinv(np.maximum(k, 1), n - k + 1, BELOW * doubt), 0.0)
    high = np.where(k < n, betaincinv(k + 1, np.maximum(n - k, 1), 1 - (1 - BELOW) * doubt), 1.0)
    return pa.array([{"low": float(a), "high": float(b)} for a, b in zip(low, high, strict=True)], _ENDS)


def verdict_turns(posts: pa.Array, threshold: pa.Array, confidence: pa.Array) -> pa.Array:
    """The fewest answered posts that mean invest, and the most that mean cull; -1 where so few posts never can."""
    import numpy as np

    n, share, sure = (np.asarray(one.to_pylist(), dtype=float) for one in (posts, threshold, confidence))
    invest_from, cull_to = _turns(n, share, sure)
    told = zip(np.where(invest_from > n, -1, invest_from), cull_to, strict=True)
    return pa.array([{"invest_from": int(fewest), "cull_to": int(most)} for fewest, most in told], _TURNS)


def _turns(posts: Any, threshold: Any, confidence: Any) -> tuple[Any, Any]:
    """The counts from which the interval lies above the threshold, and to which below; n + 1 and -1 where none does."""
    from scipy.stats import binom  # type: ignore[import-untyped]

    doubt = 1 - confidence
    return binom.isf(BELOW * doubt, posts, threshold) + 1, binom.ppf((1 - BELOW) * doubt, posts, threshold) - 1


def posts_to_tell(threshold: pa.Array, confidence: pa.Array) -> pa.Array:
    """How many posts a rule needs; NULL where 100,000 are too few, or where it is no rule."""
    rules = zip(threshold.to_pylist(), confidence.to_pylist(), strict=True)
    return pa.array([_posts_to_tell(*rule) for rule in rules], pa.int64())


@lru_cache(maxsize=1000)
def _posts_to_tell(threshold: float | None, confidence: float | None) -> int | None:
    """One more than the greatest number that falls short, looked at up to twice it, and here and there beyond."""
    import numpy as np

    if threshold is None or confidence is None or not (0 < threshold < 1 and 0 < confidence < 1):
        return None
    here_and_there = np.unique(np.geomspace(1, MOST_POSTS, 400).astype(int))
    short = here_and_there[_how_often(here_and_there, threshold, confidence) < OFTEN]
    last = int(short[-1]) if len(short) else 0
    every = np.arange(last + 1, 2 * last + 100)
    last = int(every[_how_often(every, threshold, confidence) < OFTEN].max(initial=last))
    return last + 1 if last < MOST_POSTS else None


def _how_often(posts: Any, threshold: float, confidence: float) -> Any:
    """How often a channel at twice the threshold (or always answered) and one at half are told: the rarer of both."""
    import numpy as np
    from scipy.stats import binom

    invest_from, cull_to = _turns(posts, threshold, confidence)
    invested = binom.sf(invest_from - 1, posts, min(2 * threshold, 1))
    return np.minimum(invested, binom.cdf(cull_to, posts, threshold / 2))


FUNCTIONS = {
    "share_bounds": (share_bounds, ["BIGINT", "BIGINT", "DOUBLE"], "STRUCT(low DOUBLE, high DOUBLE)"),
    "verdict_turns": (verdict_turns, ["BIGINT", "DOUBLE", "DOUBLE"], "STRUCT(invest_from BIGINT, cull_to BIGINT)"),
    "posts_to_tell": (posts_to_tell, ["DOUBLE", "DOUBLE"], "BIGINT"),
}
