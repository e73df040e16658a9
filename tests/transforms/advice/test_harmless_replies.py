"""Talk among people, on words that no example has: greetings, laughter, teasing and opinions are nobody's trolling."""

from __future__ import annotations

import pytest

from sql.functions.reply_words import hear
from transforms.advice import replies
from transforms.advice.replies.leaning import KINDS, Reading
from transforms.advice.replies.rules import NOBODY, UNTOLD, decide
from transforms.advice.replies.teaching import examples

# to people and brands, in several languages: greetings, laughter, teasing, opinions; of others, not of us
HARMLESS = (
    "Boa tarde, meu povo, quem vem pro samba hoje?",
    "kkkkkkk mano, você não existe",
    "eu também não entendi essa piada, explica aí",
    "Você se confundiu, a ponte abriu em 1998",
    "Oye, ¿cuándo vienes a comer? Mi madre pregunta por ti",
    "no me digas, yo tampoco entendí el final",
    "che, sos un grande, un abrazo enorme a toda la banda",
    "no, you're thinking of the other bridge, that one opened in 1998",
    "look at this, the song from our wedding https://song.example",
    "Ja, klar, und ich bin der Kaiser von China",
    "heheh", "😂🤣😂", "🥳🎈", "🤣", "💀💀", "💚",
)  # fmt: skip
FRIENDLY = (
    "parabéns, cabra velho, que venham mais cinquenta",
    "Tu és parvo, mas fazes-me falta, pá. Beijinhos",
    "Feliz cumple, cabrón, te adoro",
    "happy birthday you old bastard, love you to bits",
    "haha you muppet, that's my jumper, love you",
    "du Depp, ich hab dich lieb, bis Freitag",
    "joyeux anniversaire vieux con, je t'aime",
    "auguri, brutto idiota, ti voglio bene",
    "gefeliciteerd, ouwe gek, dikke kus",
)
OF_OTHERS = (
    "Esse vereador é um palhaço, nunca trabalhou na vida",
    "El ministro es un payaso y un mentiroso, así de claro",
    "The mayor is a liar and a clown, and I'll say so on Sunday",
    "Der Innenminister ist ein Lügner, das weiß jedes Kind",
    "ce ministre est un menteur",
)
# words that hold a threat or a lure in them and are none
NONE_OF_IT = (
    "não sei onde fica a loja nova",
    "no sé dónde están las llaves",
    "ele me segue faz anos",
    "someone with 2 followers and a flag",
    "o tamanho do círculo define a cor",
)


@pytest.mark.parametrize(
    "texts", [HARMLESS, FRIENDLY, OF_OTHERS, NONE_OF_IT], ids=["talk", "friends", "others", "none"]
)
def test_talk_among_people_is_no_trolling_in_any_language(texts):
    told = zip(texts, replies.judge(texts), strict=True)
    assert [(text, one.rule, one.words) for text, one in told if one.triage == "troll"] == []


def _reading(text, share=0.99):
    """A text that reads like trolling by a share, and else like talk."""
    shares = dict.fromkeys(KINDS, 0.0) | {"troll": share, "other": 1 - share}
    return Reading(text, hear(text), shares)


@pytest.mark.parametrize("text", ["😂😂😂", "🎈", "...", "Ana Lima", "Ave Maria", "te quiero, cabrón"])
def test_whatever_it_reads_like_signs_names_and_affection_are_no_trolling(text):
    assert decide(_reading(text)).triage == "other"


def test_where_no_word_says_why_trolling_is_read_more_clearly_where_nobody_is_addressed():
    between = (UNTOLD + NOBODY) / 2
    assert decide(_reading("you there by the door", between)).rule == "reads like trolling"
    assert decide(_reading("the account by the door", between)).rule == "no rule"
    assert decide(_reading("the account by the door", NOBODY)).rule == "reads like trolling"
    assert decide(_reading("you there by the door", UNTOLD - 0.01)).rule == "no rule"


def test_an_insult_is_of_us_where_somebody_is_addressed_or_nobody_else_is_spoken_of():
    assert decide(_reading("clowns", 0.7)).rule == "insult without matter"
    assert decide(_reading("she is a clown", 0.7)).rule == "no rule"
    assert decide(_reading("she is a clown and so are you", 0.7)).rule == "insult without matter"
    assert decide(_reading("a clown " + "walks on and on " * 5, 0.7)).rule == "no rule"


def test_no_text_above_was_an_example():
    taught = {text for _, text in examples()}
    assert not taught & {*HARMLESS, *FRIENDLY, *OF_OTHERS, *NONE_OF_IT}
