"""Last week's advice: what was decided, done, and came of it; a sentence on the first screen, tables further down."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from transforms.weekly.document import Link, Paragraph, Posts, Row, Section, Sentence, Table, Value
from transforms.weekly.language import joined
from transforms.weekly.sections.channels import outcome
from transforms.weekly.untrusted import place, shown

if TYPE_CHECKING:
    from transforms.weekly.desk import Desk

MOST_ROWS = 40


def tell(desk: Desk) -> Section:
    """One sentence: what was decided, how the reshares of the last two weeks stand, who responded."""
    taken, proposed = decided(desk), desk.ask("proposed")
    counts = Counter(one.decided for one in taken)
    told: list[Sentence] = [
        desk.words.sentence(
            "before.counts" if taken else "before.none", n=len(taken), done=counts["done"],
            no=counts["no"] + counts["never"], later=counts["later"],
        )
    ]  # fmt: skip
    if proposed:
        told.append(
            desk.words.sentence(
                "before.proposed", n=len(proposed), waiting=sum(row["state"] == "current" for row in proposed),
                expired=sum(row["state"] in ("expired", "not taken up", "displaced") for row in proposed),
            )
        )  # fmt: skip
    if desk.has("marts.outcomes") and (acts := _acts(desk)):
        told.append(
            desk.words.sentence(
                "before.outcomes", n=len(acts), responded=sum(bool(row["did_respond"]) for row in acts),
                open=sum(row["did_respond"] is None for row in acts),
                table=Link(desk.words.say("before.link"), "#acts"),
            )
        )  # fmt: skip
    pieces = joined([piece for one in told for piece in (" ", *one)][1:])
    return Section("before", desk.words.say("section.before"), (Paragraph(pieces),))


def rows(desk: Desk) -> Section:
    """The decisions and the acts, a row each."""
    tables = [decisions(desk, decided(desk)), *([outcomes(desk)] if desk.has("marts.outcomes") else [])]
    return Section("acts", desk.words.say("section.acts"), tuple(tables))


def decided(desk: Desk) -> list[Any]:
    """The decisions since the week began; those without a day as well, since nobody knows when they were taken."""
    until = max(desk.as_of.date(), desk.week.last_day)
    return [one for one in desk.config.decisions if one.on is None or desk.week.start <= one.on <= until]


def decisions(desk: Desk, taken: list[Any]) -> Table:
    columns = (
        desk.column("what", "words", "not_known_any_more"), desk.column("advice_kind"), desk.column("decision"),
        desk.column("on", "date", "no_day"), desk.column("by"), desk.column("note"),
        desk.column("recommendation", "id"),
    )  # fmt: skip
    known = {row["recommendation_id"]: row for row in desk.ask("decided")}
    told = [
        Row(
            place("decision", one.recommendation_id, str(one.on or "")),
            (
                what(desk, known.get(one.recommendation_id)),
                desk.words.word("advice", one.recommendation_id.split("-", 1)[0]),
                desk.words.word("decided", one.decided), one.on, shown(one.by, 60) or None,
                shown(one.note, 160) or None,
                shown(one.recommendation_id, 80),
            ),
        )
        for one in sorted(taken, key=lambda one: (str(one.on or ""), one.recommendation_id), reverse=True)[:MOST_ROWS]
    ]  # fmt: skip
    return desk.table("decisions", columns, told)


def what(desk: Desk, row: dict[str, Any] | None) -> Sentence | None:
    if row is None or not row["what"]:
        return None
    return (desk.web(shown(row["what"], 120), row["url"]),)


def outcomes(desk: Desk) -> Table:
    """What the brand did, and what came of it."""
    return desk.table(
        "outcomes", outcome_columns(desk, person=True), [outcome_row(desk, row, person=True) for row in _acts(desk)]
    )


def _acts(desk: Desk) -> list[dict[str, Any]]:
    """Acts of the week and the one before, and older ones that had a response since the week began."""
    first = desk.week.start
    return [
        row for row in desk.ask("outcomes")
        if row["act_at"].date() >= first - timedelta(days=7)
        or (row["response_at"] is not None and row["response_at"].date() >= first)
    ][:MOST_ROWS]  # fmt: skip


def outcome_columns(desk: Desk, *, person: bool) -> tuple[Any, ...]:
    whom = (desk.column("person", "words"),) if person else ()
    return (
        desk.column("act"), *whom, desk.column("platform"), desk.column("act_at", "time"),
        desk.column("came_of_it", "words"),
        desk.column("posts", "posts"),
    )  # fmt: skip


def outcome_row(desk: Desk, row: dict[str, Any], *, person: bool) -> Row:
    ids = [*([row["response_post_id"]] if row["response_post_id"] else []), *(row["evidence_post_ids"] or ())]
    posts: Posts = (desk.posts if person else desk.posts_of)(dict.fromkeys(ids))
    whom: tuple[Value, ...] = ((desk.person(row["influencer_id"]),),) if person else ()
    return Row(
        place("act", row["act_id"], row["influencer_id"], "" if person else "page"),
        (
            desk.words.word("act", row["act"]), *whom, desk.platform(row["platform"]) if row["platform"] else "–",
            row["act_at"], outcome(desk, row), posts,
        ),
        "quiet" if row["did_respond"] is None else "",
    )  # fmt: skip
