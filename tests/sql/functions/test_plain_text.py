"""HTML as its reader sees it, whoever wrote it."""

import random
import time

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sql.functions import functions, register
from sql.functions.html_tokens import tokens
from sql.functions.plain_text import Link, images_of, links_of, plain_text, text_of

LONG = "https://blog.example/posts/2026/a-title-that-is-long"


@pytest.mark.parametrize(
    "html",
    [
        f'<p>See <a href="{LONG}"><span class="invisible">https://</span><span class="ellipsis">blog.example/posts/2026/a-ti</span>'
        '<span class="invisible">tle-that-is-long</span></a><br><br>a &lt;b&gt; &amp; c</p>',
        f'<p>See <a href="{LONG}" rel="nofollow">{LONG}</a></p><p>a &lt;b> & c</p>',
        f'<p>See <a href="{LONG}" class="ellipsis" title="{LONG[8:]}">blog.example/posts/2026/a-ti</a></p>\n<p>a &lt;b&gt; &amp; c</p>',
        f'<p>See <a href="{LONG}">blog.example/posts/2026/a-ti…</a><br/><br/>a &lt;b&gt; &amp; c</p>',
        f"<P>See <A HREF='{LONG}'>{LONG[8:]}</A><BR /><BR>a &#60;b&#x3e; &amp; c",
    ],
    ids=["mastodon", "gotosocial", "takahe", "with an ellipsis", "in capitals"],
)  # fmt: skip
def test_one_post_in_the_html_of_any_server_gives_one_text(html):
    assert text_of(html) == f"See {LONG}\n\na <b> & c"
    assert [link.url for link in links_of(html)] == [LONG]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("plain\n  words", "plain words"),
        ("1 < 2 && 3 > 2", "1 < 2 && 3 > 2"),
        ("a&nbsp;b&hellip; &#128512; &notit; &unknown;", "a b… 😀 ¬it; &unknown;"),
        ("<p>a</p><p></p><p>b</p>", "a\n\nb"),
        ("a<div>b<div>c</div></div>d", "a\nb\nc\nd"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>d", "• a\n• b\n• c\n\nd"),
        ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
        ("<ul><li><p>a</p></li></ul>", "• a"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a\tb\nc"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("a<script>alert('</p>')</script>b<style>p{}</style><!-- c --><title>d</title>", "ab"),
        ("a<script>never closed <p>b", "a"),
        ("<scr<script>ipt>x</script>y", "ipt>xy"),
        ('<p title="a>b">c</p>', "c"),
        ("<p title=it's>c</p>", "c"),
        ("a<br>b<br><br><br><br>c", "a\nb\n\nc"),
        ('<p hidden>a</p><span style="display: none">b</span>c', "c"),
        ('<p class="quote-inline">RE: <a href="https://a.example">x</a></p><p>mine</p>', "mine"),
        ('ok <img class="emoji" alt="🙂" src="e.png"> <img src="p.png" alt="a dog">', "ok 🙂"),
        ("a\x00b\x1fc\ud800d", "abcd"),
        ("[\u202ex\u202c]", "[\u202ex\u202c]"),
        ('<a href="https://a.example/page">a.example</a>', "a.example"),
        ('<a href="https://a.example/">a.example</a>', "https://a.example/"),
        ('<a href="javascript:x()">y</a>', "y"),
    ],
)
def test_the_text_is_what_the_reader_sees(html, text):
    assert text_of(html) == text


def test_links_are_told_in_order_and_mentions_and_hashtags_by_their_marks():
    html = (
        '<a href="https://m.example/@ann" class="u-url mention">@<span>ann</span></a> <a href=/rel>r</a>'
        '<a href="https://m.example/tags/x" class="mention hashtag" rel="tag">#<span>x</span></a> <a name="here">no</a>'
        '<script><a href="https://evil.example">e</a></script><a href="https://a.example?b=1&amp;c=2">t<b>w</b>o</a>'
    )
    assert links_of(html) == [
        Link("https://m.example/@ann", "@ann", None, "u-url mention"),
        Link("/rel", "r", None, None),
        Link("https://m.example/tags/x", "#x", "tag", "mention hashtag"),
        Link("https://a.example?b=1&c=2", "two", None, None),
    ]


def test_an_image_without_alt_is_told_from_one_with_an_empty_alt():
    html = (
        '<img src="a.png"><img src=b.png alt=""><img src="p.gif" width="1" height="1"><img src="data:x"><img alt="c">'
    )
    assert [tuple(image) for image in images_of(html)] == [("a.png", None), ("b.png", "")]


def test_null_stays_null_and_lists_stay_lists_in_sql():
    con = duckdb.connect()
    try:
        register(con)
        register(con)  # a second time does no harm
        told = con.execute(
            "select plain_text(h), html_links(h) from (values ('<p>a</p>'), (null), ('<a href=b>c</a>')) t(h)"
        ).fetchall()
    finally:
        con.close()
    assert told == [
        ("a", []), (None, None), ("c", [{"url": "b", "text": "c", "rel": None, "class": None}])
    ]  # fmt: skip


def test_every_function_takes_an_empty_chunked_array():
    for name, (function, parameters, _) in functions().items():
        types = [pa.binary() if one == "BLOB" else pa.string() for one in parameters]
        assert len(function(*(pa.chunked_array([], one) for one in types))) == 0, name


# each of these makes one parser or another take time that grows with the square of its length
HARD = {
    "deep": "<div>" * 200_000, "deep lists": "<ul><li>" * 100_000, "formatting": "".join(f"<b a={n}><p>x" for n in range(50_000)),
    "attributes": "<a " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x", "open tags": "<a" * 500_000, "less": "<" * 1_000_000,
    "amps": "&" * 1_000_000, "quotes": '<a b="' * 150_000, "comments": "<!--" * 250_000, "unclosed svg": "<svg>" * 200_000,
    "hidden": "<p hidden>" * 100_000, "blanks": "a" + " \xa0" * 500_000 + "b", "equals": "<a " + "= " * 400_000,
    "heads": "<head>" * 150_000, "scripts": "<script>" * 120_000, "breaks": "<br> " * 200_000, "blank tag": "<a" + " " * 1_000_000,
    "cells": "x<td>" * 200_000, "links": "<a href=x>y" * 90_000, "raw ends": "<script>" + "</scrip" * 140_000,
}  # fmt: skip


@pytest.mark.parametrize("html", HARD.values(), ids=HARD.keys())
def test_a_megabyte_of_junk_takes_time_that_grows_with_its_length_only(html):
    began = time.process_time()
    text_of(html), links_of(html), images_of(html)
    assert time.process_time() - began < 8  # a square would be minutes


@given(st.text(alphabet="<>/!-=\"'& apbrscrit\n#;\x00é", max_size=200))
def test_no_text_whatever_makes_it_raise_and_no_character_is_hidden(html):
    text = text_of(html)
    assert text is not None
    assert "\x00" not in text
    assert text == text.strip()
    assert "\n\n\n" not in text or "<pre" in html.lower()
    links_of(html), images_of(html)


@given(st.text(max_size=80))
def test_escaped_text_comes_back_as_it_was(words):
    escaped = words.replace("&", "&amp;").replace("<", "&lt;")
    seen = "".join(
        c for c in words if c >= " " and not "\x7f" <= c <= "\x9f" and c != "\ufeff" or c in "\t\n\r\f"
    ).replace("\xa0", " ")
    assert text_of(escaped).split() == seen.split()


@given(
    st.lists(
        st.sampled_from(["<script>", "</script>", "<p>", "alert(1)", "<style>", "</style>", "<!--", "-->", "<", "/"])
    )
)
def test_no_script_survives(pieces):
    open_tags = [name for name, _ in tokens("".join(pieces)) if name]
    assert "script" not in open_tags
    assert "style" not in open_tags


def test_vectors_answer_as_the_single_ones_do():
    rng = random.Random(7)
    pages = [rng.choice([None, "<p>a</p>", "b<br>c", "&lt;"]) for _ in range(500)]
    assert plain_text(pa.array(pages)).to_pylist() == [text_of(page) for page in pages]
