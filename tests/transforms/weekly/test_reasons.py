"""Reasons in another language: told from the facts, whatever the names hold, and in English as the table has them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.reshare.reasons import facts, sentence
from transforms.weekly import reasons
from transforms.weekly.language import language

ENGLISH, SPANISH = language("en"), language("es")
# names and topics are free text: they may hold the very words that part a sentence
HOSTILE = st.sampled_from([
    "Ana Ruiz", "De Linden, S.A.", "Kit (tier 2)", "Ada posted about Bo", "Ben, and Cem", 'Said "no", 3 people on the list',
    "two\nlines", " \n ", "\u200fעדה\u200e", "{who} {n}", "it's an hour ago, and this author posts seldom.", "1,234.5", "\\", "\U0001f9c5",
])  # fmt: skip
NAMES = st.one_of(HOSTILE, st.text(min_size=1, max_size=20))

RESHARES = st.fixed_dictionaries({
    "author_name": st.one_of(st.none(), NAMES), "influencer_name": st.one_of(st.none(), NAMES), "author_handle": st.none(),
    "source": NAMES, "tier": st.sampled_from([None, 1, 3]), "author_influencer_id": st.sampled_from([None, "ana"]),
    "kind": st.sampled_from(["article", "video", "episode", "original"]), "topic_name": st.one_of(st.none(), NAMES),
    "age_hours": st.decimals(0, 4000, places=4), "pickups": st.sampled_from([0, 1, 2, 4321]),
    "shared_post_id": st.sampled_from([None, "x:1"]), "sharer_name": st.one_of(st.none(), NAMES),
    "pace_ratio": st.one_of(st.sampled_from([None, Decimal("2.2500"), Decimal("1.2000")]), st.decimals(0, 99999, places=4)),
    "usual_of": st.sampled_from(["author", "platform"]), "platform": st.just("bluesky"),
    "interest_part": st.sampled_from([Decimal(0), Decimal(1)]), "rarity_part": st.sampled_from([Decimal(0), Decimal(1)]),
    "pickup_part": st.sampled_from([Decimal(0), Decimal(1)]),
})  # fmt: skip
KNOWN = {
    "author_name": "Ana", "influencer_name": None, "author_handle": None, "source": "bluesky:ana", "tier": 1,
    "author_influencer_id": "ana", "kind": "article", "topic_name": "Ben posted about heat, and more", "age_hours": Decimal("30"),
    "pickups": 0, "shared_post_id": None, "sharer_name": None, "pace_ratio": None, "usual_of": "author", "platform": "bluesky",
    "interest_part": Decimal(0), "rarity_part": Decimal(1), "pickup_part": Decimal(0),
}  # fmt: skip


@given(RESHARES)
@settings(max_examples=200, deadline=None)
def test_in_english_a_reshares_reason_is_that_of_the_table_letter_for_letter(row: dict[str, Any]) -> None:
    assert reasons.reshare(ENGLISH, row) == sentence(facts(row))


@pytest.mark.parametrize(
    ("changes", "spanish"),
    [
        ({}, "Ana (nivel 1) publicó un artículo sobre Ben posted about heat, and more hace 30 horas, y este autor publica poco."),
        (
            {"shared_post_id": "x:1", "sharer_name": "Cem, and 1 person on the list passed it on", "kind": "original", "pickups": 1},
            "Ana (nivel 1) publicó sobre Ben posted about heat, and more hace 30 horas, Cem, and 1 person on the list passed it on lo "
            "volvió a publicar, y 1 persona más de la lista lo difundió.",
        ),
        (
            {"pace_ratio": Decimal("1234.5"), "usual_of": "platform", "topic_name": None, "age_hours": Decimal("1.2"), "pickups": 2},
            "Ana (nivel 1) publicó un artículo hace una hora, 2 personas de la lista lo difundieron, y tiene 1234,5 veces las respuestas "
            "habituales en bluesky a esa edad.",
        ),
    ],
)  # fmt: skip
def test_a_reshares_reason_in_spanish_holds_the_names_whole(changes: dict[str, Any], spanish: str) -> None:
    assert reasons.reshare(SPANISH, KNOWN | changes) == spanish


@given(RESHARES)
@settings(max_examples=100, deadline=None)
def test_no_word_of_a_reshares_reason_stays_english(row: dict[str, Any]) -> None:
    named = {"author_name": "Ñ", "topic_name": row["topic_name"] and "Ñ", "sharer_name": row["sharer_name"] and "Ñ"}
    told = reasons.reshare(SPANISH, row | named)
    english = "posted published ago reposted somebody passed usual comes seldom passes nothing more"
    assert not any(f" {word} " in told for word in english.split()), told


@pytest.mark.parametrize("reason", ["Ana posted an hour ago, and this author posts seldom.", None])
def test_a_reshare_from_before_its_facts_were_kept_is_told_as_the_table_has_it(reason: str | None) -> None:
    assert reasons.reshare(SPANISH, {"age_hours": None, "reason": reason}) == (reason or "")
