"""What SQL says itself, in one line: addresses, hashtags and names in words as typed."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from sql.functions import register


def said(macro: str, words: Any) -> Any:
    with duckdb.connect() as con:
        register(con)
        return con.execute(f"select {macro}($words::varchar)", {"words": words}).fetchone()[0]


@pytest.mark.parametrize(
    ("words", "addresses"),
    [
        (
            "see https://a.example/x?y=1, then (https://b.example/z).",
            ["https://a.example/x?y=1", "https://b.example/z"],
        ),
        (
            "https://en.example/wiki/Wind_(air) HTTPS://c.example",
            ["https://en.example/wiki/Wind_(air)", "HTTPS://c.example"],
        ),
        ("twice https://a.example/ and https://a.example/", ["https://a.example/"]),
        ('<a href="https://a.example/">x</a> “https://b.example”', ["https://a.example/", "https://b.example"]),
        ("no address: www.a.example, http:/x", []),
        ("", []),
        (None, None),
    ],
)
def test_addresses_stand_in_their_order_each_once_without_the_stop_behind_them(words: Any, addresses: Any) -> None:
    assert said("addresses_in", words) == addresses


@pytest.mark.parametrize(
    ("words", "tags"),
    [("#a #1 #b1 x#no (#c) #a", ["a", "b1", "c"]), ("#maíz\n#日本語", ["maíz", "日本語"]), ("&#39;", []), (None, None)],
)
def test_hashtags_stand_without_their_sign_and_a_number_is_none(words: Any, tags: Any) -> None:
    assert said("hashtags_in", words) == tags


@pytest.mark.parametrize(
    ("words", "names"),
    [("@Ana. hi @ben_x, .@dev and @ana", ["ana", "ben_x"]), ("mail a@b.c https://x.example/@nobody", []), (None, None)],
)
def test_names_stand_in_small_letters_and_a_mail_address_is_none(words: Any, names: Any) -> None:
    assert said("names_in", words) == names
