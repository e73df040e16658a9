"""Who made, found, published and listed it: examples by the reason they are read for, and what must not mislead.

credit_examples.csv holds more of both, in eight languages; each was invented for these tests.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.reshare.attribution import ROLES, read_attribution
from transforms.reshare.named import plain

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


BY_REASON = {
    "a work by somebody": [("A patient essay on kelp by Ines Dorval" + LINK, {("author", "Ines Dorval")})],
    "a maker by trade": [("Kelp atlas, drawn by Ines Dorval" + LINK, {("author", "Ines Dorval")})],
    "a label and a colon": [("Text: Ines Dorval. Photos: Bea Okoro." + LINK, {("author", "Ines Dorval")})],
    "a genitive": [("Ines Dorval's unsparing new report is out" + LINK, {("author", "Ines Dorval")})],
    "a bare genitive behind s": [("Jonas Peters' essay on kelp" + LINK, {("author", "Jonas Peters")})],
    "a subject and its verb": [("Ines Dorval argues that kelp is a crop" + LINK, {("author", "Ines Dorval")})],
    "a subject and its theme": [("Ines Dorval on kelp farming" + LINK, {("author", "Ines Dorval")})],
    "a maker and a thing": [("@kelp_ines built a tide calculator" + LINK, {("author", "@kelp_ines")})],
    "a list of names": [
        ("Study by Ines Dorval, Bea Okoro and Jonas Peters" + LINK,
         {("author", "Ines Dorval"), ("author", "Bea Okoro"), ("author", "Jonas Peters")}),
    ],
    "and others": [("(Ines Dorval et al., 2026) kelp grows faster" + LINK, {("author", "Ines Dorval")})],
    "particles inside a name": [("Essay by Nuria de la Cruz" + LINK, {("author", "Nuria de la Cruz")})],
    "an initial": [("Essay by W. Okoro-Dahl" + LINK, {("author", "W. Okoro-Dahl")})],
    "a translator is not the author": [
        ("Translated by @jo_lingua, this essay by @kelp_ines is in English" + LINK, {("author", "@kelp_ines")}),
    ],
    "the interviewer wrote it": [
        ("Bea Okoro, interviewed by Ines Dorval, on nets" + LINK, {("author", "Ines Dorval")}),
    ],
    "thanks for writing": [("Thank you @kelp_ines for writing this" + LINK, {("author", "@kelp_ines")})],
    "congratulated for a work": [("Congrats @kelp_ines on the new book!" + LINK, {("author", "@kelp_ines")})],
    "the poster's own": [("Finally finished: my essay on kelp" + LINK, {("author", "@me")})],
    "the poster's own about another's": [("My review of Ines Dorval's essay" + LINK, {("author", "@me")})],
    "a house shows another's": [("We published an essay by Ines Dorval" + LINK, {("author", "Ines Dorval")})],
    "via": [("Kelp maps (via Bea Okoro)" + LINK, {("finder", "Bea Okoro")})],
    "a hat": [("Kelp maps. Hat tip to Bea Okoro." + LINK, {("finder", "Bea Okoro")})],
    "thanks for the link": [("Thanks for the link, @bea_ok" + LINK, {("finder", "@bea_ok")})],
    "thanks for sharing": [("Thanks to Bea Okoro for sending this over" + LINK, {("finder", "Bea Okoro")})],
    "who sent it": [("My friend Bea Okoro texted me this" + LINK, {("finder", "Bea Okoro")})],
    "who pointed": [("@bea_ok pointed me to this archive" + LINK, {("finder", "@bea_ok")})],
    "missed without": [("I would have missed this without @bea_ok" + LINK, {("finder", "@bea_ok")})],
    "a named person's letter": [("Found via Bea Okoro's newsletter" + LINK, {("finder", "Bea Okoro")})],
    "a redditor": [("u/kelpfan posted this in r/seaweed" + LINK, {("finder", "u/kelpfan"), ("aggregator", "r/seaweed")})],
    "the nearest of a chain": [("Kelp maps via @bea_ok via @jonas_p" + LINK, {("finder", "@bea_ok")})],
    "another outlet found it": [("via The Morning Herald: the filing itself" + LINK, {("finder", "The Morning Herald")})],
    "a list everybody knows": [("Saw this on the orange site" + LINK, {("aggregator", "orange site")})],
    "a list told by its kind": [("From the Wet Monday digest: kelp" + LINK, {("aggregator", "Wet Monday")})],
    "a newsletter has a writer": [("From the Wet Monday newsletter: kelp" + LINK, {("finder", "Wet Monday")})],
    "a newsletter that is called a round-up": [
        ("From the Wet Monday newsletter, the only round-up I open: kelp" + LINK, {("aggregator", "Wet Monday")}),
    ],
    "a letter with a number": [("Via Wet Monday #12: kelp" + LINK, {("finder", "Wet Monday")})],
    "the house in other words": [("In Map Site: kelp, mapped" + LINK, set())],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [pytest.param(text, found, id=reason) for reason, examples in BY_REASON.items() for text, found in examples],
)
def test_each_reason_for_credit(text, found):
    assert told(text) == found


NO_CREDIT = {
    "negation": "This was not written by Ines Dorval",
    "a question": "Is this by Ines Dorval?",
    "an address": "@kelp_ines have you seen this?",
    "a complaint": "@mapsite your search has been down since nine",
    "an aside": "cc @kelp_ines @bea_ok",
    "an interviewee": "A long conversation with Ines Dorval",
    "a person of the story": "Ines Dorval resigns after the kelp vote",
    "a person in office": "Mayor Ines Dorval explains her vote",
    "the dead": "Ines Dorval died last night",
    "a photo credit": "The kelp harvest, in depth (photo by Bea Okoro)",
    "an editor": "Edited by Ines Dorval: an anthology",
    "a narrator": "Narrated by Ines Dorval",
    "congratulations": "Congrats @kelp_ines on the marathon!",
    "thanks for something else": "Thanks to Bea Okoro for hosting the panel",
    "thanks for spotting an error": "Hat tip to Bea Okoro for spotting the typo",
    "disagreement": "Unlike @kelp_ines I think this holds up",
    "inspiration": "Inspired by a talk by @kelp_ines",
    "a rebuttal": "A rebuttal to Ines Dorval's essay",
    "a review of the person's": "A harsh review of Ines Dorval's essay",
    "by an hour": "Reply by Friday Noon",
    "by a place": "A stone house by Lake Vadsund",
    "by means": "Reach us via Google Meet",
    "a route": "By train from Porto via Pampilhosa",
    "booking": "Book via @kelptours",
    "a law": "Dorval Peters's law says kelp wins",
    "an organisation": "Study of kelp by Calder University",
    "a list as the theme": "Why Hacker News is wrong about kelp",
    "quarrels on a list": "The comments on Hacker News are a mess",
    "one's own post on a list": "My post made the front page of Hacker News once",
    "an idea of another's": "Idea stolen from @kelp_ines",
    "a date": "From Monday the kelp is free",
    "a company": "Out to lunch with Ines Dorval and Bea Okoro",
}


# a bare phrase is contradicted by something else in its sentence: whom it names, then, and in what
CONTRADICTED = {
    "a find is no work": ("Great catch by @bea_ok: the map is upside down", {("finder", "@bea_ok")}),
    "a spot is no work": ("Good spot by Bea Okoro, the page changed overnight", {("finder", "Bea Okoro")}),
    "dug out by": ("An archive of kelp songs, dug out by @bea_ok", {("finder", "@bea_ok")}),
    "a person on a list who links": (
        "u/kelpfan over on r/seaweed dug up this manual",
        {("finder", "u/kelpfan"), ("aggregator", "r/seaweed")},
    ),
    "posted on a list by": ("Posted on r/seaweed by u/kelpfan", {("finder", "u/kelpfan"), ("aggregator", "r/seaweed")}),
    "courtesy of": ("Your rabbit hole, courtesy of @bea_ok: kelp", {("finder", "@bea_ok")}),
    "h/t with a clause": ("ht: @bea_ok, who reads appendices so you don't have to", {("finder", "@bea_ok")}),
    "a sign of reposting": ("🔁 @bea_ok: somebody mapped the kelp", {("finder", "@bea_ok")}),
    "boosted by, written by": (
        "Boosted by @bea_ok, written by @kelp_ines",
        {("finder", "@bea_ok"), ("author", "@kelp_ines")},
    ),
    "co-authors": ("Co-wrote a thing with @kelp_ines about kelp", {("author", "@me"), ("author", "@kelp_ines")}),
    "read aloud": ("A kelp story by Ines Dorval, read by Bea Okoro", {("author", "Ines Dorval")}),
    "the interviewer": ("Interview with Bea Okoro by Ines Dorval", {("author", "Ines Dorval")}),
    "a work remixed": ("A remix of @kelp_ines's map", set()),
    "a work built on": ("This builds on Ines Dorval's dataset", set()),
    "a work followed up": ("Following up on @kelp_ines's thread, here is the data", set()),
    "a book reviewed": ("Ines Dorval's new book is out and this review gets it", set()),
    "a law": ("The song was written by Ines Dorval in prison", set()),
    "a part of it": ("The translation is by Ines Dorval and it sings", set()),
    "an office": ("Striker and mayor Ines Dorval explains her vote", set()),
    "an office in German": ("Die Ministerin Ines Dorval erklärt das Gesetz", set()),
    "a supposition": ("I thought @kelp_ines wrote this but no", set()),
    "on trial": ("Ines Dorval on trial", set()),
    "a guest": ("Listen to Ines Dorval on the Wet Kelp podcast", set()),
    "an interviewee in Spanish": ("Entrevista a Ines Dorval", set()),
    "a headline": ("Window Functions Explained on Kelp Servers", set()),
    "a noun with a capital": ("Decisão de Dorval sobre a lei das algas", set()),
    "a quoted claim": ('"I made an archive" is how it begins', set()),
    "a claim denied": ("I didn't write this but I wish I had", set()),
    "a claim in passing": ("Remember when I wrote about kelp? Somebody filmed it", set()),
    "a list as the theme of a lesson": ("What I have learned from Hacker News", set()),
    "a list not read": ("I don't read Reddit", set()),
    "an animal": ("They found microplastics in lobsters again", set()),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"), [pytest.param(text, found, id=reason) for reason, (text, found) in CONTRADICTED.items()]
)
def test_what_a_sentence_contradicts_is_not_believed(text, found):
    assert told(text + LINK) == found


@pytest.mark.parametrize(
    ("text", "site", "found"),
    [
        ("the best thing @brinefin has written", "brinefin.example", set()),
        ("Long live @brinefin", "brinefin.example", set()),
        ("A poem written by @brinefin", "brinefin.example", {("author", "@brinefin")}),
        ("Seaweed, explained (via @brinefin)", "brinefin.example", {("publisher", "@brinefin")}),
        ("new from @harbourexam: four landlords", "harbourexaminer.example", {("publisher", "@harbourexam")}),
        ("Kelp for lunch (harbour examiner)", "harbourexaminer.example", {("publisher", "harbour examiner")}),
        ("Minutes of the drainage board", "drainageboard.example", set()),
        ("Central Bank of the Isles explains money", "centralbankoftheisles.example",
         {("publisher", "Central Bank of the Isles")}),
        ("New advisory from Openvault: rotate your keys", "openvault.example", {("publisher", "Openvault")}),
        ("New figures are out from the Office for Tide Statistics", "tidestatistics.example",
         {("publisher", "Office for Tide Statistics")}),
    ],
)  # fmt: skip
def test_who_bears_the_sites_name_is_its_house_only_where_it_sounds_or_is_spoken_of_like_one(text, site, found):
    assert told(text, site) == found


@pytest.mark.parametrize("text", [pytest.param(text + LINK, id=reason) for reason, text in NO_CREDIT.items()])
def test_each_reason_for_none(text):
    assert not {role for role, _ in told(text)} - {"author"} | {role for role, name in told(text) if name != "@me"}


def examples():
    with (Path(__file__).parent / "credit_examples.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", [pytest.param(row, id=row["text"] or row["html"]) for row in examples()])
def test_the_examples(row):
    found = read_attribution(
        row["text"], poster="@me", site=row["site"] or None, commentary=row["html"], has_link=bool(row["site"])
    )
    for role in ROLES:
        assert {plain(one.name) for one in found if one.role == role} == {
            plain(name) for name in row[role].split("; ") if name
        }, role


def test_names_of_a_group_that_a_phrase_speaks_of_are_all_told():
    assert told("h/t @bea_ok and @jonas_p" + LINK) == {("finder", "@bea_ok"), ("finder", "@jonas_p")}


def test_the_words_that_told_stand_in_the_text():
    (one,) = read_attribution("Kelp maps (h/t Bea Okoro)" + LINK, poster="@me", site="mapsite.example")
    assert (one.role, one.words) == ("finder", "h/t Bea Okoro")
