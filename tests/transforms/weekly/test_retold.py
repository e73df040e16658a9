"""Sentences of the tables in another language: clause by clause, and in English word for word."""

from __future__ import annotations

import pytest

from transforms.weekly.language import language
from transforms.weekly.retold import retell

SENTENCES = {
    "Ana (tier 1) writes about noise 4.0 times as much as the list, about 3 posts in the last 28 days, and the article is "
    "about it.": "Ana (nivel 1) escribe sobre noise 4,0 veces lo que la lista, cerca de 3 publicaciones en los últimos 28 "
    "días, y el artículo trata de ello.",
    "Ben (tier 3) keeps writing about Bread, and more (few posts so far), and the video is about it.":
    "Ben (nivel 3) sigue escribiendo sobre Bread, and more (pocas publicaciones por ahora), y el vídeo trata de ello.",
    "15 more posts in a window make it enough to judge.": "Con 15 publicaciones más en una ventana basta para juzgar.",
    "Of 60 posts, 8 answered or more mean invest, 1 or fewer mean cull; 1 was.":
    "De 60 publicaciones, 8 respondidas o más significan invertir, 1 o menos significan recortar; 1 lo fue.",
    "Of 40 posts, 10 answered or more mean invest, none answered means cull; 2 were; to tell half or twice the threshold takes "
    "about 236 posts.": "De 40 publicaciones, 10 respondidas o más significan invertir, ninguna respondida significa recortar; 2 lo "
    "fueron; para distinguir la mitad o el doble del umbral hacen falta unas 236 publicaciones.",
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
