"""Which words everybody says: as the vocabulary of the encoder has them, in several languages."""

from __future__ import annotations

import pytest

from sql.functions.everyday_words import everyday_words
from tests.sql.functions.test_macros import said
from transforms.topics import everyday


def test_the_words_are_those_of_the_encoder():
    assert everyday_words() == frozenset(everyday.likeliest())


@pytest.mark.parametrize("word", ["day", "full", "test", "work", "trabajo", "jahr", "temps"])
def test_what_everybody_says_is_everyday(word):
    assert said("is_everyday", word) is True


@pytest.mark.parametrize("word", ["balcony", "brexit", "lockdown", "heat pump", "", "Day"])
def test_what_is_rare_and_what_is_no_small_word_is_not(word):
    assert said("is_everyday", word) is False


def test_no_word_is_no_answer():
    assert said("is_everyday", None) is None
