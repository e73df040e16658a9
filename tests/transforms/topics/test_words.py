"""Words without addresses, handles and markup; hashtags split; a language only where somebody could be sure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.topics.languages import language_of
from transforms.topics.words import MOST_CHUNKS, chunks_of, has_letters, split_hashtag, text_hash, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Wind &amp; sun https://t.co/abc", "Wind & sun"),
        ("Wind &amp;amp; sun", "Wind & sun"),
        ("AT&T and \\new #36;5 #39;quoted#39;", "AT&T and new $5 'quoted'"),
        ("@ana @ben@social.example look: pic.twitter.com/abc", "look:"),
        ("mail ana@example.com now", "mail ana@example.com now"),
        ("read [the paper](https://example.com/a_(b)) now", None),
        ("<p>para <b>bold</b></p>", "para bold"),
        ("zero\u200bwidth\x00nul\ud800", "zero width nul"),
        ("#HeatPumps are #great2026 #NASALaunch #señal_libre", "Heat Pumps are great 2026 NASA Launch señal libre"),
        ("", ""),
        (None, ""),
    ],
)
def test_what_is_left_of_a_text(text: str | None, words: str | None) -> None:
    found = words_of(text)
    if words is not None:
        assert found == words
    assert "http" not in found


@given(st.text(max_size=400))
def test_any_text_has_clean_words_and_they_stay_as_they_are_when_split(text: str) -> None:
    found = words_of(text)
    assert found == " ".join(found.split())
    assert "\0" not in found
    found.encode("utf-8")
    assert len(chunks_of(found)) <= MOST_CHUNKS
    assert text_hash(found) == text_hash(found)


@given(st.from_regex(r"[A-Za-z0-9_éñç]{1,60}", fullmatch=True))
def test_splitting_a_hashtag_loses_no_letter(tag: str) -> None:
    assert split_hashtag(tag).replace(" ", "") == tag.replace("_", "")


def test_monsters_are_quick_and_bounded() -> None:
    assert len(words_of("a b " * 25_000)) <= 100_000
    assert len(chunks_of(words_of("word " * 25_000))) == MOST_CHUNKS
    tags = words_of(" ".join(f"#HeatPump{number}" for number in range(10_000)))
    assert tags.startswith("Heat Pump0 Heat Pump1")
    words_of("<" * 100_000)
    words_of("[" * 100_000)
    words_of("@" * 100_000)
    words_of("&#" * 50_000)


def test_emoji_and_digits_are_about_nothing() -> None:
    assert not has_letters(words_of("🎉🎉 2026 !!!"))
    assert has_letters(words_of("🎉 fête"))
    assert has_letters("日本")


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("The committee will vote on the new standard tomorrow morning", "en"),
        ("O comitê vai votar a nova norma amanhã de manhã, dizem os jornais", "pt"),
        ("El comité votará mañana la nueva norma, según los periódicos", "es"),
        ("GRANDE VITÓRIA DO NOSSO TIME HOJE NO ESTÁDIO", "pt"),
        ("今日はとても暑いですね、水を飲みましょう", "ja"),
        ("LFG", None),
        ("🎉🎉🎉", None),
        ("", None),
        ("2026 100 %", None),
    ],
)
def test_a_language_is_told_only_where_one_can_be_sure(words: str, language: str | None) -> None:
    assert language_of(words) == language


@given(st.text(max_size=200))
def test_any_words_have_a_language_or_none(text: str) -> None:
    found = language_of(words_of(text))
    assert found is None or 2 <= len(found) <= 3
