"""Sentences of the tables in another language: clause by clause, and in English word for word."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.reshare.reasons import reason
from transforms.weekly.language import language
from transforms.weekly.retold import retell

ENGLISH = (
    "posted",
    "published",
    "ago",
    "reposted",
    "passed it on",
    "usual",
    "comes up",
    "seldom",
    "passes on",
    "nothing",
)

ROWS = st.fixed_dictionaries({
    "author_name": st.sampled_from(["Ana Ruiz", "De Linden, S.A.", "Kit (tier 2)"]), "tier": st.sampled_from([None, 1, 3]),
    "author_influencer_id": st.just("ana"), "kind": st.sampled_from(["article", "video", "episode", "original"]),
    "topic_name": st.sampled_from([None, "Flats and tenants", "Bread, and more"]), "age_hours": st.floats(0, 4000),
    "picked_up_by": st.sampled_from([(), ("ben",), ("ben", "cem", "dia")]), "shared_post_id": st.sampled_from([None, "x:1"]),
    "sharer_name": st.sampled_from([None, "Ben Okoro"]), "sharer_influencer_id": st.just("ben"),
    "pace_ratio": st.sampled_from([None, 1.1, 2.25]), "usual_of": st.sampled_from(["author", "platform"]),
    "platform": st.just("bluesky"), "interest_part": st.sampled_from([0, 1]), "rarity_part": st.sampled_from([0, 1]),
    "pickup_part": st.sampled_from([0, 1]),
})  # fmt: skip


@given(ROWS)
@settings(max_examples=150, deadline=None)
def test_every_reason_of_a_reshare_is_told_again_and_in_english_word_for_word(row: dict[str, Any]) -> None:
    told = reason(row)
    assert retell(language("en"), told) == told
    spanish = retell(language("es"), told)
    assert spanish.endswith(".")
    assert not any(f" {word}" in spanish for word in ENGLISH), spanish


SENTENCES = {
    "Ana (tier 1) writes about noise 4.0 times as much as the list, about 3 posts in the last 28 days, and the article is "
    "about it.": "Ana (nivel 1) escribe sobre noise 4,0 veces lo que la lista, cerca de 3 publicaciones en los últimos 28 "
    "días, y el artículo trata de ello.",
    "Ben (tier 3) keeps writing about Bread, and more (few posts so far), and the video is about it.":
    "Ben (nivel 3) sigue escribiendo sobre Bread, and more (pocas publicaciones por ahora), y el vídeo trata de ello.",
    "15 more posts in a window make it enough to judge.": "Con 15 publicaciones más en una ventana basta para juzgar.",
    "Of 60 posts, 8 answered or more mean invest, 1 or fewer mean cull; 1 was.":
    "De 60 publicaciones, 8 respondidas o más significan invertir, 1 o menos significan recortar; 1 lo fue.",
    "So few posts can never mean invest, and none answered would not yet mean cull; 0 were.":
    "Tan pocas publicaciones nunca pueden significar invertir, y ninguna respondida aún no significaría recortar; 0 lo fueron.",
    'Write about Bread, for Ana, Ben and 2 more. In their own words: rye, oven. They ask: "Who bakes?" "Why?" They share: A; B.':
    'Escribir sobre Bread, para Ana, Ben y 2 más. En sus propias palabras: rye, oven. Preguntan: "Who bakes?" "Why?" '
    "Comparten: A; B.",
}  # fmt: skip


@pytest.mark.parametrize(("told", "spanish"), SENTENCES.items())
def test_sentences_of_offers_verdicts_and_gaps_are_told_again(told: str, spanish: str) -> None:
    assert retell(language("en"), told) == told
    assert retell(language("es"), told) == spanish


@pytest.mark.parametrize(
    "told", ["", "answered 404 twice", "Waiting for 3 hours.", "a" * 5000 + " posted an hour ago, and"]
)
def test_what_is_no_sentence_of_ours_stays_as_it_is(told: str) -> None:
    assert retell(language("es"), told) == told


def test_nothing_told_is_nothing() -> None:
    assert retell(language("es"), None) == ""
