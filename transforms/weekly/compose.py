"""sql/reports -> one WeeklyReport. A function of the warehouse, the configuration, the week and the moment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from transforms.weekly.desk import Desk
from transforms.weekly.document import Section, Week, WeeklyReport
from transforms.weekly.language import language
from transforms.weekly.sections import changes, head, interests, method, people, reshares
from transforms.weekly.untrusted import shown

if TYPE_CHECKING:
    import duckdb

    from config import Config

MOST_PAGES = 200  # pages of people within the report itself; the others are files of their own
LABELS = (
    "contents", "skip", "filter", "copy", "copied", "data", "sort", "decide", "to_top", "week", "page_of", "readme",
    "original", "person_file",
)  # fmt: skip


def compose(con: duckdb.DuckDBPyConnection, config: Config, week: Week, as_of: datetime) -> WeeklyReport:
    """The report of a week as of a moment, from an open connection that is only read."""
    moment = as_of.astimezone(UTC).replace(tzinfo=None) if as_of.tzinfo else as_of
    words = language(config.brand.language)
    desk = Desk(con, config, week, moment, words)
    sections = [head.tell(desk), changes.tell(desk), interests.tell(desk), reshares.tell(desk)]
    everybody = people.People(desk)
    sections.append(everybody.index())
    pages = list(everybody.pages())
    told_last: list[Section] = [method.tell(desk)]
    sections.extend([*told_last, method.cited(desk)])
    brand = shown(config.brand.name, 80)
    return WeeklyReport(
        brand=brand,
        week=week,
        language=words.code,
        title=words.say("title", brand=brand),
        subtitle=words.say("subtitle", first=week.start, last=week.last_day, week=week.name),
        sections=tuple(sections),
        pages=tuple(pages[:MOST_PAGES]),
        extra_pages=tuple(pages[MOST_PAGES:]),
        posts=desk.cited(),
        labels={name: words.say(f"label.{name}") for name in LABELS},
    )
