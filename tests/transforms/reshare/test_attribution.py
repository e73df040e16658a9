"""Who made, found, published and listed it: the plain forms in five languages, and what must not mislead."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.reshare.attribution import read_attribution

LINK = " https://mapsite.example/a"


def told(text, site="mapsite.example", **more):
    return {(one.role, one.name) for one in read_attribution(text, poster="@me", site=site, **more)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Old maps via @dora" + LINK, {("finder", "@dora")}),
        ("Old maps (h/t @dora)" + LINK, {("finder", "@dora")}),
        ("RT @dora: Old maps" + LINK, {("finder", "@dora")}),
        ("Mapas viejos, vía @dora" + LINK, {("finder", "@dora")}),
        ("Gracias a @dora por el enlace" + LINK, {("finder", "@dora")}),
        ("Dica da @dora" + LINK, {("finder", "@dora")}),
        ("Alte Karten, Danke an Dora Beck für den Link" + LINK, {("finder", "Dora Beck")}),
        ("Cartes anciennes, merci à Dora Beck pour le lien" + LINK, {("finder", "Dora Beck")}),
        ("Old maps via @mapsite" + LINK, {("publisher", "@mapsite")}),
        ("Old maps, found on Hacker News" + LINK, {("aggregator", "Hacker News")}),
        ("Old maps (via kim on Lobsters)" + LINK, {("finder", "kim"), ("aggregator", "Lobsters")}),
        ("A fine essay by Dora Beck" + LINK, {("author", "Dora Beck")}),
        ("Un artículo de Dora Beck" + LINK, {("author", "Dora Beck")}),
        ("My new essay on old maps" + LINK, {("author", "@me")}),
        ("@ana → @dora → me: old maps" + LINK, {("finder", "@dora")}),
    ],
)
def test_the_plain_forms(text, found):
    assert told(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Book via @hall" + LINK, "From Porto via Madrid by train" + LINK, "Translated by Dora Beck" + LINK,
        "Old maps (photo by Dora Beck)" + LINK, "cc @dora" + LINK, "Out by Friday" + LINK, "Thanks @dora!" + LINK,
        "La vía Madrid sigue cortada" + LINK, "Why Hacker News is orange" + LINK,
        "Comments on Hacker News report the same fault" + LINK, "Lost and found. Big fight on Reddit today" + LINK, "", "via", "RT", "by",
    ],
)  # fmt: skip
def test_what_must_not_mislead(text):
    assert told(text) == set()


def test_an_rt_without_a_link_shares_its_writers_words():
    assert told("RT @dora: the sea is a road", site=None) == {("author", "@dora")}


def test_behind_a_short_link_via_may_be_its_publisher_and_stays_unknown():
    assert told("Old maps https://t.co/abc via @paper", site="t.co") == set()


def test_what_is_quoted_credits_nobody_here():
    html = "<p>Sad.</p><blockquote>I got this via @dora years ago.</blockquote>"
    assert told(None, commentary=html) == set()
    assert told(None, commentary='<p>Old maps (via <a href="https://dora.example">dora beck</a>)</p>') == {
        ("finder", "dora beck")
    }


def test_a_mastodon_post_is_read_as_its_markup_tells_it():
    html = (
        '<p>Old maps via <a href="https://dora.example/@dora" class="u-url mention">@<span>dora</span></a> '
        '<a href="https://mapsite.example/a"><span class="invisible">https://</span><span>mapsite.example/a</span></a></p>'
    )
    assert told("Old maps via @dora https://mapsite.example/a", commentary=html) == {("finder", "@dora")}
    link = '<p>Old maps via <a href="https://x.example/1">https://x.example/1</a></p>'
    assert told("Old maps via https://x.example/1", commentary=link) == set()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.text(max_size=200))
def test_any_text_is_read_and_only_what_stands_in_it_is_named(text, html):
    for one in read_attribution(text, poster="@me", site="a.example", commentary=html):
        assert one.name == "@me" or one.name in text or one.name.split()[0] in text + html


@pytest.mark.parametrize(
    "text", ["via " * 2000, "@a " * 2000, "RT @a: " * 800, "A " * 3000, "by " + "Aa " * 1500, "((((" * 1000]
)
def test_no_text_takes_long(text):
    import time

    started = time.process_time()
    read_attribution(text, poster="@me", site="a.example")
    assert time.process_time() - started < 5
