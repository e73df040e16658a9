"""The head: what week, whose, and how complete."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from transforms.weekly.document import Link, Paragraph, Section, Sentence
from transforms.weekly.language import joined

if TYPE_CHECKING:
    from transforms.weekly.desk import Desk


def tell(desk: Desk) -> Section:
    """One paragraph: accounts heard to the end, and what was not, by platform and cause."""
    return Section("head", desk.words.say("section.head"), (completeness(desk), *cut_short(desk), *list_only(desk)))


def completeness(desk: Desk) -> Paragraph:
    """How many accounts were heard to the end, and where it lacks: "X late for 2 people", leading to the table."""
    rows = desk.ask("completeness")
    table = Link(desk.words.say("completeness.link"), "#completeness")
    if not rows:
        return desk.paragraph("completeness.none", "warning", table=table)
    missing: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        if row["state"] != "complete":
            missing[row["state"], row["platform"]].add(row["influencer_id"])
    counts = Counter(row["state"] for row in rows)
    parts: list[Sentence] = [
        desk.words.sentence(
            "completeness.heard", n=counts["complete"], accounts=desk.words.say("accounts", n=len(rows))
        ),
        *(
            desk.words.sentence(
                "completeness.missing",
                platform=desk.platform(platform),
                state=desk.words.word("state", state),
                people=desk.words.say("people", n=len(people)),
            )
            for (state, platform), people in sorted(missing.items(), key=lambda one: (-len(one[1]), one[0]))[:4]
        ),
    ]
    told = [piece for part in parts for piece in ("; ", *part)][1:]
    is_poor = counts["complete"] * 4 < len(rows) * 3
    return Paragraph(joined([*told, ". ", table, "."]), "warning" if is_poor else "")


def list_only(desk: Desk) -> list[Paragraph]:
    """Says which platforms rest on no single person."""
    only = [platform for platform, use in desk.config.brand.uses.items() if use == "list only"]
    listened = {account.platform for account in desk.config.accounts}
    named = [desk.platform(platform) for platform in sorted(set(only) & listened)]
    return [desk.paragraph("list_only", "quiet", platforms=desk.words.listed(named))] if named else []


def cut_short(desk: Desk) -> list[Paragraph]:
    """Says where the tables end before the week does."""
    (heard,) = desk.ask("heard_until")
    ends = [until for until in heard.values() if until is not None]
    if not ends or min(ends) >= datetime.combine(desk.week.start + timedelta(days=7), time()):
        return []
    return [desk.paragraph("cut_short", "warning", until=min(ends))]
