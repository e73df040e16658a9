"""What is heard in a reply: whole words by kind, what is a matter of grammar, and what hides behind a mask."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sql.functions.reply_words import FUNCTIONS, HEARD, abusive_words, hear, plain


@pytest.mark.parametrize(
    ("words", "kind", "found"),
    [
        ("What a bunch of CLÓWNS!", "insult", ["clowns"]),
        ("the clownfish swims", "insult", []),
        ("@clown hello", "insult", []),
        ("You\u2019ll pay for this", "threat", ["you'll pay for this"]),
        ("Nobody asked, cope harder", "mockery", ["nobody asked", "cope harder"]),
        ("it dis-\nappoints me, I am disappointed", "complaint", ["disappointed"]),
        ("Six months for a part, since Monday", "moment", ["six months", "monday"]),
        ("drei Wochen ohne Heizung", "moment", ["drei wochen"]),
        ("480 euros for an HX8 at 4:30", "figure", ["480 euros", "hx8", "4:30"]),
        ("My invoice says otherwise, you charged me twice", "happened", ["my invoice", "charged me"]),
        ("He pagado dos veces", "happened", ["he pagado"]),
        ("Ten years and not one breakdown", "no_fault", ["not one breakdown"]),
        ("ni un problema en tres inviernos", "no_fault", ["ni un problema"]),
        ("10/10, would buy again", "full_marks", ["10/10"]),
        ("my brother in law says so", "hearsay", ["my brother in law says"]),
        ("We know what time she leaves", "menace", ["we know what time she leaves"]),
        ("Ich weiß, wo ihr wohnt", "menace", ["ich weiss, wo ihr"]),
        ("I know where the switch is", "menace", []),
        ("We know where your parts come from", "menace", []),
        ("I know you mean well", "menace", []),
        ("I turned 40 into 9,000", "lure", ["turned 40 into 9,000"]),
        ("Day 12. Yes or no?", "bait", ["day 12", "yes or no"]),
        ("first!!", "bait", ["first!!"]),
        ("my first one broke", "bait", []),
        ("what THEY hide", "they", ["THEY"]),
        ("WHAT THEY SOLD ME IS BROKEN", "they", []),
        ("How loud is it", "asking", ["how"]),
        ("¿Cómo va?", "asking", ["como", "?"]),
        ("write to @coach", "address", ["@coach"]),
        ("@brand @other how loud is it", "address", []),
    ],
)
def test_each_kind_hears_its_own(words, kind, found):
    assert hear(words)[kind] == found


@pytest.mark.parametrize(
    ("masked", "meant"),
    [
        ("b1tches", "bitches"),
        ("l0sers", "losers"),
        ("a$$hole", "asshole"),
        ("w@nker", "wanker"),
        ("st*pid", "stupid"),
        ("s t u p i d", "stupid"),
        ("idiooots", "idiots"),
        ("f**k", "fuck"),
        ("hx8", "hx8"),
        ("e17", "e17"),
        ("co2", "co2"),
        ("stupid!", "stupid!"),
        ("a*b", "a*b"),
    ],
)
def test_a_mask_comes_off_an_abusive_word_and_nothing_else(masked, meant):
    assert plain(masked) == meant


def test_abuse_is_heard_and_its_like_is_not():
    assert abusive_words("you utter bastard") == ["bastard"]
    assert abusive_words("the spice of a hoe in the garden") == []


@given(st.text(max_size=300))
def test_whatever_is_written_is_heard_and_nothing_is_raised(words):
    heard = hear(words)
    assert heard == hear(words)
    assert set(HEARD) <= set(heard)


def test_lent_to_sql_null_stays_null():
    told = FUNCTIONS["abusive_words"][0](pa.array(["you bastard", None]))
    assert told.to_pylist() == [["bastard"], None]
