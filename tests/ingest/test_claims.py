"""Whom a page calls the same person's: read from any bytes, in time that grows with their number only."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.answer import Answer
from ingest.claims import LONGEST, METHODS, MOST, claims, is_closed

HOME = "https://ana.example.com/"
AT = datetime(2026, 10, 4, 5, tzinfo=UTC)
MASTODON = "https://social.example/@ana"


def read(body, url=HOME, kind="text/html; charset=utf-8", **headers):
    content = body if isinstance(body, bytes) else body.encode()
    return {one.claimed: one.method for one in claims(Answer(url, 200, {"content-type": kind, **headers}, content, AT))}


def linked_data(*things):
    return "".join(f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in things)


@pytest.mark.parametrize(
    "html",
    [
        f'<a rel="me" href="{MASTODON}">M</a>',
        f"<link rel=me href={MASTODON}>",
        f"<A REL='nofollow ME noopener' HREF=' {MASTODON}\n'>M</A>",
        f'<a href="{MASTODON}" hidden rel="me"></a>',
        f'<div style="display:none"><a rel=me href="{MASTODON}">',
        '<base href="https://social.example/"><a rel="me" href="@ana">M</a>',
        '<a rel=me href="https&#58;//social.example/&#64;ana">M</a>',
        f'<area rel="me" href="{MASTODON}">',
        f'<!doctype html><html><body><p>broken <b><a rel="me" href="{MASTODON}"',
    ],
)  # fmt: skip
def test_rel_me_is_found_however_it_is_written(html):
    assert read(html) == {MASTODON: "rel=me"}


def test_its_own_other_pages_are_nobody_else_but_an_account_on_its_host_is():
    assert read('<a rel="me" href="/about"><a rel="me" href="/@ana"><a href="/@ana"><link rel="me" href="/en/">') == {
        f"{HOME}@ana": "rel=me"
    }


def test_rel_me_of_the_link_header_counts_too():
    assert read("<p>", link=f'<{MASTODON}>; rel="me", <https://b.example/>; rel="next"') == {MASTODON: "rel=me"}


@pytest.mark.parametrize(
    "html",
    [
        f'<!-- <a rel="me" href="{MASTODON}">M</a> -->',
        f'<template><a rel="me" href="{MASTODON}">M</a></template>',
        f"<script>document.write('<a rel=\"me\" href=\"{MASTODON}\">')</script>",
        f'<textarea><a rel="me" href="{MASTODON}">M</a></textarea>',
        f'<a rel="me ugc" href="{MASTODON}">a comment</a>',
        f'<a rel="friend met" href="{MASTODON}">M</a>',
        f'<a rel="me colleague" href="{MASTODON}">M</a>',
        '<a rel="me" href="mailto:ana@example.com">', '<a rel="me" href="javascript:alert(1)">', '<a rel="me">',
        '<a rel="me" href="http://[">', f'<a rel="me" href="https://e.example/{"x" * LONGEST}">',
        f'<a rel="me" href="{HOME}#top">', '<a rel="me" href="/about"', "",
    ],
)  # fmt: skip
def test_what_is_not_the_owners_word_claims_nothing(html):
    assert read(html) == {}


def test_a_page_that_is_neither_markup_nor_an_actor_claims_nothing():
    assert read(f'<a rel="me" href="{MASTODON}">', kind="text/plain") == {}
    assert read(b"%PDF-1.7", kind="application/pdf") == {}


def test_mere_links_are_kept_where_they_lead_to_somebody():
    html = f"""<a href="{MASTODON}">M</a><a href="https://ben.example.com/">Ben</a><a href="https://news.example/2026/a">news</a>
        <a href="/own">own</a><a href="https://x.com/ana">X</a><a href="https://youtu.be/abc">a video</a>"""
    assert read(html) == dict.fromkeys([MASTODON, "https://ben.example.com/", "https://x.com/ana"], "link")


def test_an_address_stands_once_by_its_strongest_method():
    html = f'<a href="{MASTODON}">M</a><a rel="me" href="{MASTODON}">M</a>' + linked_data(
        {"@type": "Person", "name": "Ana", "sameAs": [MASTODON]}
    )
    assert read(html) == {MASTODON: "rel=me"}


def test_same_as_of_the_one_person_counts_and_not_that_of_the_house_beside_her():
    house = {"@type": "Organization", "name": "House", "sameAs": "https://x.com/house"}
    ana = {"@type": ["Person"], "@id": "#ana", "sameAs": [MASTODON, "https://ana.example.org/", 7, None]}
    article = {"@graph": [{"@type": "Article", "author": ana, "publisher": house}, ana]}
    assert read(linked_data(article)) == {MASTODON: "sameAs", "https://ana.example.org/": "sameAs"}


def test_same_as_of_a_house_counts_on_its_home_page_only():
    house = linked_data(
        {"@context": "https://schema.org", "@type": "schema:Organization", "sameAs": "https://x.com/house"}
    )
    assert read(house) == {"https://x.com/house": "sameAs"}
    assert read(house, url="https://ana.example.com/about") == {}


def test_same_as_of_two_people_or_of_those_it_mentions_counts_for_nobody():
    ana, ben = ({"@type": "Person", "name": name, "sameAs": f"https://x.com/{name}"} for name in ("ana", "ben"))
    assert read(linked_data(ana, ben)) == {}
    for key in ("employee", "knows", "comment", "mentions", "member", "review"):
        assert read(linked_data({"@type": "WebPage", key: [ben]})) == {}, key


def test_fediverse_creator_counts_where_it_names_one():
    one = '<meta name="fediverse:creator" content="@ana@social.example">'
    assert read(one + one) == {"@ana@social.example": "fediverse:creator"}
    assert read(one.replace("name=", "property=").replace("@ana", "ana")) == {
        "@ana@social.example": "fediverse:creator"
    }
    assert read(one + one.replace("ana", "ben")) == {}
    assert read(one.replace("@ana@social.example", "<b>")) == {}


def test_an_actor_says_who_else_it_is_for_its_own_server_only():
    actor = {"id": "https://ana.example.com/actor", "alsoKnownAs": [MASTODON, 3], "movedTo": "https://new.example/@ana"}
    kind = "application/activity+json"
    assert read(json.dumps(actor), kind=kind) == dict.fromkeys([MASTODON, "https://new.example/@ana"], "alsoKnownAs")
    assert read(json.dumps(actor | {"id": "https://evil.example/actor"}), kind=kind) == {}
    for broken in ("{", "[]", "null", "[" * 100_000, '{"id": 1, "alsoKnownAs": {}}'):
        assert read(broken, kind=kind) == {}


@pytest.mark.parametrize(
    ("html", "header", "closed"),
    [
        ('<meta name="robots" content="noindex, nofollow">', "", True),
        ("<META CONTENT=NONE NAME=Robots>", "", True),
        ("<p>", "noindex", True),
        ('<meta name="robots" content="index, max-image-preview:none">', "", False),
        ('<!-- <meta name="robots" content="noindex"> --><meta name="googlebot" content="noindex">noindex', "", False),
    ],
)
def test_a_page_that_asks_not_to_be_indexed_is_known(html, header, closed):
    headers = {"content-type": "text/html"} | ({"x-robots-tag": header} if header else {})
    assert is_closed(Answer(HOME, 200, headers, html.encode(), AT)) is closed


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (f'<a rel="me" href="{MASTODON}">é'.encode("latin-1"), "text/html"),
        (f'<meta charset="windows-1251"><a rel="me" href="{MASTODON}">я'.encode("cp1251"), "text/html"),
        (f'<a rel="me" href="{MASTODON}">'.encode("utf-16"), "text/html"),
        (b"\xff\xfe\xfa" + b"\x00<\x00" * 9, "text/html"),
        (f'\ufeff<a rel="me" href="{MASTODON}">'.encode(), "text/html; charset=no-such-thing"),
        (f'\x00<a rel="me" href="{MASTODON}">\x80\x81'.encode("latin-1"), "application/xhtml+xml"),
    ],
)
def test_bytes_of_any_encoding_are_read(body, kind):
    assert set(read(body, kind=kind)) <= {MASTODON}
    if b"\x00<\x00" not in body:
        assert read(body, kind=kind) == {MASTODON: "rel=me"}


@pytest.mark.parametrize(
    "html",
    [
        "<a rel=me href=https://e.example/" * 30_000,
        "<div>" * 200_000,
        '<a href="' * 120_000,
        "<script type=application/ld+json>" * 30_000,
        "<script type=application/ld+json>" + "[" * 900_000 + "</script>",
        "<script type=application/ld+json>" + json.dumps([[]] * 250_000) + "</script>",
        '<a rel="' + "me " * 330_000 + '" href="https://e.example/">',
        "<!--" * 250_000,
        "".join(f'<a rel=me href="https://e{number}.example/">' for number in range(25_000)),
        "<template>" * 100_000,
    ],
    ids=lambda html: html[:24],
)
def test_a_megabyte_made_to_hurt_is_read_in_seconds_and_claims_little(html):
    began = time.process_time()
    assert len(read(html)) <= MOST
    assert time.process_time() - began < 20


PIECES = st.sampled_from([
    "<", ">", "</", "a", " rel=", '"me"', "me", " href=", MASTODON, "'", '"', "<link ", "<script type=application/ld+json>",
    "</script>", '{"@type":"Person","sameAs":', "[", "]", "}", "<meta name=fediverse:creator content=", "@ana@social.example",
    "<base href=", "<!--", "-->", "&#x2F;", "\x00", "é", "\ud800", "<template>", "</template>", " ", "\n", "http://[", "%",
])  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200))
def test_whatever_a_page_holds_its_claims_are_addresses_in_the_order_of_their_strength(html):
    found = claims(Answer(HOME, 200, {"content-type": "text/html"}, html.encode("utf-8", "replace"), AT))
    assert [METHODS.index(one.method) for one in found] == sorted(METHODS.index(one.method) for one in found)
    for one in found:
        assert one.claimed.lower().startswith(("http://", "https://")) or one.method == "fediverse:creator"
        assert one.claimed.isprintable() and len(one.claimed) <= LONGEST


@given(
    st.binary(max_size=300),
    st.sampled_from(["text/html", "application/xml", "application/json", "text/html; charset=utf-7", ""]),
)
def test_no_bytes_make_it_raise(body, kind):
    claims(Answer(HOME, 200, {"content-type": kind, "link": body.decode("latin-1")}, body, AT))


@given(st.recursive(st.none() | st.booleans() | st.text(max_size=5) | st.just("Person") | st.just(MASTODON),
                    lambda inner: st.lists(inner, max_size=4)
                    | st.dictionaries(st.sampled_from(["@type", "sameAs", "@graph", "author", "name", "@id"]), inner, max_size=4),
                    max_leaves=20))  # fmt: skip
def test_no_json_makes_it_raise(thing):
    read(linked_data(thing))
