"""Questions before a commit: what is broken is named, what cannot be asked is a failure, and nothing passes unasked."""

from __future__ import annotations

import re
from types import SimpleNamespace

import duckdb
import pytest

from sql import expectations, warehouse
from sql.expectations import CheckFailed, Validation, ask_rows, demand, great_expectations


def test_a_broken_rule_names_table_rule_rows_and_what_now():
    broken = Validation(
        "marts.topics", "a topic stands once", is_met=False, rows_checked=1200, offenders=2, examples=("a", "b")
    )
    with pytest.raises(CheckFailed) as failed:
        demand([broken], "run profile again.")
    assert str(failed.value) == (
        "marts.topics rejected: a topic stands once; 2 of 1,200 rows break it (a, b).\n"
        "Nothing was committed, yesterday's tables are unchanged; run profile again."
    )


def test_rows_are_asked_one_by_one_and_none_is_fine():
    import pandas as pd

    rule = {
        "likes must be 0 or more": great_expectations().expectations.ExpectColumnValuesToBeBetween(
            column="likes", min_value=0
        )
    }
    (found,) = ask_rows("core.posts", pd.DataFrame({"likes": [1, -2, 3, -4]}), rule)
    assert (found.is_met, found.offenders, found.rows_checked) == (False, 2, 4)
    (none,) = ask_rows("core.posts", pd.DataFrame({"likes": []}), rule)
    assert none.is_met


def test_a_rule_that_cannot_be_asked_is_a_failure():
    import pandas as pd

    rule = {
        "views must be 0 or more": great_expectations().expectations.ExpectColumnValuesToBeBetween(
            column="views", min_value=0
        )
    }
    with pytest.raises(CheckFailed, match="could not be asked"):
        list(ask_rows("core.posts", pd.DataFrame({"likes": [1]}), rule))


@pytest.mark.parametrize("model", ["core._facts", "core._listed", "core._claimed", "marts._facts"])
def test_every_rule_of_a_facts_model_is_asked(model):
    """A rule whose name is no plain literal would be answered and never asked for."""
    text = warehouse.models()[model].statements[0]
    assert len(expectations._ASKED.findall(text)) == len(re.findall(r"\bas rule\b", text)) > 0


def test_a_facts_model_names_who_breaks_a_rule_and_the_asking_counts_them(monkeypatch):
    facts = """
        select 'core.posts' as table_name, 'it is broken' as rule, unnest(['f', null, 'e', 'd', 'c', 'b', 'a']) as offender
        union all by name
        select 'core.posts' as table_name, 'it is broken by nobody known' as rule, null as offender
        union all by name
        select 'core.posts' as table_name, 'it is met' as rule, 'a' as offender where false
    """
    monkeypatch.setattr(warehouse, "models", lambda: {"core._facts": SimpleNamespace(statements=(facts,))})
    with duckdb.connect() as con:
        found = {one.rule: one for one in expectations.ask_facts(con, "core._facts", 9)}
    assert {rule: (one.is_met, one.offenders, one.examples) for rule, one in found.items()} == {
        "it is broken": (False, 7, ("a", "b", "c", "d", "e")),
        "it is broken by nobody known": (False, 1, ("(no id)",)),
        "it is met": (True, 0, ()),
    }
    assert {one.rows_checked for one in found.values()} == {9}
