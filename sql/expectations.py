"""What Great Expectations is asked of any step before it may be committed.

Two kinds of question. Row rules look at numbers and dates of what a step touched, as a frame. Facts are the
wrongdoers that a model (core._facts, marts._facts) finds inside the transaction, since a frame of the increment cannot
prove that a key stands once; texts and ids are asked there too, because a frame of strings costs more than the whole
step. All met: commit. One not: CheckFailed, whose message names table, rule and rows.

Which questions, is for the step to say: ingest/expectations.py for a load, transforms/expectations.py for the marts.
"""

from __future__ import annotations

import logging
import os
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import duckdb

from sql import warehouse

if TYPE_CHECKING:
    import pandas as pd

EXAMPLES = 5
_ASKED = re.compile(r"'([\w.]+)' as table_name,\s+'([^']+)' as rule")
_BROKEN = """
    select table_name, rule, count(*) as offenders,
        list(coalesce(offender, '(no id)') order by offender)[:$examples] as examples
    from ({}) group by table_name, rule
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


def demand(answers: Iterable[Validation], what_now: str) -> list[Validation]:
    """The answers, where every rule is met; else CheckFailed naming every broken rule, and `what_now`."""
    answers = list(answers)
    broken = [answer for answer in answers if not answer.is_met]
    if broken:
        raise CheckFailed(
            "\n".join(
                f"{one.table_name} rejected: {one.rule}; {one.offenders:,} of {one.rows_checked:,} rows break it "
                f"({', '.join(one.examples)})."
                for one in broken
            )
            + f"\nNothing was committed, yesterday's tables are unchanged; {what_now}"
        )
    return answers


def ask_rows(
    table: str, frame: pd.DataFrame, rules: Mapping[str, Any], named: Callable[[list[Any]], list[str]] | None = None
) -> Iterator[Validation]:
    """Ask each rule (in words -> an expectation) of every row of `frame`, which tells of `table`.

    `named` gives the keys of a few rows by their labels in the frame's index, so that no frame need hold them all.
    """
    if frame.empty:
        yield from (Validation(table, rule, is_met=True, rows_checked=0, offenders=0) for rule in rules)
        return
    for rule, answer in zip(rules, _validate(frame, list(rules.values())), strict=True):
        examples = tuple(str(one) for one in (answer.result.get("partial_unexpected_list") or [])[:EXAMPLES])
        offenders = int(answer.result.get("unexpected_count") or 0)
        if offenders and named is not None:
            examples = tuple(named(list(answer.result.get("unexpected_index_list") or [])[:EXAMPLES]))
        yield Validation(table, rule, bool(answer.success), len(frame), offenders, examples)


def ask_facts(con: duckdb.DuckDBPyConnection, model: str, rows_checked: int) -> Iterator[Validation]:
    """Ask that no row breaks a rule of the model `model`, whose rows are table_name, rule, offender."""
    import pandas as pd

    facts = warehouse.models()[model].statements[0]
    asked = _ASKED.findall(facts)
    broken = warehouse.rows(con, _BROKEN.format(facts), {"examples": EXAMPLES})
    found = {(row["table_name"], row["rule"]): row for row in broken}
    if unknown := found.keys() - set(asked):
        raise CheckFailed(f"{model} answers rules it does not name as literals: {sorted(unknown)}; nothing committed")
    offenders = [found[one]["offenders"] if one in found else 0 for one in asked]
    gxe = great_expectations().expectations
    (answer,) = _validate(
        pd.DataFrame({"offenders": offenders}),
        [gxe.ExpectColumnValuesToBeBetween(column="offenders", min_value=0, max_value=0)],
    )
    unmet = set(answer.result.get("unexpected_index_list") or ())
    for position, (table, rule) in enumerate(asked):
        examples = tuple(found[table, rule]["examples"]) if position in unmet else ()
        yield Validation(table, rule, position not in unmet, rows_checked, offenders[position], examples)


def note(con: duckdb.DuckDBPyConnection, step_id: str, answers: Iterable[Validation], at: datetime) -> None:
    """Write what was asked into ops.validations, in the step's own transaction."""
    con.executemany(
        "insert into ops.validations values ($step_id, $table_name, $rule, $is_met, $rows_checked, $offenders, $at)",
        [
            {"step_id": step_id, "at": at}
            | {name: value for name, value in asdict(answer).items() if name != "examples"}
            for answer in answers
        ],
    )


@cache
def great_expectations() -> Any:
    """Imported late: it costs seconds, and only a step that writes needs it."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it deprecates of its own is its own affair
        import great_expectations as gx
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    return gx


def _validate(frame: pd.DataFrame, expectations: list[Any]) -> list[Any]:
    """The results in the order of the expectations; an expectation that could not be asked is a failure."""
    batch = _batches().get_batch({"dataframe": frame})
    # which rows break a rule is asked only where one does: it costs twice as much
    results = _ask(batch, expectations, "BOOLEAN_ONLY")
    return results if all(result.success for result in results) else _ask(batch, expectations, "COMPLETE")


def _ask(batch: Any, expectations: list[Any], detail: str) -> list[Any]:
    suite = great_expectations().ExpectationSuite(name="step", expectations=expectations)
    outcome = batch.validate(suite, result_format={"result_format": detail})
    # Great Expectations may answer in another order than it was asked
    answers = {_key(result.expectation_config): result for result in outcome.results}
    results = [answers[_key(expectation.configuration)] for expectation in expectations]
    for result in results:
        told = result.exception_info or {}
        # one fault as it is, or several by what they were met in
        for fault in [told] if "raised_exception" in told else told.values():
            if fault["raised_exception"]:
                raise CheckFailed(f"a rule could not be asked: {fault['exception_message']}")
    return results


def _key(config: Any) -> tuple[str, str]:
    return config.type, repr(sorted((name, value) for name, value in config.kwargs.items() if name != "batch_id"))


@cache
def _batches() -> Any:
    context = great_expectations().get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("warehouse")
    return source.add_dataframe_asset("increment").add_batch_definition_whole_dataframe("all")
