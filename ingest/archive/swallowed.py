"""Finds a record whose text has swallowed the next one: a quotation mark left open, a separator not escaped.

The rule knows no file. It learns from the batch what ids and dates look like in it, and holds where a text has, behind
a line break or separator, something shaped like those ids (or an address that ends in one) before the next separator,
and with it a date of their shape, or as many separators as a whole row has.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from ingest.archive.maps import Map

REASON = "text holds another record: its delimiter and its id; a quotation mark or delimiter was not escaped"
_USUAL = r"[;,|\t]"
_LEAST = 20  # characters: less holds no record


def rule(con: duckdb.DuckDBPyConnection, found: Map, width: int) -> str:
    """SQL: true for a row of `told` (as t) that holds another; "" where the batch tells too little."""
    ids = _ids(con)
    if ids is None:
        return ""
    mark = _delimiter(found)
    # an address may lead up to the id, brackets may stand around a record
    id_rule = (
        rf"""(?:[\r\n]|{mark})[ "'\[({{]*(?:https?://[^\s;,|]*[/=])?({ids})/?["'\])}}]*\s*(?:[\r\n\[({{]|{mark}|$)"""
    )
    holds_id = f"regexp_matches(t.text, {_quoted(id_rule)})"
    if _all_have_digits(con):
        found_ids = f"regexp_extract_all(t.text, {_quoted(id_rule)}, 1)"
        holds_id = f"list_bool_or(list_transform({found_ids}, lambda id: regexp_matches(id, '[0-9]')))"
    rules = []
    if date := _date(con, found):
        date_rule = rf"""(?:[\r\n\[({{]|{mark})[ "'\[({{]*{date}"""
        rules.append(f"regexp_matches(t.text, {_quoted(date_rule)})")
    if found.delimiter or found.pattern:
        count = f"(length(t.text) - length(regexp_replace(t.text, {_quoted(mark)}, '', 'g')))"
        rules.append(f"{count} >= {max(2, width - 2) * max(1, len(found.delimiter.strip()))}")
    if not rules:
        return ""
    # the dear question is asked only where the cheap one holds
    return f"case when length(t.text) >= {_LEAST} and ({' or '.join(rules)}) then {holds_id} end"


def _date(con: duckdb.DuckDBPyConnection, found: Map) -> str:
    """A pattern for what is shaped like the dates of the batch, "" where it tells none."""
    if "created_at" not in found.takes:
        return ""
    mask = "mode(regexp_replace(left(created_at_told, 19), '[0-9]', '9', 'g'))"
    (shape,) = con.execute(f"select {mask} from told where created_at is not null").fetchone() or (None,)
    # a bare number of seconds is a shape that many things have
    if not shape or shape.isdigit():
        return ""
    return re.escape(str(shape)).replace("9", r"\d").replace("\\ ", " ")


def _all_have_digits(con: duckdb.DuckDBPyConnection) -> bool:
    query = "select bool_and(regexp_matches(native_id, '[0-9]')) from told where native_id is not null"
    return bool((con.execute(query).fetchone() or (False,))[0])


def _delimiter(found: Map) -> str:
    return re.escape(found.delimiter.strip() or found.delimiter) if found.delimiter else _USUAL


def _ids(con: duckdb.DuckDBPyConnection) -> str | None:
    """A pattern for what is shaped like the ids of the batch: what all begin with, their alphabets, their lengths."""
    ids = "from told where length(native_id) between 1 and 200"
    low, high = con.execute(f"select min(native_id), max(native_id) {ids}").fetchone() or (None, None)
    if low is None or high is None:
        return None
    # only up to a sign: two ids may begin with the same digits by chance
    start = re.sub(r"[A-Za-z0-9]*$", "", os.path.commonprefix([low, high]))  # noqa: RUF071  # character by character is meant
    masked = f"substr(native_id, {len(start) + 1})"
    for letters, mask in (("A-Z", "A"), ("a-z", "a"), ("0-9", "9")):
        masked = f"regexp_replace({masked}, '[{letters}]+', '{mask}', 'g')"
    least, most, symbols = con.execute(
        f"select min(length(native_id)), max(length(native_id)), string_agg(distinct {masked}, '') {ids}"
    ).fetchone() or (0, 0, "")
    names = {"A": "A-Z", "a": "a-z", "9": "0-9"}
    signs = {sign for sign in symbols or "" if sign.isascii() and not sign.isspace() and sign not in ";,|\"'[](){}"}
    alphabet = "".join(names.get(sign, re.escape(sign)) for sign in sorted(signs))
    if not alphabet:
        return None
    return rf"{re.escape(start)}[{alphabet}]{{{max(least - len(start), 1)},{max(most - len(start), 1)}}}"


def _quoted(pattern: str) -> str:
    return "'" + pattern.replace("'", "''") + "'"
