"""Method and data: what was heard, of whom, and every number that decided something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.weekly.document import Row, Section, Table
from transforms.weekly.untrusted import place, shown

if TYPE_CHECKING:
    from transforms.weekly.desk import Desk


def tell(desk: Desk) -> Section:
    told = [
        desk.paragraph(
            "method.window", first=desk.week.start, last=desk.week.last_day, as_of=desk.as_of,
            engine=", ".join(shown(row["engine_version"], 60) for row in desk.ask("engine")[:2]) or "–",
        ),
        desk.paragraph("method.reading"),
    ]  # fmt: skip
    return Section("method", desk.words.say("section.method"), (*told, completeness(desk), heard(desk), rules(desk)))


def completeness(desk: Desk) -> Table:
    """Every account: heard to the end or not, and why."""
    columns = (
        desk.column("person", "words"), desk.column("platform"), desk.column("handle", "id"), desk.column("state"),
        desk.column("reason"), desk.column("heard_until", "time", "never_heard"),
    )  # fmt: skip
    rows = [
        Row(
            place("account", row["account_id"]),
            (
                (desk.person(row["influencer_id"]),), desk.platform(row["platform"]), shown(row["handle"], 80) or None,
                desk.words.word("state", row["state"]), shown(row["reason"], 200) or None, row["heard_until"],
            ),
        )
        for row in desk.ask("completeness")
    ]  # fmt: skip
    return desk.table("completeness", columns, rows)


def heard(desk: Desk) -> Table:
    """Posts of the week by platform."""
    columns = (
        desk.column("platform"), desk.column("posts_heard", "number"), desk.column("voices", "number"),
        desk.column("people_n", "number"), desk.column("accounts_n", "number"), desk.column("uses"),
    )  # fmt: skip
    rows = [
        Row(
            place("heard", row["platform"]),
            (
                desk.platform(row["platform"]), row["posts"], row["voices"], row["people"], row["accounts"],
                desk.words.word("uses", row["uses"] or "individual"),
            ),
        )
        for row in desk.ask("heard")
    ]  # fmt: skip
    return desk.table("heard", columns, rows)


def rules(desk: Desk) -> Table:
    """Every number that decided something."""
    columns = (desk.column("part"), desk.column("rule", "id"), desk.column("rule_value"), desk.column("meaning"))
    rows = [
        Row(
            place("rule", row["part"], row["rule"]),
            (desk.words.word("part", row["part"]), row["rule"], f"{row['rule_value'].normalize():f}", row["meaning"]),
        )
        for row in desk.ask("rules")
    ]
    return desk.table("rules", columns, rows)


def cited(desk: Desk) -> Section:
    """Every post the report rests on, by the number it was cited with; told last, once all have cited."""
    columns = (
        desk.column("number", "number"), desk.column("who_wrote", none="gone"), desk.column("platform"),
        desk.column("published", "time"), desk.column("first_words", "words"), desk.column("post_id", "id"),
    )  # fmt: skip
    rows = [
        Row(
            f"post-{post.number}",
            (
                post.number, post.who or None, desk.platform(post.platform), post.created_at,
                (desk.web(post.words, post.url),), shown(post.post_id, 200),
            ),
        )
        for post in desk.cited().values()
        if post.number
    ]  # fmt: skip
    return Section("posts", desk.words.say("section.posts"), (desk.table("cited", columns, rows),))
