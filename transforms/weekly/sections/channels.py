"""Channels: invest, hold or cull, by a rule fixed beforehand; what was done towards people and what came of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from transforms.weekly import charts, reasons
from transforms.weekly.document import Block, Chart, Row, Section, Sentence, Table
from transforms.weekly.untrusted import place, shown

if TYPE_CHECKING:
    from transforms.weekly.desk import Desk


def tell(desk: Desk) -> Section:
    rows = desk.ask("channels")
    blocks: list[Block] = []
    if rows:
        first = rows[0]
        blocks.append(
            desk.paragraph(
                "channels.rule" if first["is_fixed_before"] else "channels.rule_late",
                share=desk.words.share(first["threshold_share"]), confidence=desk.words.share(first["confidence"]),
                posts=first["minimum_posts"], first=first["window_from"], last=first["window_to"],
                fixed=first["fixed_on"] or desk.words.say("no_day"),
            )
        )  # fmt: skip
        if any(row["posts"] < (row["posts_to_tell"] or 0) for row in rows):
            blocks.append(desk.paragraph("channels.to_tell", n=first["posts_to_tell"]))
    if drawn := [row for row in rows if row["low_share"] is not None and row["posts"] and row["content_kind"] == "all"]:
        blocks.append(intervals(desk, drawn))
    blocks.append(verdicts(desk, rows))
    if desk.has("marts.brand_mentions"):
        blocks.append(mentions(desk))
    return Section("channels", desk.words.say("section.channels"), tuple(blocks))


def channel(desk: Desk, row: dict[str, Any]) -> str:
    """The platform; the account besides, where the brand has several there."""
    if len({one["account_id"] for one in desk.ask("channels") if one["platform"] == row["platform"]}) == 1:
        return desk.platform(row["platform"])
    handle = shown(row["handle"] or row["account_id"], 60)
    return f"{desk.platform(row['platform'])}, {handle.removeprefix('https://')}"


def verdicts(desk: Desk, rows: list[dict[str, Any]]) -> Table:
    columns = (
        desk.column("channel"), desk.column("content_kind"), desk.column("verdict", "words"),
        desk.column("answered_of", "words"),
        desk.column("response_share", "share", "not_enough"), desk.column("between", none="not_enough"),
        desk.column("what_would_change"), desk.column("unsourced", "number"), desk.column("posts", "posts"),
    )  # fmt: skip
    told = [
        Row(
            place("verdict", row["account_id"], row["content_kind"]),
            (
                channel(desk, row), desk.words.word("content_kind", row["content_kind"]),
                desk.words.word("verdict", row["verdict"]),
                desk.words.say("n_of", n=row["answered"], all=row["posts"]), row["response_share"], between(desk, row),
                shown(reasons.turning(desk.words, row), 300) or None, row["unsourced"],
                desk.posts(row["evidence_post_ids"]),
            ),
            "quiet" if row["verdict"] == "not enough data" else "",
        )
        for row in rows
    ]  # fmt: skip
    return desk.table("channels", columns, told)


def between(desk: Desk, row: dict[str, Any]) -> str | None:
    if row["low_share"] is None or not row["posts"]:
        return None
    return desk.words.between(row["low_share"], row["high_share"])


def intervals(desk: Desk, drawn: list[dict[str, Any]]) -> Chart:
    """The share of each channel as a dot with a line, and the share that the rule asks for."""
    columns = (
        desk.column("channel"), desk.column("response_share", "share"), desk.column("between"),
        desk.column("verdict", "words"),
    )  # fmt: skip
    rows = [
        Row(
            place("interval", row["account_id"]),
            (channel(desk, row), row["response_share"], between(desk, row), desk.words.word("verdict", row["verdict"])),
        )
        for row in drawn
    ]
    threshold = drawn[0]["threshold_share"]
    verdicts = Counter(row["verdict"] for row in drawn)
    sentence = desk.words.say(
        "chart.channels" if verdicts["not enough data"] < len(drawn) else "chart.channels.none", n=len(drawn),
        invest=verdicts["invest"], hold=verdicts["hold"], cull=verdicts["cull"], few=verdicts["not enough data"],
    )  # fmt: skip
    points = [
        (channel(desk, row), row["low_share"], row["response_share"], row["high_share"],
         desk.words.word("verdict", row["verdict"]), row["verdict"] == "cull")
        for row in drawn
    ]  # fmt: skip
    table = Table("chart-channels", desk.words.say("sheet.intervals"), sentence, columns, tuple(rows), "")
    alternative = desk.words.say("chart.channels.alt", n=len(drawn), share=desk.words.share(threshold))
    return Chart("intervals", sentence, alternative, charts.intervals(points, threshold, desk.words), table)


def mentions(desk: Desk) -> Table:
    """Who of the list names the brand, who names its competitors."""
    columns = (
        desk.column("named"), desk.column("posts_now", "number"), desk.column("people_n", "number"),
        desk.column("posts_before", "decimal"), desk.column("posts", "posts"),
    )  # fmt: skip
    rows = [
        Row(
            place("named", row["named"]),
            (
                shown(row["named"], 80),
                row["posts"],
                row["people"],
                row["posts_before"],
                desk.posts(row["evidence_post_ids"]),
            ),
        )
        for row in desk.ask("mentions")
    ]
    return desk.table("mentions", columns, rows)


def outcome(desk: Desk, row: dict[str, Any]) -> Sentence:
    """What came of an act, in words, against what would have been without it."""
    say = desk.words.say
    if row["did_respond"] is None:
        return (say("outcome.waiting", until=row["watched_until"]),)
    if not row["did_respond"]:
        return (say("outcome.nothing"),)
    by = desk.words.word("responds_by", row["responded_by"]) if row["responded_by"] else say("any_way")
    if row["base_rate"] is None:
        return (say("outcome.plain", by=by),)
    return (
        say(
            "outcome.beyond" if row["is_beyond_base"] else "outcome.usual",
            by=by, base=desk.words.share(row["base_rate"]), days=desk.words.say("days", n=row["base_days"]),
        ),
    )  # fmt: skip
