"""What somebody wants of the brand: by rules that name their words, and a critic is not a troll."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sql.functions.triage import FUNCTIONS, abusive_words, triage

KINDS = {"question", "praise", "criticism", "misinformed", "troll", "other"}


@pytest.mark.parametrize(
    ("words", "triage_", "rule"),
    [
        ("Liars, the lot of you.", "troll", "insult without matter"),
        ("What a bunch of clowns", "troll", "insult without matter"),
        ("I know where you live. Watch your back.", "troll", "threat"),
        ("Earn money from home, DM me", "troll", "spam"),
        ("Nobody asked, cope harder", "troll", "baiting"),
        ("Payasos, sois todos unos payasos", "troll", "insult without matter"),
        ("You liars: I have waited 9 weeks for the refund you promised.", "criticism", "harsh words with matter"),
        ("Idiots. The invoice says 400 € and the contract says 250 €.", "criticism", "harsh words with matter"),
        ("Does the warranty cover a second owner?", "question", "question"),
        ("How loud is it at three metres", "question", "question"),
        ("¿Cuánto tarda la instalación?", "question", "question"),
        ("Thank you, that chart is really helpful", "praise", "praise"),
        ("Danke, sehr hilfreich", "praise", "praise"),
        ("The update is unusable and support ignored me", "criticism", "complaint"),
        ("Everyone knows these are banned from next year", "misinformed", "mistaken claim"),
        ("Tuesday", "other", "no rule"),
    ],
)
def test_the_rule_that_holds_first_decides(words, triage_, rule):
    told = triage(words)
    assert (told.triage, told.rule) == (triage_, rule), told


def test_the_words_that_decided_are_told():
    assert triage("What a bunch of clowns").words == "clowns"


def test_a_word_is_found_whole_whatever_its_accents_and_its_apostrophe():
    assert triage("CLÓWNS!").triage == "troll"
    assert triage("the clownfish swims").triage == "other"
    assert triage("You\u2019ll pay for this").rule == "threat"


def test_the_name_of_an_account_is_no_word():
    assert triage("@clown hello").triage == "other"


def test_abuse_is_heard_and_its_like_is_not():
    assert abusive_words("you utter bastard") == ["bastard"]
    assert abusive_words("the spice of a hoe in the garden") == []


@given(st.text(max_size=300))
def test_whatever_is_written_is_told_the_same_twice_and_nothing_is_raised(words):
    assert triage(words) == triage(words)
    assert triage(words).triage in KINDS


def test_lent_to_sql_null_stays_null():
    told = FUNCTIONS["triage_of"][0](pa.array(["Thanks!", None]))
    assert told.to_pylist() == [{"triage": "praise", "rule": "praise", "words": "thanks"}, None]


def test_no_sharp_but_fair_critic_of_the_labelled_replies_is_called_a_troll():
    from bench.quality.triage import told_replies

    rows = told_replies()
    assert [row["reply_id"] for row, found, _ in rows if row["sharp_but_fair"] == "yes" and found == "troll"] == []
    trolls = [row["label"] for row, found, _ in rows if found == "troll"]
    assert trolls.count("troll") / len(trolls) >= 0.9
