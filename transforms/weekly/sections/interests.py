"""What they care about: topics of the whole list, how they moved, phrases that rise, pages that several shared."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from transforms.weekly import charts
from transforms.weekly.document import Block, Chart, Column, Row, Section, Sentence, Table, Tone, Weeks
from transforms.weekly.untrusted import place, shown

if TYPE_CHECKING:
    from transforms.weekly.desk import Desk

APART = Decimal("1.96")  # marts.rules: apart_z
ARROWS = {"new": "★", "rising": "▲", "steady": "=", "fading": "▼", "gone": "✕"}
MOST_DRAWN = 6
MOST_MOVED = 10


def tell(desk: Desk) -> Section:
    blocks: list[Block] = [topics(desk)]
    if drawn := [row for row in desk.ask("topics") if row["voice_share"]][:MOST_DRAWN]:
        blocks.append(over_weeks(desk, drawn))
    if moved := [row for row in desk.ask("topics") if row["voice_share"] is not None and row["voice_share_before"]]:
        moved.sort(key=lambda row: -abs(row["voice_share"] - row["voice_share_before"]))
        blocks.append(rising_and_fading(desk, moved[:MOST_MOVED]))
    return Section("interests", desk.words.say("section.interests"), (*blocks, phrases(desk), links(desk)))


def topics(desk: Desk) -> Table:
    """Topics by their share of what the list says."""
    columns = (
        desk.column("topic"),
        desk.column("share_of_list", "share", "not_heard"),
        desk.column("mean_before", "share", "not_enough"),
        desk.column("trend", "words"),
        desk.column("people_of", "words"),
        desk.column("twelve_weeks", "weeks"),
        desk.column("top_person", "words", "nobody_named"),
        desk.column("posts", "posts"),
    )
    rows = [
        Row(
            place("topic", row["topic_id"]),
            (
                shown(row["topic_name"], 80) + (f" ({desk.words.say('sensitive')})" if row["is_sensitive"] else ""),
                row["voice_share"],
                row["voice_share_before"],
                trend(desk, row["trend"]),
                desk.words.say("n_of", n=row["people"], all=len(desk.people)),
                Weeks(tuple(row["shares"])),
                top_person(desk, row),
                desk.posts(row["evidence_post_ids"]),
            ),
            _tone(row),
        )
        for row in desk.ask("topics")
        if row["posts"] or row["trend"] in ("fading", "gone")
    ]
    heard = desk.words.say("posts_n", n=sum(row["voices"] for row in desk.ask("heard")))
    return desk.table("topics", columns, rows, posts=heard, people=desk.words.say("people", n=len(desk.people)))


def _tone(row: dict[str, Any]) -> Tone:
    return "quiet" if row["trend"] == "not enough data" else ""


def trend(desk: Desk, told: str) -> str:
    """An arrow and its word."""
    return f"{ARROWS.get(told, '·')} {desk.words.word('trend', told)}"


def top_person(desk: Desk, row: dict[str, Any]) -> Sentence | None:
    """Who says most of it, and whether that sets them apart from the list."""
    if not row["top_influencer_id"] or row["top_influencer_id"] not in desk.people:
        return None
    person = desk.person(row["top_influencer_id"])
    if row["top_share"] is None:
        return (person,)
    apart = row["top_z_score"] is not None and row["top_z_score"] >= APART and row["top_lift"] is not None
    return desk.words.sentence(
        "top_person.apart" if apart else "top_person",
        person=person,
        share=desk.words.share(row["top_share"]),
        lift=desk.words.decimal(row["top_lift"]) if apart else "",
    )


def over_weeks(desk: Desk, drawn: list[dict[str, Any]]) -> Chart:
    """The shares of the largest topics over twelve weeks, a small picture each."""
    weeks = [desk.week.start - timedelta(weeks=back) for back in range(11, -1, -1)]
    columns = (
        desk.column("topic"),
        *(Column(f"{week}", desk.words.day(week, year=False), "share", "–") for week in weeks),
    )
    rows = [Row(place("weeks", row["topic_id"]), (shown(row["topic_name"], 80), *row["shares"])) for row in drawn]
    first = drawn[0]
    sentence = desk.words.say(
        "chart.over_weeks", topic=shown(first["topic_name"], 80), share=desk.words.share(first["voice_share"])
    )
    svg = charts.over_weeks(
        [(shown(row["topic_name"], 40), list(zip(weeks, row["shares"], strict=True))) for row in drawn], desk.words
    )
    is_cut = any(share is None for row in drawn for share in row["shares"])
    caption = f"{sentence} {desk.words.say('weeks.too_few')}" if is_cut else sentence
    table = Table("chart-weeks", desk.words.say("sheet.over_weeks"), caption, columns, tuple(rows), "")
    return Chart("over-weeks", sentence, desk.words.say("chart.over_weeks.alt", n=len(drawn)), svg, table)


def rising_and_fading(desk: Desk, moved: list[dict[str, Any]]) -> Chart:
    """Where the share of a topic was, and where it is."""
    columns = (desk.column("topic"), desk.column("mean_before", "share"), desk.column("share_of_list", "share"),
               desk.column("trend", "words"))  # fmt: skip
    rows = [
        Row(
            place("moved", row["topic_id"]),
            (
                shown(row["topic_name"], 80), row["voice_share_before"], row["voice_share"],
                trend(desk, row["trend"]),
            ),
        )
        for row in moved
    ]  # fmt: skip
    most = moved[0]
    is_told = any(row["trend"] != "not enough data" for row in moved)
    steady = "chart.moved.steady" if is_told else "chart.moved.few"
    sentence = desk.words.say(
        "chart.moved" if most["trend"] in ("new", "rising", "fading", "gone") else steady,
        topic=shown(most["topic_name"], 80),
        share=desk.words.share(most["voice_share"]),
        before=desk.words.share(most["voice_share_before"]),
    )
    points = [(shown(row["topic_name"], 40), row["voice_share_before"], row["voice_share"]) for row in moved]
    table = Table("chart-moved", desk.words.say("sheet.moved"), sentence, columns, tuple(rows), "")
    return Chart(
        "moved", sentence, desk.words.say("chart.moved.alt", n=len(moved)), charts.moved(points, desk.words), table
    )


def phrases(desk: Desk) -> Table:
    """What several people on several days have started to say."""
    columns = (
        desk.column("phrase"), desk.column("people_of", "words"), desk.column("days", "number"),
        desk.column("posts_now", "number"), desk.column("posts_before", "decimal"),
        desk.column("topic", none="none_yet"),
        desk.column("who", "words", "nobody_named"), desk.column("posts", "posts"),
    )  # fmt: skip
    rows = [
        Row(
            place("phrase", row["phrase"]),
            (
                shown(row["phrase"], 80),
                desk.words.say("n_of", n=row["people"], all=len(desk.people)),
                row["days"],
                row["posts"],
                row["posts_before"],
                shown(row["topic_name"], 80) or None,
                desk.persons(row["influencer_ids"]) or None,
                desk.posts(row["evidence_post_ids"]),
            ),
        )
        for row in desk.ask("phrases")[:15]
    ]
    return desk.table("phrases", columns, rows)


def links(desk: Desk) -> Table:
    """Pages that several listed people passed on."""
    columns = (
        desk.column("page", "words"), desk.column("site"), desk.column("people_of", "words"),
        desk.column("who", "words"), desk.column("first", "words", "not_listed"), desk.column("first_at", "time"),
        desk.column("posts", "posts"),
    )  # fmt: skip
    rows = [
        Row(
            place("link", row["link_id"]),
            (
                (desk.web(shown(row["title"] or row["canonical_url"], 100), row["canonical_url"]),),
                shown(row["site"], 60) or None,
                desk.words.say("n_of", n=row["people"], all=len(desk.people)),
                desk.persons(row["influencer_ids"]),
                (desk.person(row["first_influencer_id"]),) if row["first_influencer_id"] in desk.people else None,
                row["first_at"],
                desk.posts(row["evidence_post_ids"]),
            ),
        )
        for row in desk.ask("links")
    ]
    return desk.table("links", columns, rows)
