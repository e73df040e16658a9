"""The names of a text, and of what kind each is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.reshare.named import mentions
from transforms.reshare.reading import fold, read


def kinds(text, site="kelpherald.example", html=None):
    return {one.name: one.kind for one in mentions(read(text, html), site)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("by Ines Dorval", {"Ines Dorval": "full"}),
        ("Via Ines Dorval", {"Ines Dorval": "full"}),
        ("my Colleague Ines Dorval", {"Ines Dorval": "full"}),
        ("Text von Ines Dorval", {"Ines Dorval": "full"}),
        ("Starker Kommentar von Ines Dorval", {"Ines Dorval": "full"}),
        ("Nuria de la Cruz", {"Nuria de la Cruz": "full"}),
        ("Ines Dorval & Bea Okoro", {"Ines Dorval": "full", "Bea Okoro": "full"}),
        ("Kelp & Carton", {"Kelp & Carton": "paper"}),
        ("by Calder University", {"Calder University": "paper"}),
        ("by Lake Vadsund", {"Lake Vadsund": "other"}),
        ("from NOAA", {"NOAA": "acronym"}),
        ("thanks Bea", {"Bea": "word"}),
        ("on Monday in Berlin via Zoom", {}),
        (
            "@bea_ok, @ines@kelp.example, u/kelpfan",
            {"@bea_ok": "handle", "@ines@kelp.example": "handle", "u/kelpfan": "handle"},
        ),
        (".@bea_ok says", {"@bea_ok": "handle"}),
        ("write to bea@kelp.example", {}),
        ("In Kelp Herald", {"Kelp Herald": "outlet"}),
        ("@kelpherald", {"@kelpherald": "outlet"}),
        ("on Hacker News and r/seaweed", {"Hacker News": "list", "r/seaweed": "list"}),
        ("the Wet Monday newsletter", {"Wet Monday": "list"}),
        ("the newsletter Wet Monday", {"Wet Monday": "list"}),
        ("The Tide Digest", {"Tide Digest": "list"}),
        ("h/t kim on Lobsters", {"kim": "handle", "Lobsters": "list"}),
        ("saw it on lobsters", {"lobsters": "list"}),
    ],
)
def test_kinds_of_names(text, found):
    assert kinds(text) == found


def test_a_handle_of_the_site_is_a_papers_where_it_or_the_host_sounds_like_one():
    assert kinds("@kelpher", "kelpherald.example") == {"@kelpher": "handle"}
    assert kinds("@harbourexam", "harbourexaminer.example") == {"@harbourexam": "outlet"}
    assert kinds("@kelpine", "kelpine.example") == {"@kelpine": "house_handle"}


def test_a_host_may_be_spelt_out_in_several_words_but_small_ones_are_common():
    assert kinds("Central Bank of the Isles", "centralbankoftheisles.example") == {
        "Central Bank of the Isles": "outlet"
    }
    assert kinds("Centre for Boring Fixes", "centreforboringfixes.example") == {"Centre for Boring Fixes": "outlet"}
    assert kinds("minutes of the drainage board", "drainageboard.example") == {}
    assert kinds("ferries (harbour examiner)", "harbourexaminer.example") == {"harbour examiner": "house"}


def test_a_newsletter_is_told_from_a_round_up():
    (letter,) = mentions(read("the Wet Monday newsletter", None), None)
    (digest,) = mentions(read("the Wet Monday digest", None), None)
    (both,) = mentions(read("the Wet Monday newsletter, a weekly round-up", None), None)
    assert (letter.is_letter, digest.is_letter, both.is_letter) == (True, False, False)


def test_a_person_may_have_a_site_of_the_own_name():
    assert kinds("by Ines Dorval", "inesdorval.example") == {"Ines Dorval": "namesake"}


def test_a_small_anchor_may_be_a_name_and_a_common_word_is_none():
    assert kinds(None, html='<p>(via <a href="x">dora beck</a>)</p>') == {"dora beck": "word"}
    assert kinds(None, html='<p>read <a href="x">this</a></p>') == {}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_folding_keeps_every_letter_in_its_place(text):
    reading = read(text, None)
    assert len(reading.folded) == len(reading.words) and fold(reading.folded) == reading.folded
    for one in mentions(reading, "a.example"):
        assert one.name in reading.words[one.start : one.end] or one.kind in ("list", "paper")
