"""Offers: which piece of the brand's to whom, with the angle in their own words; and what nobody has written yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transforms.weekly import reasons
from transforms.weekly.document import Block, Card, Row, Section, Sentence, Table
from transforms.weekly.untrusted import place, shown

if TYPE_CHECKING:
    from transforms.weekly.desk import Desk

MOST_ROWS = 40


def tell(desk: Desk) -> Section:
    blocks: list[Block] = [offers(desk, desk.ask("offers")[:MOST_ROWS]), gaps(desk, desk.ask("gaps"))]
    blocks.extend(brief(desk, row) for row in desk.ask("gaps")[:5])
    return Section("offers", desk.words.say("section.offers"), tuple(blocks))


def offers(desk: Desk, rows: list[dict[str, Any]]) -> Table:
    columns = (
        desk.column("decided", "decided", none="empty"), desk.column("item", "words"), desk.column("person", "words"),
        desk.column("why"), desk.column("platform", none="nowhere"), desk.column("angle", none="none_told"),
        desk.column("form", none="not_enough"), desk.best_time(), desk.column("handle", "id"),
        desk.column("until", "time", aside=True), desk.column("tracked", aside=True), desk.column("posts", "posts"),
        desk.column("recommendation_id", "id"),
    )  # fmt: skip
    told = [
        Row(
            place(row["recommendation_id"]),
            (
                desk.decided(row["recommendation_id"]), item(desk, row), (desk.person(row["influencer_id"]),),
                shown(reasons.offer(desk.words, row), 300) or None,
                desk.platform(row["platform"]) if row["platform"] else None, words(desk, row["angle_words"]),
                form(desk, row), hours_of(desk, row), shown(row["handle"], 80) or None, row["expires_at"],
                shown(row["tracked_url"], 2000) or None, desk.posts(row["evidence_post_ids"]),
                row["recommendation_id"],
            ),
        )
        for row in rows
    ]  # fmt: skip
    return desk.table("offers", columns, told)


def item(desk: Desk, row: dict[str, Any]) -> Sentence:
    return (desk.web(shown(row["title"] or row["canonical_url"] or row["content_item_id"], 120), row["canonical_url"]),)


def where(desk: Desk, row: dict[str, Any]) -> str:
    if not row["platform"]:
        return desk.words.say("nowhere")
    return (
        f"{desk.platform(row['platform'])}, {shown(row['handle'], 60)}"
        if row["handle"]
        else desk.platform(row["platform"])
    )


def words(desk: Desk, told: list[str] | None) -> str | None:
    """Their own words for it, each as it stands."""
    return ", ".join(desk.words.say("quoted", words=shown(one, 40)) for one in (told or ())[:5]) or None


def form(desk: Desk, row: dict[str, Any]) -> str | None:
    """To what they respond, and how; with the sample."""
    if not row["responds_to"]:
        return None
    by = desk.words.word("responds_by", row["responds_by"]) if row["responds_by"] else desk.words.say("any_way")
    return desk.words.say(
        "form", to=desk.words.word("responds_to", row["responds_to"]), by=by, n=row["response_sample"] or 0
    )


def hours_of(desk: Desk, row: dict[str, Any]) -> str | None:
    """When they are most likely there, in the brand's time, which the head of the column names."""
    if row["best_from_hour"] is None:
        return None
    return desk.words.say(
        "best_hours", weekday=desk.words.word("weekday", row["best_weekday"]) if row["best_weekday"] else "",
        low=f"{row['best_from_hour']:02d}", high=f"{row['best_to_hour']:02d}", n=row["best_sample"] or 0,
    ).strip()  # fmt: skip


def gaps(desk: Desk, rows: list[dict[str, Any]]) -> Table:
    columns = (
        desk.column("decided", "decided", none="empty"), desk.column("topic"), desk.column("people_of", "words"),
        desk.column("rising_people", "number"), desk.column("trend"), desk.column("items", "number"),
        desk.column("who", "words"), desk.column("own_words", none="none_told"), desk.column("posts", "posts"),
        desk.column("recommendation_id", "id"),
    )  # fmt: skip
    told = [
        Row(
            place(row["recommendation_id"]),
            (
                desk.decided(row["recommendation_id"]), shown(row["topic_name"] or row["topic_id"], 80),
                desk.words.say("n_of", n=row["people"], all=len(desk.people)),
                row["rising_people"], desk.words.word("trend", row["trend"]), row["items"],
                desk.persons(row["influencer_ids"]),
                words(desk, row["own_words"]), desk.posts(row["evidence_post_ids"]),
                row["recommendation_id"],
            ),
        )
        for row in rows
    ]  # fmt: skip
    return desk.table("gaps", columns, told)


def brief(desk: Desk, row: dict[str, Any]) -> Card:
    """A gap as a brief: who asks, what they ask, what they share, and the words to hand to a writer."""
    say = desk.words.say
    facts: list[tuple[str, Sentence]] = [(say("fact.who_asks"), desk.persons(row["influencer_ids"]))]
    for question in (row["questions"] or ())[:5]:
        asked = shown(question["question"], 240)
        desk.posts([question["post_id"]])
        facts.append((say("fact.question"), (asked,)))
    pages = (row["pages"] or ())[:5]
    facts.extend((say("fact.page"), (desk.web(shown(page["title"], 120), page["url"]),)) for page in pages)
    if row["form"]:
        people = say("people", n=row["form_people"])
        told = say("gap.form", form=desk.words.word("responds_to", row["form"]), n=row["form_responses"], people=people)
        facts.append((say("fact.works"), (told,)))
    ready = ((say("ready.brief"), shown(reasons.brief(desk.words, row), 2000)),) if row["brief"] else ()
    return Card(
        f"{place(row['recommendation_id'])}-brief", say("kicker.gap"),
        (shown(row["topic_name"] or row["topic_id"], 80),),
        tuple(facts), ready,
    )  # fmt: skip


def card(desk: Desk, row: dict[str, Any], key: str) -> Card:
    """The best offer as a thing to do; the ready text is the tracked link."""
    say = desk.words.say
    facts: list[tuple[str, Sentence]] = [
        (say("fact.whom"), (desk.person(row["influencer_id"]),)),
        (say("fact.where"), (where(desk, row),)),
        (say("fact.why"), (shown(reasons.offer(desk.words, row), 300),)),
    ]
    if angle := words(desk, row["angle_words"]):
        facts.append((say("fact.angle"), (angle,)))
    if when := hours_of(desk, row):
        facts.append((say("fact.when"), (f"{when}, {row['time_zone']}",)))
    if how := form(desk, row):
        facts.append((say("fact.form"), (how,)))
    facts.append((say("fact.until"), (desk.until(row["expires_at"]),)))
    ready = ((say("ready.link"), shown(row["tracked_url"], 2000)),) if row["tracked_url"] else ()
    return Card(key, say("kicker.offer"), item(desk, row), tuple(facts), ready)
