"""What is asked of the marts before they may be committed; how it is asked is in sql/expectations.py.

Row rules look at the numbers of the profiles of the newest week; the facts are those of sql/marts/_facts.sql.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sql.expectations import Validation, ask_facts, ask_rows, demand, great_expectations

if TYPE_CHECKING:
    import duckdb

_SHARES = ("short_share", "long_share", "interest_share", "baseline_share", "low_share", "high_share", "chance")
_COUNTS = ("lift", "effective_posts", "topic_posts", "recent_posts", "recent_all", "expected_posts", "low_posts",
           "resonance_score", "resonance_posts")  # fmt: skip

_NEWEST = f"""
    select {", ".join(f"{name}::double as {name}" for name in (*_SHARES, *_COUNTS, "high_posts"))},
        first_on::timestamp as first_on, last_on::timestamp as last_on
    from marts.interest_profiles
    where week_start = (select max(week_start) from marts.interest_profiles)
"""


def check(con: duckdb.DuckDBPyConnection) -> list[Validation]:
    """Ask everything; raise CheckFailed naming every broken rule, else return what was asked."""
    newest = con.execute(_NEWEST).df()
    return demand(
        [*ask_rows("marts.interest_profiles", newest, _row_rules()), *ask_facts(con, "marts._facts", len(newest))],
        "posts and their topics are as they were. Mend the cause (most often sql/marts) and run profile again.",
    )


@cache
def _row_rules() -> dict[str, Any]:
    """Rule in words -> expectation on the frame of the newest profiles."""
    gxe = great_expectations().expectations
    return {
        **{
            f"{name} is a share": gxe.ExpectColumnValuesToBeBetween(column=name, min_value=0, max_value=1)
            for name in _SHARES
        },
        **{
            f"{name} must be 0 or more": gxe.ExpectColumnValuesToBeBetween(column=name, min_value=0) for name in _COUNTS
        },
        "interest_share is told": gxe.ExpectColumnValuesToNotBeNull(column="interest_share"),
        "an interval begins before it ends": gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="high_posts", column_B="low_posts", or_equal=True
        ),
        "the last post is not before the first": gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="last_on", column_B="first_on", or_equal=True
        ),
        "nobody's topic holds more posts than they have": gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="effective_posts", column_B="topic_posts", or_equal=True
        ),
    }
