"""LinkedIn's little text, read back as it was typed."""

import time

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sql.functions import register
from sql.functions.little_text import RESERVED, read

ANY = st.text(st.characters(blacklist_categories=("Cs",)), max_size=80) | st.text(RESERVED + "a:1 u", max_size=40)


def escaped(text: str) -> str:
    return "".join(f"\\{letter}" if letter in RESERVED else letter for letter in text)


@given(ANY)
def test_what_was_escaped_reads_as_it_was_typed(text: str) -> None:
    assert read(escaped(text)) == {"text": text, "mentions": [], "hashtags": []}


@given(before=ANY, name=st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=30), after=ANY)
def test_a_mention_reads_as_its_name_whatever_stands_around_it(before: str, name: str, after: str) -> None:
    told = read(f"{escaped(before)}@[{escaped(name)}](urn:li:person:a\\_b){escaped(after)}")
    assert told["text"] == before + name + after
    assert told["mentions"] == [{"name": name, "urn": "urn:li:person:a_b"}]


@pytest.mark.parametrize(
    ("commentary", "text", "hashtags"),
    [
        ("{hashtag|\\#|duckdb} and {hashtag|#|maíz}", "#duckdb and #maíz", ["duckdb", "maíz"]),
        ("{hashtag|\\#|a\\_b}", "#a_b", ["a_b"]),
        ("#one, #two and #one; no#three #4", "#one, #two and #one; no#three #4", ["one", "two"]),
        ("\\#none \\{hashtag\\|\\#\\|x\\}", "#none {hashtag|#|x}", []),
        ("@[Ann] (urn:li:person:x)", "Ann", []),
        ("@[Ann](urn:li:person:x", "@[Ann](urn:li:person:x", []),
        ("a lone \\ and \\n stay", "a lone \\ and \\n stay", []),
        ("", "", []),
    ],
)
def test_templates_escapes_and_what_only_looks_like_them(commentary: str, text: str, hashtags: list[str]) -> None:
    assert (read(commentary)["text"], read(commentary)["hashtags"]) == (text, hashtags)


def test_a_text_made_to_be_slow_is_not() -> None:
    started = time.monotonic()
    for hostile in ("@[" * 40_000, "{hashtag|#|" * 10_000, "@[a](" * 20_000, "#" * 80_000, "#1" * 40_000):
        read(hostile)
    assert time.monotonic() - started < 5


def test_sql_reads_it_with_nulls_where_nothing_was_told() -> None:
    with duckdb.connect() as con:
        register(con)
        rows = con.execute(
            "select little_text(told) from (values (null), ('Hi @[Ann](urn:li:person:x) {hashtag|\\#|a}')) as t(told)"
        ).fetchall()
    assert rows == [
        (None,),
        ({"text": "Hi Ann #a", "mentions": [{"name": "Ann", "urn": "urn:li:person:x"}], "hashtags": ["a"]},),
    ]
