"""What to offer, where to be, whom to answer, what to stop: the marts of advice beside those of reshares.

build(con, config, as_of)   content items, mentions, presence, matches, gaps, replies, outcomes, verdicts
"""

from __future__ import annotations

from transforms.advice.building import build

__all__ = ["build"]
