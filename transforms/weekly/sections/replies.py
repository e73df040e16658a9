"""Waiting for an answer: the clock, what they want by which rule, and those who get none."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from transforms.weekly.document import Block, Card, Row, Section, Sentence, Table
from transforms.weekly.language import rounded
from transforms.weekly.untrusted import place, shown

if TYPE_CHECKING:
    from transforms.weekly.desk import Desk


def tell(desk: Desk) -> Section:
    (counts,) = desk.ask("answered")
    blocks: list[Block] = []
    if counts["open"]:
        blocks.append(
            desk.paragraph(
                "replies.waiting",
                n=counts["open"],
                late=counts["late"],
                people=desk.words.say("people", n=counts["open_people"]),
            )
        )
    if counts["answered"]:
        blocks.append(
            desk.paragraph(
                "replies.answered", n=counts["answered"], in_time=counts["answered_in_time"],
                hours=hours(desk, counts["median_hours"]),
            )
        )  # fmt: skip
    rows = desk.ask("replies")
    blocks.append(queue(desk, [row for row in rows if row["state"] == "open"]))
    if apart := [row for row in rows if row["state"] == "do not answer"]:
        blocks.append(not_answered(desk, apart))
    return Section("replies", desk.words.say("section.replies"), tuple(blocks))


def hours(desk: Desk, value: Any) -> str:
    """Working hours, from ten on whole ones; or that nothing is known."""
    if value is None:
        return desk.words.say("not_enough")
    told = Decimal(str(value))
    whole = rounded(told, 0)
    is_whole = told >= 10 or rounded(told, 1) == whole
    return desk.words.say("hours", n=int(whole) if is_whole else 0, hours=int(whole) if is_whole else told)


def queue(desk: Desk, rows: list[dict[str, Any]]) -> Table:
    columns = (
        desk.column("decided", "decided", none="empty"), desk.column("place", "number"), desk.column("who", "words"),
        desk.column("tier", "number", "not_listed"), desk.column("platform"), desk.column("said", "words"),
        desk.column("triage", "words"), desk.column("read_as"), desk.column("clock", "words"),
        desk.column("waiting_hours", "decimal"), desk.column("promised_hours", "decimal"),
        desk.column("posts", "posts", aside=True), desk.column("recommendation_id", "id"),
    )  # fmt: skip
    told = [
        Row(
            place(row["recommendation_id"]),
            (
                desk.decided(row["recommendation_id"]), row["place"], who(desk, row), row["tier"], where(desk, row),
                said(desk, row),
                desk.words.word("triage", row["triage"]), read_as(desk, row),
                desk.words.say("late" if row["is_late"] else "in_time"), row["waiting_hours"], row["sla_hours"],
                desk.posts(row["evidence_post_ids"]), row["recommendation_id"],
            ),
        )
        for row in rows
    ]  # fmt: skip
    return desk.table("replies", columns, told)


def not_answered(desk: Desk, rows: list[dict[str, Any]]) -> Table:
    """Trolls: apart, greyed, and by which rule."""
    columns = (
        desk.column("who", "words"), desk.column("platform"), desk.column("said", "words"), desk.column("read_as"),
        desk.column("advice"), desk.column("posts", "posts"),
    )  # fmt: skip
    told = [
        Row(
            place(row["recommendation_id"]),
            (
                who(desk, row), where(desk, row), said(desk, row), read_as(desk, row),
                desk.words.say("do_not_answer"), desk.posts(row["evidence_post_ids"]),
            ),
            "quiet",
        )
        for row in rows
    ]  # fmt: skip
    return desk.table("not_answered", columns, told)


def who(desk: Desk, row: dict[str, Any]) -> Sentence:
    if row["author_influencer_id"]:
        return (desk.person(row["author_influencer_id"]),)
    return (shown(row["author_name"] or row["author_handle"], 80) or desk.words.say("unknown"),)


def said(desk: Desk, row: dict[str, Any], most: int = 200) -> Sentence:
    words = shown(row["title"] or row["text"], most) or desk.words.say("post_gone")
    return (desk.web(words, row["url"]),)


def where(desk: Desk, row: dict[str, Any]) -> str:
    """The platform to answer on, and those that have the same message."""
    if not row["copied_on"]:
        return desk.platform(row["platform"])
    others = desk.words.listed([desk.platform(one) for one in row["copied_on"]])
    return desk.words.say("also_on", platform=desk.platform(row["platform"]), others=others)


def read_as(desk: Desk, row: dict[str, Any]) -> str:
    """What the rule saw, with the words it found; how sure that is, where it only reads so."""
    say = desk.words.say
    rule = shown(desk.words.word("reply_rule", row["rule"]), 80)
    # a question is its own reason: "which" and a question mark are no news
    if row["words"] and row["rule"] != "question":
        return say("reading.words", rule=rule, words=shown(row["words"], 80))
    if not row["sureness"]:
        return rule
    second = desk.words.word("second", row["second_triage"])
    return say(f"reading.{row['sureness']}", rule=rule, second=second)


def card(desk: Desk, row: dict[str, Any], key: str) -> Card:
    """The most overdue reply as a thing to do."""
    say = desk.words.say
    facts: tuple[tuple[str, Sentence], ...] = (
        (say("fact.whom"), who(desk, row)),
        (
            say("fact.why"),
            (
                say(
                    "reply.clock",
                    waiting=hours(desk, row["waiting_hours"]),
                    promised=hours(desk, row["sla_hours"]),
                    since=desk.words.day(row["created_at"].date(), year=False),
                ),
            ),
        ),
        (say("fact.wants"), (f"{desk.words.word('triage', row['triage'])}. {read_as(desk, row)}",)),
    )
    words = shown(row["title"] or row["text"], 400)
    kicker = say("kicker.reply_late" if row["is_late"] else "kicker.reply", platform=desk.platform(row["platform"]))
    # what to say to a person is nobody's business but theirs who say it: what they said is ready to be quoted
    return Card(key, kicker, said(desk, row, 90), facts, ((say("ready.said"), words),) if words else ())
