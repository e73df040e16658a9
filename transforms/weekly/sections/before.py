"""Last week's advice: what was decided, what was done, and what came of it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from transforms.weekly.document import Block, Posts, Row, Section, Sentence, Table, Value
from transforms.weekly.sections.channels import outcome
from transforms.weekly.untrusted import place, shown

if TYPE_CHECKING:
    from transforms.weekly.desk import Desk

MOST_ROWS = 40


def tell(desk: Desk) -> Section:
    """Decisions since the week began, how the week's reshares stand, and the acts with their outcomes."""
    taken = [one for one in desk.config.decisions if one.on is None or one.on >= desk.week.start]
    taken = [one for one in taken if one.on is None or one.on <= max(desk.as_of.date(), desk.week.last_day)]
    proposed = desk.ask("proposed")
    blocks: list[Block] = []
    if proposed or taken:
        counts = Counter(one.decided for one in taken)
        waiting = sum(row["state"] == "current" for row in proposed)
        blocks.append(
            desk.paragraph(
                "before.counts", n=len(taken), done=counts["done"], no=counts["no"] + counts["never"],
                later=counts["later"], proposed=len(proposed), waiting=waiting,
                expired=sum(row["state"] in ("expired", "not taken up", "displaced") for row in proposed),
            )
        )  # fmt: skip
    blocks.append(decisions(desk, taken))
    if desk.has("marts.outcomes"):
        blocks.append(outcomes(desk))
    return Section("before", desk.words.say("section.before"), tuple(blocks))


def decisions(desk: Desk, taken: list[Any]) -> Table:
    columns = (
        desk.column("what", "words", "not_known_any_more"), desk.column("advice_kind"), desk.column("decision"),
        desk.column("on", "date", "no_day"), desk.column("by"), desk.column("note"), desk.column("recommendation", "id"),
    )  # fmt: skip
    known = {row["recommendation_id"]: row for row in desk.ask("decided")} if desk.has("marts.content_matches") else {
        row["recommendation_id"]: row for row in desk.ask("proposed")
    }  # fmt: skip
    rows = [
        Row(
            place("decision", one.recommendation_id, str(one.on or "")),
            (
                what(desk, known.get(one.recommendation_id)),
                desk.words.word("advice", one.recommendation_id.split("-", 1)[0]),
                desk.words.word("decided", one.decided), one.on, shown(one.by, 60) or None, shown(one.note, 160) or None,
                shown(one.recommendation_id, 80),
            ),
        )
        for one in sorted(taken, key=lambda one: (str(one.on or ""), one.recommendation_id), reverse=True)[:MOST_ROWS]
    ]  # fmt: skip
    return desk.table("decisions", columns, rows)


def what(desk: Desk, row: dict[str, Any] | None) -> Sentence | None:
    if row is None or not row["what"]:
        return None
    return (desk.web(shown(row["what"], 120), row["url"]),)


def outcomes(desk: Desk) -> Table:
    """What the brand did in the week, and what is told of what it did before since the week began."""
    first = desk.week.start
    rows = [
        row for row in desk.ask("outcomes")
        if row["act_at"].date() >= first - timedelta(days=7)
        or (row["response_at"] is not None and row["response_at"].date() >= first)
    ][:MOST_ROWS]  # fmt: skip
    return desk.table("outcomes", outcome_columns(desk, person=True), [outcome_row(desk, row, person=True) for row in rows])


def outcome_columns(desk: Desk, *, person: bool) -> tuple[Any, ...]:
    whom = (desk.column("person", "words"),) if person else ()
    return (
        desk.column("act"), *whom, desk.column("platform"), desk.column("act_at", "time"), desk.column("came_of_it", "words"),
        desk.column("posts", "posts"),
    )  # fmt: skip


def outcome_row(desk: Desk, row: dict[str, Any], *, person: bool) -> Row:
    ids = [*([row["response_post_id"]] if row["response_post_id"] else []), *(row["evidence_post_ids"] or ())]
    posts: Posts = desk.posts(dict.fromkeys(ids))
    whom: tuple[Value, ...] = ((desk.person(row["influencer_id"]),),) if person else ()
    return Row(
        place("act", row["act_id"], row["influencer_id"], "" if person else "page"),
        (
            desk.words.word("act", row["act"]), *whom, desk.platform(row["platform"]) if row["platform"] else "–",
            row["act_at"], outcome(desk, row), posts,
        ),
        "quiet" if row["did_respond"] is None else "",
    )  # fmt: skip
