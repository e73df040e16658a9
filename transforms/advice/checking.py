"""What is asked of the marts of advice before they may be committed; how it is asked is in sql/expectations.py.

Row rules look at numbers, column by column; the facts are those of sql/marts/_advice_facts.sql.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sql.expectations import Validation, ask_facts, ask_rows, demand, great_expectations

if TYPE_CHECKING:
    import duckdb

_PARTS = ("score", "interest_part", "relevance_part", "tier_part", "freshness_part", "openness_part")
# table -> columns that are shares, columns that are 0 or more
_NUMBERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "marts.content_matches": (_PARTS, ("response_sample", "best_sample")),
    "marts.content_gaps": (("score",), ("people", "rising_people", "items")),
    "marts.presence": ((), ("heard_days", "posts", "shared", "posts_per_week", "response_hours", "best_sample")),
    "marts.platform_shortlist": (("reach_share",), ("people",)),
    "marts.reply_queue": ((), ("waiting_hours", "sla_hours")),
    "marts.channel_verdicts": (("response_share", "low_share", "high_share"), ("posts", "answered", "unsourced")),
    "marts.outcomes": (("base_rate",), ("base_days",)),
}


def check(con: duckdb.DuckDBPyConnection) -> list[Validation]:
    """Ask everything; raise CheckFailed naming every broken rule, else return what was asked."""
    asked: list[Validation] = []
    for table, (shares, counts) in _NUMBERS.items():
        columns = ", ".join(f"{one}::double as {one}" for one in (*shares, *counts))
        frame = con.execute(f"select {columns} from {table}").df()
        asked += ask_rows(table, frame, _rules(shares, counts))
    asked += ask_facts(con, "marts._advice_facts", sum(one.rows_checked for one in asked))
    return demand(asked, "the advice before it stands. Mend the cause (most often sql/marts) and run advise again.")


@cache
def _rules(shares: tuple[str, ...], counts: tuple[str, ...]) -> dict[str, Any]:
    """Rule in words -> expectation."""
    between = great_expectations().expectations.ExpectColumnValuesToBeBetween
    return {
        **{f"{one} is a share": between(column=one, min_value=0, max_value=1) for one in shares},
        **{f"{one} must be 0 or more": between(column=one, min_value=0) for one in counts},
    }
