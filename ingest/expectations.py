"""What Great Expectations asks of a load before it may be committed.

Two kinds of question. Row rules look at dates and counts of every post the load touched, as a frame. Facts are counts
of wrongdoers that sql/core/_facts.sql reads after the MERGE, inside the transaction, since a frame of the increment
cannot prove that a key stands once; texts and ids are asked there too, because a frame of strings costs more than the
whole load. All met: commit. One not: CheckFailed, whose message names table, rule and rows.
"""

from __future__ import annotations

import logging
import os
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import duckdb

from sql import warehouse

if TYPE_CHECKING:
    import pandas as pd

COUNTS = ("likes", "replies", "reposts", "quotes", "views", "bookmarks")
EXAMPLES = 5

_TOUCHED = f"""
    select created_at, first_seen_at, last_seen_at, last_seen_at + interval 10 minutes as latest_created_at,
        {", ".join(COUNTS)}
    from core.posts
    where post_id in (select post_id from staging._changes)
"""


class CheckFailed(Exception):
    """A rule was broken; the transaction was rolled back and yesterday's tables are unchanged."""


@dataclass(frozen=True, slots=True)
class Validation:
    """One rule and its answer; a row of ops.validations."""

    table_name: str
    rule: str
    is_met: bool
    rows_checked: int
    offenders: int
    examples: tuple[str, ...] = ()


def check(con: duckdb.DuckDBPyConnection) -> list[Validation]:
    """Ask everything; raise CheckFailed naming every broken rule, else return what was asked."""
    touched = con.execute(_TOUCHED).df()
    answers = [*_ask_rows(touched), *_ask_facts(con, len(touched))]
    broken = [answer for answer in answers if not answer.is_met]
    if broken:
        raise CheckFailed(
            "\n".join(
                f"{one.table_name} rejected: {one.rule}; {one.offenders:,} of {one.rows_checked:,} rows break it "
                f"({', '.join(one.examples)})."
                for one in broken
            )
            + "\nNothing was committed, yesterday's tables are unchanged; the landed pages wait in landing/inbox. "
            "Mend the cause (most often sql/staging or a source) and run the load again."
        )
    return answers


@cache
def _row_rules() -> dict[str, Any]:
    """Rule in words -> expectation on the frame of touched posts."""
    gxe = _great_expectations().expectations
    return {
        "created_at is told": gxe.ExpectColumnValuesToNotBeNull(column="created_at"),
        "created_at is not before the web": gxe.ExpectColumnValuesToBeBetween(
            column="created_at", min_value=_timestamp("1990-01-01")
        ),
        "created_at is not to come": gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="latest_created_at", column_B="created_at", or_equal=True
        ),
        "a post is seen first before it is seen last": gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="last_seen_at", column_B="first_seen_at", or_equal=True
        ),
        **{
            f"{count} must be 0 or more": gxe.ExpectColumnValuesToBeBetween(column=count, min_value=0)
            for count in COUNTS
        },
    }


def _ask_rows(touched: pd.DataFrame) -> Iterator[Validation]:
    rules = _row_rules()
    if touched.empty:
        yield from (Validation("core.posts", rule, is_met=True, rows_checked=0, offenders=0) for rule in rules)
        return
    for rule, answer in zip(rules, _validate(touched, list(rules.values())), strict=True):
        examples = tuple(str(one) for one in (answer.result.get("partial_unexpected_list") or [])[:EXAMPLES])
        offenders = int(answer.result.get("unexpected_count") or 0)
        yield Validation("core.posts", rule, bool(answer.success), len(touched), offenders, examples)


def _ask_facts(con: duckdb.DuckDBPyConnection, rows_checked: int) -> Iterator[Validation]:
    import pandas as pd

    facts = warehouse.models()["core._facts"].statements[0]
    asked = re.findall(r"'([\w.]+)' as table_name,\s+'([^']+)' as rule", facts)
    found = {(row["table_name"], row["rule"]): row for row in warehouse.rows(con, facts)}
    offenders = [found[one]["offenders"] if one in found else 0 for one in asked]
    gxe = _great_expectations().expectations
    (answer,) = _validate(
        pd.DataFrame({"offenders": offenders}),
        [gxe.ExpectColumnValuesToBeBetween(column="offenders", min_value=0, max_value=0)],
    )
    unmet = set(answer.result.get("unexpected_index_list") or ())
    for position, (table, rule) in enumerate(asked):
        examples = tuple(found[table, rule]["examples"]) if position in unmet else ()
        yield Validation(table, rule, position not in unmet, rows_checked, offenders[position], examples)


def _validate(frame: pd.DataFrame, expectations: list[Any]) -> list[Any]:
    """The results in the order of the expectations; an expectation that could not be asked is a failure."""
    suite = _great_expectations().ExpectationSuite(name="load", expectations=expectations)
    outcome = _batches().get_batch({"dataframe": frame}).validate(suite, result_format={"result_format": "COMPLETE"})
    # Great Expectations may answer in another order than it was asked
    answers = {_key(result.expectation_config): result for result in outcome.results}
    results = [answers[_key(expectation.configuration)] for expectation in expectations]
    for result in results:
        if (result.exception_info or {}).get("raised_exception"):
            raise CheckFailed(f"a rule could not be asked: {result.exception_info['exception_message']}")
    return results


def _key(config: Any) -> tuple[str, str]:
    return config.type, repr(sorted((name, value) for name, value in config.kwargs.items() if name != "batch_id"))


@cache
def _batches() -> Any:
    context = _great_expectations().get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("warehouse")
    return source.add_dataframe_asset("increment").add_batch_definition_whole_dataframe("all")


@cache
def _great_expectations() -> Any:
    """Imported late: it costs seconds, and only a load needs it."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it deprecates of its own is its own affair
        import great_expectations as gx
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    return gx


def _timestamp(text: str) -> Any:
    import pandas as pd

    return pd.Timestamp(text).to_pydatetime()
