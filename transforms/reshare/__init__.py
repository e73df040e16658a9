"""What to share of theirs, with credit: candidates, who made and found them, which to propose, and the line to post.

    candidates(con, config, as_of)   marts.reshare_candidates and marts.post_origins; returns whom to ask: still there?
    recommend(con, config, as_of)    marts.reshare_recommendations: chosen under the caps, with reason and credit

Both are called on an open connection outside a transaction; each commits its tables whole or leaves them as they were.
"""

from __future__ import annotations

from transforms.reshare.listing import recommend
from transforms.reshare.ranking import candidates

__all__ = ["candidates", "recommend"]
