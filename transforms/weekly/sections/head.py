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
    told = (completeness(desk), *unsure(desk), *cut_short(desk), *list_only(desk))
    return Section("head", desk.words.say("section.head"), told)


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


def unsure(desk: Desk) -> list[Paragraph]:
    """What the week does not settle: of whom too little is known, and on which channels there is no verdict yet."""
    known: dict[str, set[str]] = {key: set() for key in desk.people}
    for row in desk.ask("person_interests"):
        known[row["influencer_id"]].add(row["confidence"])
    people, words = desk.words.say("people", n=len(known)), desk.words
    told: list[Sentence] = []
    if few := sum(not found - {"not enough data"} for found in known.values()):
        told.append(words.sentence("unsure.few", n=few, people=Link(people, "#people")))
    if hints := sum("solid" not in found and "indicative" in found for found in known.values()):
        told.append(words.sentence("unsure.indicative", n=hints, people=Link(people, "#people")))
    if desk.has("marts.channel_verdicts"):
        channels = [row for row in desk.ask("channels") if row["content_kind"] == "all"]
        if open_ones := sum(row["verdict"] == "not enough data" for row in channels):
            link = Link(words.say("channels_n", n=len(channels)), "#channels")
            told.append(words.sentence("unsure.channels", n=open_ones, channels=link))
    if not told or not desk.ask("heard"):
        return []
    return [desk.paragraph("unsure", "quiet", told=joined([piece for one in told for piece in ("; ", *one)][1:]))]


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
