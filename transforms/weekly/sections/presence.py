"""Where they are: people and platforms, the few platforms that reach most, best hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from transforms.weekly import charts
from transforms.weekly.document import Block, Chart, Column, Paragraph, Row, Section, Sentence, Table
from transforms.weekly.language import joined
from transforms.weekly.sections.offers import hours_of
from transforms.weekly.untrusted import place, shown

if TYPE_CHECKING:
    from transforms.weekly.desk import Desk

MARKS = {"active": "●", "reshares only": "◐", "dormant": "○", "private": "▪", "not observed": "·"}
MOST_DRAWN = 30


def tell(desk: Desk) -> Section:
    blocks: list[Block] = [shortlist(desk)]
    if reached := [row for row in desk.ask("reach") if row["reach_share"]]:
        blocks.append(coverage(desk, reached))
    blocks.append(grid(desk))
    if timed := [
        row for row in desk.ask("presence") if row["best_from_hour"] is not None and row["influencer_id"] in desk.people
    ]:
        blocks.append(best_hours(desk, timed))
    return Section("presence", desk.words.say("section.presence"), tuple(blocks))


def shortlist(desk: Desk) -> Paragraph:
    """The few platforms that reach most, what the next one adds, and who is reached on none."""
    rows = desk.ask("shortlist")
    chosen = next((row for row in rows if row["is_chosen"]), None)
    if chosen is None:
        return desk.paragraph("shortlist.none")
    words = desk.words
    parts: list[Sentence] = [
        words.sentence(
            "shortlist.reach", platforms=words.listed([desk.platform(one) for one in chosen["platforms"]]),
            share=words.share(chosen["reach_share"]), people=chosen["people"], all=len(desk.people),
            n=len(chosen["platforms"]),
        )
    ]  # fmt: skip
    following = next((row for row in rows if row["set_size"] == chosen["set_size"] + 1), None)
    if following and following["added_platform"]:
        parts.append(
            words.sentence(
                "shortlist.adding", platform=desk.platform(following["added_platform"]),
                people=words.say("people", n=len(following["added_ids"])), share=words.share(following["added_share"]),
            )
        )  # fmt: skip
    if chosen["lost_ids"]:
        parts.append(words.sentence("shortlist.lost", people=desk.persons(chosen["lost_ids"])))
    if chosen["unknown_ids"]:
        parts.append(words.sentence("shortlist.unknown", people=desk.persons(chosen["unknown_ids"])))
    return Paragraph(joined([piece for part in parts for piece in (" ", *part)][1:]))


def coverage(desk: Desk, reached: list[dict[str, Any]]) -> Chart:
    """How much of the list each platform reaches."""
    columns = (
        desk.column("platform"), desk.column("reach_share", "share"), desk.column("people_of", "words"),
        desk.column("only_here", "words", "nobody"), desk.column("not_chosen", none="may_be_chosen"),
    )  # fmt: skip
    rows = [
        Row(
            place("reach", row["platform"]),
            (
                desk.platform(row["platform"]), row["reach_share"],
                desk.words.say("n_of", n=row["people"], all=len(desk.people)),
                desk.persons(row["only_here_ids"]) or None,
                desk.words.word("why_not", row["why_not"]) or None,
            ),
        )
        for row in reached
    ]  # fmt: skip
    first = reached[0]
    sentence = desk.words.say(
        "chart.coverage", platform=desk.platform(first["platform"]), share=desk.words.share(first["reach_share"])
    )
    drawn = [(desk.platform(row["platform"]), row["reach_share"], bool(row["is_allowed"])) for row in reached]
    table = Table("chart-coverage", desk.words.say("sheet.coverage"), sentence, columns, tuple(rows), "")
    return Chart(
        "coverage",
        sentence,
        desk.words.say("chart.coverage.alt", n=len(reached)),
        charts.coverage(drawn, desk.words),
        table,
    )


def grid(desk: Desk) -> Table:
    """People by platform; a mark and its word in every cell."""
    by_person: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in desk.ask("presence"):
        by_person[row["influencer_id"]][row["platform"]] = row
    platforms = sorted({platform for told in by_person.values() for platform in told})
    columns = (
        desk.column("person", "words"),
        *(Column(platform, desk.platform(platform), "words", desk.words.say("not_observed")) for platform in platforms),
    )
    rows = [
        Row(
            f"{place('person', key)}-where",
            ((desk.person(key),), *(state(desk, by_person[key].get(platform)) for platform in platforms)),
        )
        for key in desk.people
        if key in by_person
    ]
    return desk.table("presence", columns, rows)


def state(desk: Desk, row: dict[str, Any] | None) -> str | None:
    if row is None:
        return None
    return f"{MARKS.get(row['state'], '·')} {desk.words.word('presence', row['state'])}"


def best_hours(desk: Desk, timed: list[dict[str, Any]]) -> Chart:
    """When each of them is there most, in the brand's own time; who matters most comes first."""
    timed = sorted(timed, key=lambda row: (desk.people[row["influencer_id"]]["tier"] or 9, -(row["best_sample"] or 0)))
    timed = timed[:MOST_DRAWN]  # the others' hours are on their pages
    columns = (
        desk.column("person", "words"), desk.column("platform"), desk.best_time(),
        desk.column("pace", "decimal", "not_enough"),
        desk.column("response_hours", "decimal", "not_enough"),
    )  # fmt: skip
    rows = [
        Row(
            place("hours", row["influencer_id"], row["platform"]),
            (
                (desk.person(row["influencer_id"]),), desk.platform(row["platform"]), hours_of(desk, row),
                row["posts_per_week"], row["response_hours"],
            ),
        )
        for row in timed
    ]  # fmt: skip
    zone = timed[0]["time_zone"]
    sentence = desk.words.say("chart.hours", zone=zone, n=len({row["influencer_id"] for row in timed}))
    drawn = [
        (
            f"{desk.name(row['influencer_id'])}, {desk.platform(row['platform'])}",
            row["best_from_hour"],
            row["best_to_hour"],
        )
        for row in timed
    ]
    table = Table("chart-hours", desk.words.say("sheet.hours"), sentence, columns, tuple(rows), "")
    alternative = desk.words.say("chart.hours.alt", n=len(drawn), zone=zone)
    return Chart("best-hours", sentence, alternative, charts.hours(drawn, desk.words), table)


def of_person(desk: Desk, rows: list[dict[str, Any]]) -> Iterator[Block]:
    """One person's platforms, for their page; where nothing was observed is one sentence."""
    yield _met(desk, [row for row in rows if row["state"] != "not observed"])
    if unseen := [desk.platform(row["platform"]) for row in rows if row["state"] == "not observed"]:
        yield desk.paragraph("person.not_observed", "quiet", platforms=desk.words.listed(unseen))


def _met(desk: Desk, rows: list[dict[str, Any]]) -> Table:
    """The platforms on which they are."""
    columns = (
        desk.column("platform"), desk.column("handle", "id"), desk.column("presence"),
        desk.column("followers", "number", "not_told"),
        desk.column("pace", "decimal", "not_enough"), desk.best_time(),
        desk.column("response_hours", "decimal", "not_enough"), desk.column("last_post", "time", "never"),
        desk.column("posts", "posts"),
    )  # fmt: skip
    told = [
        Row(
            place("presence", row["influencer_id"], row["platform"]),
            (
                desk.platform(row["platform"]), shown(row["handle"], 80) or None, state(desk, row), row["followers"],
                row["posts_per_week"], hours_of(desk, row), row["response_hours"], row["last_post_at"],
                desk.posts_of(row["evidence_post_ids"], 2),
            ),
        )
        for row in rows
    ]  # fmt: skip
    return desk.table("person_presence", columns, told)
