"""Reasons in another language: told from the facts, whatever the names hold, and in English as the tables have them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sql import warehouse
from tests.advised import NOW, opened
from tests.sql.marts.test_content_matches import speak
from tests.transforms.reshare.conftest import settings as reshare_settings
from transforms import reshare
from transforms.reshare.reasons import facts, sentence
from transforms.weekly import queries, reasons
from transforms.weekly.language import language

ENGLISH, SPANISH = language("en"), language("es")
# names and topics are free text: they may hold the very words that part a sentence
HOSTILE_NAMES = [
    "Ana Ruiz", "De Linden, S.A.", "Kit (tier 2)", "Ada posted about Bo", "Ben, and Cem", 'Said "no", 3 people on the list',
    "two\nlines", " \n ", "\u200fעדה\u200e", "{who} {n}", "it's an hour ago, and this author posts seldom.", "1,234.5", "\\", "\U0001f9c5",
]  # fmt: skip
HOSTILE = st.sampled_from(HOSTILE_NAMES)
NAMES = st.one_of(HOSTILE, st.text(st.characters(codec="utf-8"), min_size=1, max_size=20))

TELLERS = (
    ("reshares", "reason", reasons.reshare),
    ("offers", "reason", reasons.offer),
    ("gaps", "brief", reasons.brief),
    ("channels", "what_would_change", reasons.turning),
)

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


OFFERS = st.fixed_dictionaries({
    "influencer_name": NAMES, "tier": st.sampled_from([1, 3]), "topic_name": NAMES, "form": st.sampled_from(["article", "video", "episode", "post"]),
    "times_the_list": st.one_of(st.none(), st.decimals(Decimal("1.2"), 99999, places=1)), "posts_in_28_days": st.sampled_from([None, 1, 2, 4321]),
    "confidence": st.sampled_from(["solid", "not enough data"]),
})  # fmt: skip
BRIEFS = st.fixed_dictionaries({
    "topic_name": NAMES, "people": st.sampled_from([2, 3, 4, 4321]), "first_names": st.lists(NAMES, min_size=1, max_size=3),
    "own_words": st.lists(NAMES, max_size=3), "questions": st.lists(st.fixed_dictionaries({"post_id": st.just("x:1"), "question": NAMES}), max_size=4),
    "first_pages": st.one_of(st.none(), st.lists(NAMES, max_size=3)),
})  # fmt: skip
VERDICTS = st.fixed_dictionaries({
    "verdict": st.sampled_from(["invest", "hold", "cull", "not enough data"]), "posts": st.integers(0, 5000), "answered": st.sampled_from([0, 1, 4321]),
    "minimum_posts": st.just(6000), "invest_from": st.integers(0, 5001), "cull_below": st.integers(0, 5000),
    "posts_to_tell": st.one_of(st.none(), st.integers(1, 100_000)),
})  # fmt: skip


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with warehouse.connect(":memory:") as connection:
        yield connection


def in_sql(con: duckdb.DuckDBPyConnection, call: str, row: dict[str, Any]) -> str:
    """What a macro of sql/functions/reasons.sql says of a row."""
    (told,) = con.execute(f"select {call}", row).fetchone() or ("",)
    return str(told)


@given(OFFERS)
@settings(max_examples=150, deadline=None)
def test_in_english_an_offers_reason_is_that_of_the_table_letter_for_letter(con: Any, row: dict[str, Any]) -> None:
    call = ("offer_reason($influencer_name, $tier::integer, $topic_name, $times_the_list::decimal(9, 1), "
            "$posts_in_28_days::integer, $confidence, $form)")  # fmt: skip
    assert reasons.offer(ENGLISH, row) == in_sql(con, call, row)


@given(BRIEFS)
@settings(max_examples=150, deadline=None)
def test_in_english_a_brief_is_that_of_the_table_letter_for_letter(con: Any, row: dict[str, Any]) -> None:
    call = ("gap_brief($topic_name, $people::bigint, $first_names::varchar[], $own_words::varchar[], "
            "$questions::struct(post_id varchar, question varchar)[], $first_pages::varchar[])")  # fmt: skip
    assert reasons.brief(ENGLISH, row) == in_sql(con, call, row)


@given(VERDICTS)
@settings(max_examples=150, deadline=None)
def test_in_english_what_turns_a_verdict_is_that_of_the_table_letter_for_letter(con: Any, row: dict[str, Any]) -> None:
    call = ("verdict_turning($verdict, $posts::bigint, $answered::bigint, $minimum_posts::bigint, $invest_from::bigint, "
            "$cull_below::bigint, $posts_to_tell::bigint)")  # fmt: skip
    assert reasons.turning(ENGLISH, row) == in_sql(con, call, row)


OFFER = {"influencer_name": "Ana keeps writing about B", "tier": 1, "topic_name": "Bread, and the video", "form": "article",
         "times_the_list": Decimal("4.0"), "posts_in_28_days": 3, "confidence": "solid"}  # fmt: skip
BRIEF = {"topic_name": "Bread, for Zoe.", "people": 5, "first_names": ["Ana", "Ben, and 9 more", "Cem"], "own_words": ["rye", "oven"],
         "questions": [{"post_id": "x:1", "question": 'Who "bakes"?'}, {"post_id": "x:2", "question": "Why?"}],
         "first_pages": ["A", "They share: B."]}  # fmt: skip
VERDICT = {
    "verdict": "hold",
    "posts": 60,
    "answered": 1,
    "minimum_posts": 30,
    "invest_from": 8,
    "cull_below": 2,
    "posts_to_tell": 236,
}


@pytest.mark.parametrize(
    ("tell", "row", "spanish"),
    [
        (reasons.offer, OFFER, "Ana keeps writing about B (nivel 1) escribe sobre Bread, and the video 4,0 veces lo que la lista, cerca "
         "de 3 publicaciones en los últimos 28 días, y el artículo trata de ello."),
        (reasons.offer, OFFER | {"times_the_list": None, "posts_in_28_days": None, "confidence": "not enough data", "form": "video"},
         "Ana keeps writing about B (nivel 1) sigue escribiendo sobre Bread, and the video (pocas publicaciones por ahora), y el vídeo "
         "trata de ello."),
        (reasons.brief, BRIEF, "Escribir sobre Bread, for Zoe., para Ana, Ben, and 9 more, Cem y 2 más. En sus propias palabras: rye, "
         'oven. Preguntan: "Who "bakes"?" "Why?" Comparten: A; They share: B..'),
        (reasons.turning, VERDICT, "De 60 publicaciones, 8 respondidas o más significan invertir, 1 o menos significan recortar; 1 lo fue; "
         "para distinguir la mitad o el doble del umbral hacen falta unas 236 publicaciones."),
        (reasons.turning, VERDICT | {"verdict": "cull", "invest_from": 61, "cull_below": 1, "answered": 0},
         "Tan pocas publicaciones nunca pueden significar invertir, ninguna respondida significa recortar; 0 lo fueron."),
        (reasons.turning, VERDICT | {"cull_below": 0, "posts_to_tell": 60}, "De 60 publicaciones, 8 respondidas o más significan invertir, "
         "y ninguna respondida aún no significaría recortar; 1 lo fue."),
        (reasons.turning, VERDICT | {"verdict": "not enough data", "posts": 15},
         "Con 15 publicaciones más en una ventana basta para juzgar."),
    ],
)  # fmt: skip
def test_offers_briefs_and_verdicts_in_spanish_hold_the_names_whole(
    tell: Any, row: dict[str, Any], spanish: str
) -> None:
    assert tell(SPANISH, row) == spanish


@pytest.mark.parametrize("kept", ["Ana posted an hour ago, and this author posts seldom.", None])
@pytest.mark.parametrize(
    ("tell", "row", "column"),
    [
        (reasons.reshare, KNOWN | {"age_hours": None}, "reason"),
        (reasons.offer, OFFER | {"tier": None}, "reason"),
        (reasons.offer, OFFER | {"topic_name": None}, "reason"),
        (reasons.brief, BRIEF | {"topic_name": None}, "brief"),
        (reasons.turning, VERDICT | {"invest_from": None}, "what_would_change"),
    ],
)
def test_where_facts_are_not_kept_the_sentence_of_the_table_is_told(
    tell: Any, row: dict[str, Any], column: str, kept: str | None
) -> None:
    assert tell(SPANISH, row | {column: kept}) == (kept or "")


def of_tables() -> Iterator[tuple[str, str, str]]:
    """Every sentence of a world whose names and words are hostile, as its table has it and as it is told."""
    people = dict(zip(("ana", "ben", "cem", "dia"), HOSTILE_NAMES[2:], strict=False))
    with opened() as world:
        feed, own = world.brand("feeds", "https://halden.example/feed.xml"), world.brand()
        for number, (topic, called) in enumerate({"noise": "Bo posted about it", "tariffs": "Bread, and more"}.items()):
            world.topic(topic)
            world.con.execute("update marts.topics set topic_name = $n where topic_id = $t", {"n": called, "t": topic})
            for tier, name in enumerate(people):
                world.interest(name, topic, 0.08 * (tier + 1), recent_posts=tier + number, recent_all=9,
                               confidence=("solid", "not enough data")[number])  # fmt: skip
        piece = world.post(feed, "Forty", 240, kind="article", title="Notes", url="https://halden.example/n")
        world.topic("noise", piece)
        for number, name in enumerate(people):
            world.person(name, tier=1 + number % 3, full=people[name])
            said = speak(world, name, f'The standing "charge". Who, and why, pays part {number} of it?', 2 + 3 * number, "tariffs",
                         author_name=people[name], links=(f"https://page.example/{number}",), likes=(5, 5000)[number % 2])  # fmt: skip
            for sharer in list(people)[:number]:
                world.post(f"bluesky:{sharer}.example.com", reposts=said)
        world.con.execute("update core.links set title = 'They ask: \"Why?\" They share: ' || link_id || '; B.'")
        for number in range(40):
            world.post(own, "Measured", 24 * 20 + number)
        reshare.candidates(world.con, reshare_settings(), NOW)
        reshare.recommend(world.con, reshare_settings(), NOW)
        world.advise()
        for query, column, tell in TELLERS:
            for row in queries.ask(world.con, query, as_of=NOW.replace(tzinfo=None)):
                assert tell(SPANISH, row) != row[column]
                yield query, row[column], tell(ENGLISH, row)


def test_every_sentence_that_the_tables_hold_is_told_letter_for_letter() -> None:
    told = list(of_tables())
    assert {query for query, _, _ in told} == {query for query, _, _ in TELLERS}
    assert [(query, kept) for query, kept, _ in told] == [(query, again) for query, _, again in told]
