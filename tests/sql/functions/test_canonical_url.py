"""The table reads as the specification of canonical addresses; the properties hold it to its word."""

from __future__ import annotations

import random
import re
import string
from urllib.parse import quote

import duckdb
import pyarrow as pa
import pytest
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
WRAPPED = quote(PAGE + "?utm_source=x&id=3", safe="")
UNWRAPPED = PAGE + "?id=3"

# given -> the address a reader would follow
CANONICAL: list[tuple[str, str | None]] = [
    # one spelling
    ("https://example.com", "https://example.com/"),
    ("HTTPS://Example.COM/Path", "https://example.com/Path"),
    (
        "http://example.com/",
        "http://example.com/",
    ),  # a site may answer on http only: the key forgets the scheme
    ("https://www.example.com/", "https://www.example.com/"),  # likewise www.
    ("  https://example.com/a\n", PAGE),
    ("\ufeffhttps://example.com/a\u200b", PAGE),
    ("https://example.com:443/a", PAGE),
    ("https://example.com:0443/a", PAGE),
    ("https://example.com:/a", PAGE),
    ("http://example.com:443/a", "http://example.com:443/a"),
    ("https://ana:secret@example.com/a", PAGE),
    ("https://example.com@evil.example/a", "https://evil.example/a"),
    ("https://example.com./a", PAGE),
    ("https://example.com/b/../a", PAGE),
    ("https://example.com/b/%2E%2e/./a", PAGE),
    ("https://example.com/../../a", PAGE),
    ("https://example.com/a/..", "https://example.com/"),
    ("https://example.com/a//b/", "https://example.com/a//b/"),  # two pages on some servers; so are a and a/
    ("https:\\\\example.com\\a", PAGE),  # as browsers read it
    ("https://example.com\\@evil.example/", "https://example.com/@evil.example/"),
    ("https://example.com/Episode 1.mp3", "https://example.com/Episode%201.mp3"),  # podcasts do this
    ("https://example.com/zürich", "https://example.com/z%C3%BCrich"),
    ("https://example.com/%7eana/100%", "https://example.com/%7eana/100%"),  # a server gets these bytes
    ("https://example.com/a?q=zürich&Q=%c3", "https://example.com/a?q=zürich&Q=%c3"),
    ("https://example.com/a?", PAGE),
    ("https://example.com/a#section", PAGE),
    ("https://example.com/a#:~:text=word", PAGE),
    ("https://example.com/#!/ana", "https://example.com/#!/ana"),
    # hosts
    ("https://Bücher.example/", "https://xn--bcher-kva.example/"),
    ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
    ("https://i❤.example/", "https://xn--i-7iq.example/"),  # forbidden by IDNA 2008, and shared all the same
    ("https://ex%61mple.com/a", PAGE),
    ("https://example。com/a", PAGE),
    ("https://a_b.example.com/", "https://a_b.example.com/"),
    ("http://[2001:DB8::0:1]:80/a", "http://[2001:db8::1]/a"),
    ("http://[::ffff:192.0.2.1]/", "http://[::ffff:c000:201]/"),
    ("http://192.0.2.1:8080/a", "http://192.0.2.1:8080/a"),
    ("http://localhost:8000/a", "http://localhost:8000/a"),
    # trackers everywhere
    ("https://example.com/a?utm_source=x&utm_medium=y&id=3", UNWRAPPED),
    ("https://example.com/a?UTM_Source=x&id=3&fbclid=y", UNWRAPPED),
    ("https://example.com/a?utm%5Fsource=x&id=3", UNWRAPPED),
    ("https://example.com/a?id=3&amp;utm_source=x", UNWRAPPED),  # escaped twice by a feed
    ("https://example.com/a?gclid=1&_hsenc=2&__hstc=3&mc_eid=4&ml_subscriber_hash=5&_ga=6&Echobox=7", PAGE),
    ("https://example.com/a?igsh=1&igshid=2&vero_id=3&oly_enc_id=4&srsltid=5&spm=6&cmpid=7&s_cid=8", PAGE),
    ("https://example.com/a?source=rss----abc---4", PAGE),  # Medium on an author's own domain
    ("https://example.com/a?source=print", "https://example.com/a?source=print"),
    ("https://example.com/a?t=30&s=1&si=2&r=3&ref=ana", "https://example.com/a?t=30&s=1&si=2&r=3&ref=ana"),
    ("https://example.com/?p=123&utm_source=x", "https://example.com/?p=123"),
    ("https://example.com/a?id=3?utm_source=x", "https://example.com/a?id=3?utm_source=x"),  # all of it is id
    ("https://example.com/a?b=2&a=1&b=&&c", "https://example.com/a?b=2&a=1&b=&&c"),
    # a signature covers the query
    (
        "https://b.s3.amazonaws.com/k?X-Amz-Signature=1&utm_source=x",
        "https://b.s3.amazonaws.com/k?X-Amz-Signature=1&utm_source=x",
    ),
    (
        "https://media.licdn.com/dms/image/x?e=1&v=beta&t=Sig-_1",
        "https://media.licdn.com/dms/image/x?e=1&v=beta&t=Sig-_1",
    ),
    (
        "https://scontent.fbcdn.net/v/a.jpg?_nc_cat=1&oh=2&oe=3",
        "https://scontent.fbcdn.net/v/a.jpg?_nc_cat=1&oh=2&oe=3",
    ),
    # redirectors
    (f"https://l.facebook.com/l.php?u={WRAPPED}&h=AT0", UNWRAPPED),
    (f"http://lm.facebook.com/l.php?h=AT0&u={WRAPPED}", UNWRAPPED),
    (f"https://l.instagram.com/?u={WRAPPED}&e=AT0", UNWRAPPED),
    (f"https://l.threads.net/?u={WRAPPED}", UNWRAPPED),
    (f"https://www.google.com/url?q={WRAPPED}&sa=D", UNWRAPPED),
    (f"https://www.google.co.uk/url?sa=t&q=some+words&url={WRAPPED}&usg=A", UNWRAPPED),
    (f"https://www.youtube.com/redirect?event=d&q={WRAPPED}", UNWRAPPED),
    (f"https://out.reddit.com/t3_abc?url={WRAPPED}&token=A", UNWRAPPED),
    (f"https://www.linkedin.com/safety/go?url={WRAPPED}&trk=x", UNWRAPPED),
    (f"https://nam02.safelinks.protection.outlook.com/?url={WRAPPED}&data=05", UNWRAPPED),
    (f"https://go.bsky.app/redirect?u={WRAPPED}", UNWRAPPED),
    (f"https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3D{quote(WRAPPED)}", UNWRAPPED),
    (f"https://www.google.com/url?q={quote(WRAPPED)}", UNWRAPPED),  # encoded twice over
    ("https://www.google.com/url?q=/search", "https://www.google.com/url?q=/search"),
    ("https://www.google.com/url?q=javascript:alert(1)", "https://www.google.com/url?q=javascript:alert(1)"),
    (
        "https://www.google.com/search?q=https://example.com/a",
        "https://www.google.com/search?q=https://example.com/a",
    ),
    (
        "https://evil-facebook.com/l.php?u=https://a.example",
        "https://evil-facebook.com/l.php?u=https://a.example",
    ),
    ("https://l.facebook.com/l.php?u=http%3A%2F%2Fa.example%2F%E9%2Fb", "http://a.example/%E9/b"),
    # X: the id is the key
    ("https://twitter.com/ana/status/123?s=20&t=abc", "https://x.com/ana/status/123"),
    ("http://www.twitter.com/ana/statuses/123", "https://x.com/ana/status/123"),
    ("https://mobile.twitter.com/ana/status/123/photo/1", "https://x.com/ana/status/123"),
    ("https://fxtwitter.com/ana/status/123/en", "https://x.com/ana/status/123"),
    ("https://d.vxtwitter.com/ana/status/123", "https://x.com/ana/status/123"),
    ("https://x.com/i/web/status/123", "https://x.com/i/status/123"),
    ("https://twitter.com/#!/ana/status/123", "https://x.com/ana/status/123"),
    ("https://twitter.com/ana?ref_src=twsrc&lang=de", "https://x.com/ana?lang=de"),
    ("https://fxtwitter.com/", "https://fxtwitter.com/"),
    ("https://developer.twitter.com/a?t=1", "https://developer.twitter.com/a?t=1"),
    ("https://netx.com/ana/status/123?s=1", "https://netx.com/ana/status/123?s=1"),
    # YouTube: `t` is the second to start at
    ("https://youtu.be/a1-_b?si=x&t=30", "https://www.youtube.com/watch?v=a1-_b&t=30"),
    ("http://m.youtube.com/watch?feature=share&v=a1&list=PL1", "https://www.youtube.com/watch?v=a1&list=PL1"),
    ("https://youtube.com/shorts/a1?feature=share", "https://www.youtube.com/watch?v=a1"),
    ("https://www.youtube.com/live/a1?si=x", "https://www.youtube.com/watch?v=a1"),
    ("https://www.youtube-nocookie.com/embed/a1?start=5", "https://www.youtube.com/watch?v=a1&start=5"),
    ("https://www.youtube.com/embed/videoseries?list=PL1", "https://www.youtube.com/playlist?list=PL1"),
    (
        "https://www.youtube.com/embed/live_stream?channel=UC1",
        "https://www.youtube.com/embed/live_stream?channel=UC1",
    ),
    ("https://www.youtube.com/@ana/live", "https://www.youtube.com/@ana/live"),
    # others
    ("https://old.reddit.com/r/a/comments/b/c/?share_id=1&rdt=2", "https://www.reddit.com/r/a/comments/b/c/"),
    ("https://www.threads.net/@ana/post/C1?xmt=AQ", "https://www.threads.com/@ana/post/C1"),
    (
        "https://m.facebook.com/story.php?story_fbid=1&id=2&mibextid=3&__cft__[0]=4&__tn__=5&paipv=0",
        "https://www.facebook.com/story.php?story_fbid=1&id=2",
    ),
    ("https://www.linkedin.com/posts/ana-1?trk=a&rcm=b", "https://www.linkedin.com/posts/ana-1"),
    ("https://ana.medium.com/a-1?source=friends_link&sk=5", "https://ana.medium.com/a-1?sk=5"),
    ("https://ana.substack.com/p/a?r=1&triedRedirect=true&publication_id=2", "https://ana.substack.com/p/a"),
    ("https://open.substack.com/pub/ana/p/a?r=1", "https://ana.substack.com/p/a"),
    ("https://en.m.wikipedia.org/wiki/Ear", "https://en.wikipedia.org/wiki/Ear"),
    # AMP, where it is sure
    ("https://www.google.com/amp/s/news.example/a?usqp=1", "https://news.example/a"),
    ("https://news-example.cdn.ampproject.org/c/s/news.example/a?amp_js_v=0.1", "https://news.example/a"),
    ("https://cdn.ampproject.org/v/news.example/a", "http://news.example/a"),
    ("https://news.example/a?amp=1&id=3", "https://news.example/a?id=3"),
    ("https://news.example/a?amp", "https://news.example/a"),
    ("https://shop.example/guitars?amp=tube", "https://shop.example/guitars?amp=tube"),
    ("https://news.example/what-we-heard/amp/", "https://news.example/what-we-heard/"),
    ("https://news.example/2026/05/heard/amp", "https://news.example/2026/05/heard"),
    ("https://news.example/heard.html/amp", "https://news.example/heard.html"),
    ("https://code.example/ana/amp", "https://code.example/ana/amp"),  # a repository called amp
    # no web address
    ("", None),
    ("example.com/a", None),
    ("//example.com/a", None),
    ("javascript:alert(1)", None),
    ("mailto:ana@example.com", None),
    ("at://did:plc:abc/app.bsky.feed.post/1", None),
    ("ftp://example.com/", None),
    ("https://", None),
    ("https:///a", None),
    ("https://https://example.com/", None),
    ("https://a..example/", None),
    ("https://exa mple.com/", None),
    ("https://a.example/ https://b.example/", None),
    ("https://example.com/a\nb", None),
    ("https://example.com/\x00", None),
    ("https://example.com/\ud800", None),
    ("https://example.com:65536/", None),
    ("https://example.com:" + "9" * 5000 + "/", None),
    ("https://example.com:٤٤٣/", None),
    ("https://example.com:80:80/", None),
    ("https://[::1", None),
    ("https://[fe80::1%25eth0]/", None),
    ("https://300.1.1.1/", None),
    ("https://0x7f.1/", None),
    ("https://xn--a/", None),
    ("https://xn--example-.com/", None),
    ("https://℀.example/", None),
    ("https://%ff.example/", None),
    (f"https://{'a' * 64}.example/", None),
    (f"https://{'a.' * 130}example/", None),
    ("https://example.com/" + "a" * 1_000_000, None),
    ("https://example.com/" + "ü" * 16_000, None),  # within the limit only until it is encoded
]

KEYS = [
    ("http://www.example.com/a/?b=2&a=1&utm_source=x#top", "https://example.com/a?a=1&b=2"),
    ("https://example.com", "https://example.com"),
    ("https://m.example.com/", "https://example.com"),
    ("https://mobile.example.com:8080//", "https://example.com:8080"),
    ("https://amp.example.com/a", "https://example.com/a"),
    ("https://m.com/", "https://m.com"),
    ("https://example.com/%7eana/%c3%bc/100%", "https://example.com/~ana/%C3%BC/100%25"),
    ("https://example.com/a%2fb", "https://example.com/a%2Fb"),  # an escaped slash is no slash
    ("https://example.com/a?&b=%7e&&a=ü&", "https://example.com/a?a=%C3%BC&b=~"),
    ("https://example.com/Path", "https://example.com/Path"),
    ("https://twitter.com/ana/status/123", "https://x.com/i/status/123"),
    ("https://x.com/anna/status/123", "https://x.com/i/status/123"),  # ana under her new name
    ("https://youtu.be/a1", "https://youtube.com/watch?v=a1"),
    ("https://example.com/#!/ana/", "https://example.com#!/ana/"),
    ("mailto:ana@example.com", None),
]

SITES = [
    ("https://blog.example.co.uk/post", "example.co.uk"),
    ("https://twitter.com/ana", "x.com"),
    ("https://ana.github.io/", "ana.github.io"),
    ("https://github.io/", "github.io"),
    ("https://www.bücher.de/", "xn--bcher-kva.de"),
    ("https://a.b.made-up-ending/", "b.made-up-ending"),
    (f"https://l.facebook.com/l.php?u={WRAPPED}", "example.com"),
    ("http://192.0.2.1/", None),
    ("http://[2001:db8::1]/", None),
    ("http://localhost/", None),
    ("no address", None),
]

SHORT = [
    ("https://bit.ly/3abc", True),
    ("http://www.bit.ly/3abc", True),
    ("https://t.co/abc?amp=1", True),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Flnkd.in%2Fabc", True),
    ("https://bit.ly/", False),
    ("https://i.redd.it/a.png", False),
    ("https://notbit.ly/a", False),
    ("https://bit.ly.example/a", False),
    ("https://youtu.be/a1", False),  # says itself where it leads
    ("no address", False),
]


@pytest.mark.parametrize(("raw", "canonical"), CANONICAL, ids=lambda text: ascii(text)[:60])
def test_an_address_becomes_the_one_a_reader_would_follow(raw: str, canonical: str | None) -> None:
    assert canonical_url(raw) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(("raw", "key"), KEYS)
def test_a_key_forgets_what_does_not_tell_pages_apart(raw: str, key: str | None) -> None:
    assert url_key(raw) == key
    assert url_key(key) == key


@pytest.mark.parametrize(("raw", "site"), SITES)
def test_a_site_is_the_registrable_domain(raw: str, site: str | None) -> None:
    assert site_of(raw) == site


@pytest.mark.parametrize(("raw", "short"), SHORT)
def test_a_short_link_is_known_by_its_host(raw: str, short: bool) -> None:
    assert is_short(raw) is short


def test_null_in_null_out() -> None:
    assert (canonical_url(None), url_key(None), site_of(None), is_short(None)) == (None, None, None, False)
    nothing = pa.array([None, "https://example.com/"])
    for answer in (canonical_urls, url_keys, sites_of, are_short, url_facts):
        assert answer(nothing).to_pylist()[0] is None
        assert answer(pa.array([], pa.string())).to_pylist() == []
        assert answer(pa.nulls(2)).to_pylist() == [None, None]


def test_no_list_names_a_parameter_that_chooses_what_is_shown() -> None:
    lists = [url_rules.TRACKING, *url_rules.TRACKING_ON.values()]
    for rule in (rule for rules in lists for rule in rules):
        assert not any(
            name.startswith(rule.removesuffix("*")) and rule[-1] == "*" for name in url_rules.NEVER_TRACKING
        )
        assert rule not in url_rules.NEVER_TRACKING
        assert rule == rule.lower(), "names are compared in lower case"
    assert [host for host, names in url_rules.TRACKING_ON.items() if "t" in names] == ["x.com"]


# -- properties

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


def _address(
    scheme: str, prefix: str, host: str, port: str, paths: list[str], query: list[str], fragment: str
) -> str:
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


def test_the_quick_way_for_columns_takes_no_other_way_than_the_table() -> None:
    raws = [raw for raw, _ in CANONICAL if raw.isprintable()]
    raws += [
        f"https://{host}{path}" for host in _HOSTS for path in ("/", "/a", "/a/amp", "/shorts/a1", "/amp/a.b")
    ]
    assert canonical_urls(pa.array(raws)).to_pylist() == [canonical_url(raw) for raw in raws]
    assert url_keys(pa.array(raws)).to_pylist() == [url_key(raw) for raw in raws]


_kept = st.lists(
    st.tuples(
        st.sampled_from(["a", "id", "p", "q", "B", "_x"]),
        st.text(string.ascii_letters + "%+:/=é;,?", max_size=8),
    ).map("=".join),
    max_size=5,
)
_trackers = st.lists(
    st.sampled_from(["utm_source=1", "fbclid=2", "gclid", "mc_eid=%3D", "UTM_ID=4"]), max_size=4
)


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
def test_a_signed_address_keeps_every_byte_of_its_query(
    kept: list[str], name: str, trackers: list[str]
) -> None:
    signed = f"{PAGE}?{'&'.join([*kept, *trackers, name.title() + '=aB%2f'])}"
    assert canonical_url(signed) == signed


def test_a_chain_made_to_hurt_ends() -> None:
    assert canonical_url("https://l.wl.co/l?u=" * 20 + PAGE) == PAGE
    assert canonical_url("https://l.wl.co/l?u=" * 500 + PAGE) is None


# -- DuckDB


def test_duckdb_takes_the_functions_as_arrow_functions() -> None:
    with duckdb.connect() as con:
        con.create_function(
            "url_key", url_keys, ["VARCHAR"], "VARCHAR", type="arrow", null_handling="special"
        )
        con.create_function(
            "url_facts", url_facts, ["VARCHAR"], FACTS_SQL, type="arrow", null_handling="special"
        )
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


@pytest.mark.parametrize(
    "kind", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]
)
def test_any_arrow_text_is_taken_whole_or_in_chunks(kind: pa.DataType) -> None:
    chunks = pa.chunked_array(
        [pa.array(["https://example.com/a#b", None]).cast(kind), pa.array([PAGE]).cast(kind)]
    )
    assert canonical_urls(chunks).to_pylist() == [PAGE, None, PAGE]
    assert canonical_urls(chunks).type == pa.string()
