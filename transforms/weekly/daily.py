"""The short list of a day: the reshares that will not live until Monday's report, and the replies that are overdue."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from transforms.weekly.compose import LABELS
from transforms.weekly.desk import Desk
from transforms.weekly.document import Section, Week, WeeklyReport
from transforms.weekly.language import language
from transforms.weekly.sections import head, method, replies, reshares
from transforms.weekly.untrusted import shown

if TYPE_CHECKING:
    import duckdb

    from config import Config


def compose_daily(con: duckdb.DuckDBPyConnection, config: Config, week: Week, as_of: datetime) -> WeeklyReport | None:
    """The list as of a moment; None where nothing is in it. `week` is the week of the moment."""
    moment = as_of.astimezone(UTC).replace(tzinfo=None) if as_of.tzinfo else as_of
    words = language(config.brand.language)
    desk = Desk(con, config, week, moment, words)
    monday = datetime.combine(week.start + timedelta(days=7), time(12))
    short_lived = [row for row in desk.ask("reshares") if row["expires_at"] < monday]
    overdue = [row for row in desk.ask("replies") if row["state"] == "open" and row["is_late"]]
    if not short_lived and not overdue:
        return None
    sections = [
        Section(
            "daily-reshares", words.say("section.daily_reshares"),
            (reshares.queue(desk, short_lived), *(reshares.card(desk, row) for row in short_lived)),
        ),
        Section("daily-replies", words.say("section.daily_replies"), (replies.queue(desk, overdue),)),
        Section("head", words.say("section.head"),
            (head.completeness(desk), *head.list_only(desk), method.completeness(desk))),
    ]  # fmt: skip
    sections.append(method.cited(desk))
    return WeeklyReport(
        brand=shown(config.brand.name, 80), name=moment.date().isoformat(), day=moment.date(), language=words.code,
        title=words.say("title.daily", brand=shown(config.brand.name, 80)),
        subtitle=words.say("subtitle.daily", day=moment.date(), reshares=len(short_lived), replies=len(overdue)),
        sections=tuple(sections), posts=desk.cited(), labels={name: words.say(f"label.{name}") for name in LABELS},
    )  # fmt: skip
