"""What is asked of a load before it may be committed; how it is asked is in sql/expectations.py.

Row rules look at dates and counts of every post the load touched; the facts are those of sql/core/_facts.sql.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import duckdb

from sql.expectations import CheckFailed, Validation, ask_facts, ask_rows, demand, great_expectations, note

__all__ = ["CheckFailed", "Validation", "check", "check_listed", "note"]

COUNTS = ("likes", "replies", "reposts", "quotes", "views", "bookmarks")

# Great Expectations asks whether a column lies between two values row by row, in Python; whether one column is at
# least another, in one go. So each bound goes along as a column.
_TOUCHED = f"""
    select rowid as place, created_at, first_seen_at, last_seen_at,
        timestamp '1990-01-01' as earliest_created_at, last_seen_at + interval 10 minutes as latest_created_at,
        {", ".join(COUNTS)}, 0::bigint as fewest
    from core.posts
    where post_id in (select post_id from staging._changes)
"""


def check(con: duckdb.DuckDBPyConnection) -> list[Validation]:
    """Ask everything; raise CheckFailed naming every broken rule, else return what was asked."""
    touched = con.execute(_TOUCHED).df().set_index("place").rename_axis(None)

    def posts_at(places: list[int]) -> list[str]:
        query = "select post_id from core.posts where rowid in (select unnest($places))"
        found = con.execute(query, {"places": places})
        return sorted(post_id for (post_id,) in found.fetchall())

    return demand(
        [*ask_rows("core.posts", touched, _row_rules(), posts_at), *ask_facts(con, "core._facts", len(touched))],
        "the landed pages wait in landing/inbox. "
        "Mend the cause (most often sql/staging or a source) and run the load again.",
    )


def check_listed(con: duckdb.DuckDBPyConnection) -> list[Validation]:
    """Ask of influencers and accounts, as the configuration has just changed them."""
    ((accounts,),) = con.execute("select count(*) from core.accounts").fetchall()
    return demand(
        ask_facts(con, "core._listed", accounts),
        "correct config/influencers.csv and config/accounts.csv, or sql/core, and run it again.",
    )


@cache
def _row_rules() -> dict[str, Any]:
    """Rule in words -> expectation on the frame of touched posts."""
    gxe = great_expectations().expectations
    return {
        "created_at is told": gxe.ExpectColumnValuesToNotBeNull(column="created_at"),
        "created_at is not before the web": gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="created_at", column_B="earliest_created_at", or_equal=True
        ),
        "created_at is not to come": gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="latest_created_at", column_B="created_at", or_equal=True
        ),
        "a post is seen first before it is seen last": gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="last_seen_at", column_B="first_seen_at", or_equal=True
        ),
        **{
            f"{count} must be 0 or more": gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A=count, column_B="fewest", or_equal=True, ignore_row_if="either_value_is_missing"
            )
            for count in COUNTS
        },
    }
