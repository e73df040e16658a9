"""Canonical addresses hold for any text, and a column answers as each of its addresses would."""

from __future__ import annotations

import random
import re
import string
from urllib.parse import quote

import duckdb
import pyarrow as pa
import pytest
from duckdb.func import ARROW, SPECIAL
from duckdb.sqltypes import VARCHAR
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sql.functions import url_rules
from sql.functions.canonical_url import (
    FACTS_SQL,
    are_short,
    canonical_url,
    canonical_urls,
    is_short,
    site_of,
    sites_of,
    url_facts,
    url_key,
    url_keys,
)

PAGE = "https://example.com/a"

_HOSTS = sorted(
    {name.removeprefix("*.").replace("*", "de") for name in (*url_rules.ALIASES, *url_rules.TRACKING_ON)}
    | {host.removeprefix("*.").replace("*", "com") for host, _, _ in url_rules.REDIRECTORS}
    | {*url_rules.X_MIRRORS, "youtu.be", "open.substack.com", "a.cdn.ampproject.org", "en.m.wikipedia.org"}
    | {"example.com", "www.example.co.uk", "bit.ly", "Bücher.example", "[::1]", "192.0.2.1", "xn--a.example"}
)
_PATHS = [
    "",
    "/",
    "/..",
    "/%2e",
    "/amp",
    "/amp/",
    "/a-b-c",
    "/shorts",
    "/embed",
    "/watch",
    "/c/s",
    "/url",
    "/l.php",
]
_PATHS += [
    "/ana/status/123",
    "/i/web",
    "/redirect",
    "/s/",
    "//",
    "\\",
    "/ü",
    "/%7e",
    "/%",
    "/a.html",
    "/pub/a/p/b",
]
_NAMES = [
    "utm_source",
    "fbclid",
    "id",
    "v",
    "t",
    "s",
    "si",
    "amp",
    "source",
    "q",
    "url",
    "u",
    "sig",
    "amp;utm_x",
    "ü",
]
_VALUES = [
    "",
    "1",
    "x?utm_id=1",
    "true",
    "rss-1",
    "a b",
    "%zz",
    "é",
    "+",
    "%2B",
    "\u200b",
    "https://example.com/a/amp",
]

_pieces = st.tuples(st.sampled_from(_NAMES), st.sampled_from(_VALUES)).map("=".join)


def _address(scheme: str, prefix: str, host: str, port: str, paths: list[str], query: list[str], fragment: str) -> str:
    return f"{scheme}://{prefix}{host}{port}{''.join(paths)}" + "?" * bool(query) + "&".join(query) + fragment


_addresses = st.builds(
    _address,
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["", "", "www.", "m.", "amp.", "ana:x@"]),
    st.sampled_from(_HOSTS),
    st.sampled_from(["", "", "", ":80", ":443", ":8080", ":0", ":"]),
    st.lists(st.sampled_from(_PATHS), max_size=4),
    st.lists(_pieces, max_size=4),
    st.sampled_from(["", "", "#a", "#!", "#!/ana/status/1", "#!\u200b"]),
)
_WRAPPERS = ["https://l.facebook.com/l.php?u=", "http://google.de/url?q=", "https://l.wl.co/l?x=1&u="]
_wrapped = st.recursive(
    _addresses,
    lambda inner: st.builds(lambda to, url: to + quote(url, safe=""), st.sampled_from(_WRAPPERS), inner),
)
_nasty = st.builds(str.__add__, st.sampled_from(["", "http://", "https://", "https://a.example/"]), st.text())
_any = st.one_of(_addresses, _wrapped, _nasty)


@settings(max_examples=250, deadline=None)
@given(_any)
@example("https://example.com/?a=x\u200b&utm_source=1")
@example("https://l.wl.co/l?u=" * 400 + "https://example.com/")
def test_canonical_is_canonical_and_never_raises(raw: str) -> None:
    canonical = canonical_url(raw)
    assert canonical_url(canonical) == canonical
    assert url_key(canonical) == url_key(raw)
    assert site_of(canonical) == site_of(raw)
    assert is_short(canonical) == is_short(raw)
    if canonical is not None:
        assert re.fullmatch(r"https?://[a-z0-9._:\[\]-]+/\S*", canonical)


@settings(max_examples=80, deadline=None)
@given(st.lists(_any, max_size=8))
def test_a_column_answers_as_each_of_its_addresses_would(raws: list[str]) -> None:
    texts = [raw.encode("utf-8", "replace").decode() for raw in raws]
    column = pa.array(texts, pa.string())
    assert canonical_urls(column).to_pylist() == [canonical_url(raw) for raw in texts]
    assert url_keys(column).to_pylist() == [url_key(raw) for raw in texts]
    assert sites_of(column).to_pylist() == [site_of(raw) for raw in texts]
    assert are_short(column).to_pylist() == [is_short(raw) for raw in texts]


_kept = st.lists(
    st.tuples(
        st.sampled_from(["a", "id", "p", "q", "B", "_x"]),
        st.text(string.ascii_letters + "%+:/=é;,?", max_size=8),
    ).map("=".join),
    max_size=5,
)
_trackers = st.lists(st.sampled_from(["utm_source=1", "fbclid=2", "gclid", "mc_eid=%3D", "UTM_ID=4"]), max_size=4)


@settings(deadline=None)
@given(_kept, _trackers, st.randoms(use_true_random=False))
def test_trackers_go_wherever_they_stand_and_the_rest_keeps_order_and_bytes(
    kept: list[str], trackers: list[str], chance: random.Random
) -> None:
    mixed = list(kept)
    for tracker in trackers:
        mixed.insert(chance.randint(0, len(mixed)), tracker)
    expected = PAGE + "?" * bool(kept) + "&".join(kept)
    assert canonical_url(f"{PAGE}?{'&'.join(mixed)}") == expected


@settings(deadline=None)
@given(_kept, st.sampled_from(url_rules.SIGNATURES), _trackers)
def test_a_signed_address_keeps_every_byte_of_its_query(kept: list[str], name: str, trackers: list[str]) -> None:
    signed = f"{PAGE}?{'&'.join([*kept, *trackers, name.title() + '=aB%2f'])}"
    assert canonical_url(signed) == signed


def test_a_chain_made_to_hurt_ends() -> None:
    assert canonical_url("https://l.wl.co/l?u=" * 20 + PAGE) == PAGE
    assert canonical_url("https://l.wl.co/l?u=" * 500 + PAGE) is None


def test_null_in_null_out() -> None:
    assert (canonical_url(None), url_key(None), site_of(None), is_short(None)) == (None, None, None, False)
    nothing = pa.array([None, "https://example.com/"])
    for answer in (canonical_urls, url_keys, sites_of, are_short, url_facts):
        assert answer(nothing).to_pylist()[0] is None
        assert answer(pa.array([], pa.string())).to_pylist() == []
        assert answer(pa.nulls(2)).to_pylist() == [None, None]


def test_the_quick_way_for_columns_passes_no_known_host_by() -> None:
    raws = [f"https://{host}{path}" for host in _HOSTS for path in ("/", "/a", "/a/amp", "/shorts/a1", "/amp/a.b")]
    assert canonical_urls(pa.array(raws)).to_pylist() == [canonical_url(raw) for raw in raws]
    assert url_keys(pa.array(raws)).to_pylist() == [url_key(raw) for raw in raws]


def test_duckdb_takes_the_functions_as_arrow_functions() -> None:
    with duckdb.connect() as con:
        for name, function, answer in (("url_key", url_keys, VARCHAR), ("url_facts", url_facts, FACTS_SQL)):
            con.create_function(name, function, [VARCHAR], answer, type=ARROW, null_handling=SPECIAL)
        con.execute(
            "create table links as "
            "select 'http://www.example.com/' || (n % 7) || '/?utm_id=' || n as url from range(5000) t(n)"
        )
        con.execute("insert into links values (null), ('no address'), ('https://bit.ly/a')")
        counted = con.execute("select url_key(url), count(*) from links group by all order by all").fetchall()
        facts = con.execute("select url_facts(url) from links offset 5000").fetchall()
    assert [count for _, count in counted] == [1, 715, 715, 714, 714, 714, 714, 714, 2]
    short = {
        "url_canonical": "https://bit.ly/a",
        "url_key": "https://bit.ly/a",
        "site": "bit.ly",
        "is_short": True,
    }
    assert [fact for (fact,) in facts] == [None, dict.fromkeys(short) | {"is_short": False}, short]


@pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())])
def test_any_arrow_text_is_taken_whole_or_in_chunks(kind: pa.DataType) -> None:
    chunks = pa.chunked_array([pa.array(["https://example.com/a#b", None]).cast(kind), pa.array([PAGE]).cast(kind)])
    assert canonical_urls(chunks).to_pylist() == [PAGE, None, PAGE]
    assert canonical_urls(chunks).type == pa.string()
