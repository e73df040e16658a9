"""sql/reports -> one WeeklyReport. A function of the warehouse, the configuration, the week and the moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from transforms.weekly.desk import Desk
from transforms.weekly.document import Section, Week, WeeklyReport
from transforms.weekly.language import language
from transforms.weekly.sections import (
    before,
    changes,
    channels,
    head,
    interests,
    method,
    offers,
    people,
    presence,
    replies,
    reshares,
    three,
)
from transforms.weekly.untrusted import shown

if TYPE_CHECKING:
    import duckdb

    from config import Config

MOST_PAGES = 200  # pages of people within the report itself; the others are files of their own
LABELS = (
    "contents", "skip", "filter", "copy", "copied", "data", "sort", "decide", "to_top", "week", "page_of", "readme",
    "original", "person_file", "other_ready", "chart_data",
)  # fmt: skip


def compose(con: duckdb.DuckDBPyConnection, config: Config, week: Week, as_of: datetime) -> WeeklyReport:
    """The report of a week as of a moment, from an open connection that is only read."""
    moment = as_of.astimezone(UTC).replace(tzinfo=None) if as_of.tzinfo else as_of
    words = language(config.brand.language)
    desk = Desk(con, config, week, moment, words)
    everybody = people.People(desk)
    sections = list(_sections(desk, everybody))
    pages = list(everybody.pages())
    sections.append(method.cited(desk))  # last: by now all have cited
    brand = shown(config.brand.name, 80)
    return WeeklyReport(
        brand=brand,
        name=week.name,
        day=week.last_day,
        language=words.code,
        title=words.say("title", brand=brand),
        subtitle=words.say("subtitle", first=week.start, last=week.last_day, week=week.name),
        sections=tuple(sections),
        pages=tuple(pages[:MOST_PAGES]),
        extra_pages=tuple(pages[MOST_PAGES:]),
        posts=desk.cited(),
        labels={name: words.say(f"label.{name}") for name in LABELS},
    )


def _sections(desk: Desk, everybody: people.People) -> Iterator[Section]:
    """All but the list of posts, in the order of a Monday morning."""
    yield head.tell(desk)
    yield changes.tell(desk)
    yield before.tell(desk)
    yield three.tell(desk)
    yield interests.tell(desk)
    yield reshares.tell(desk)
    yield offers.tell(desk)
    yield presence.tell(desk)
    yield replies.tell(desk)
    if desk.has("marts.channel_verdicts"):
        yield channels.tell(desk)
    yield before.rows(desk)
    yield everybody.index()
    yield method.tell(desk)
