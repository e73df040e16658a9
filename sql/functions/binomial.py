"""How sure a share is: the exact interval of Clopper and Pearson (1934), whose ends are quantiles of Beta.

It holds at least as often as it says for any share and any number of posts, so that a channel whose true share is the
threshold is judged wrongly no oftener than the confidence allows. The doubt lies unequally beside it: a channel at half
the threshold has few answers to be known by, one at twice has many, so that more of it is spent where it is needed.
"""

from __future__ import annotations

import pyarrow as pa

BELOW = 0.3  # of the doubt; the rest lies above
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
    from scipy.stats import binom  # type: ignore[import-untyped]

    told = []
    for n, share, sure in zip(posts.to_pylist(), threshold.to_pylist(), confidence.to_pylist(), strict=True):
        counts, doubt = np.arange(n + 1), 1 - sure
        above = np.flatnonzero(binom.sf(counts - 1, n, share) < BELOW * doubt)
        below = np.flatnonzero(binom.cdf(counts, n, share) < (1 - BELOW) * doubt)
        told.append(
            {"invest_from": int(above[0]) if len(above) else -1, "cull_to": int(below[-1]) if len(below) else -1}
        )
    return pa.array(told, _TURNS)


FUNCTIONS = {
    "share_bounds": (share_bounds, ["BIGINT", "BIGINT", "DOUBLE"], "STRUCT(low DOUBLE, high DOUBLE)"),
    "verdict_turns": (verdict_turns, ["BIGINT", "DOUBLE", "DOUBLE"], "STRUCT(invest_from BIGINT, cull_to BIGINT)"),
}
