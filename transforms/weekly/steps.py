"""The steps of a report, as the DAGs `report_weekly` and `shortlist_daily` call them.

    undue     why the week's report is not to be written now, None where it is due
    standing  why there is nothing to write, None where there is
    awaited   what of the period has not arrived yet, None where all has
    decide    what was decided in the workbooks of earlier reports, into decisions.csv
    write     the report, whole, into its folder; returns what a delivery needs
    ways      every way brand.yaml names
    deliver   on one way, at most once

All read the published copy, and hold the warehouse only to write a delivery down. Each may be killed and called again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Literal

from config import Config, read_config
from config.settings import Settings, read_settings
from sql import warehouse
from transforms.weekly import decided, html
from transforms.weekly.compose import compose
from transforms.weekly.daily import compose_daily
from transforms.weekly.deliver import Endpoint, Ledger, Parcel, Way
from transforms.weekly.deliver import deliver as send
from transforms.weekly.deliver import ways as every_way
from transforms.weekly.document import Card, Paragraph, Week, WeeklyReport
from transforms.weekly.write import write_whole

log = logging.getLogger("earshot.report")
FIRST_SCREEN = ("head", "changes", "three", "daily-reshares", "daily-replies")
REPORTED_FROM = time(6, tzinfo=UTC)  # of the Monday after: what to share must be fresh when people come to work
_MOST_WORKBOOKS = 12  # the newest; decisions are read of each


@dataclass(frozen=True)
class Run:
    """One run of a report: its name, the moment it is told for, and the week where somebody named one."""

    run_id: str
    report: Literal["weekly", "daily"]
    as_of: datetime
    week: Week
    settings: Settings

    @classmethod
    def weekly(cls, run_id: str, as_of: datetime, week: str | None = None, settings: Settings | None = None) -> Run:
        """The report of the week named, else of the last week that was over at the moment."""
        named = Week.named(week) if week else Week.before(as_of)
        return cls(run_id, "weekly", as_of, named, settings or read_settings())

    @classmethod
    def daily(cls, run_id: str, as_of: datetime, settings: Settings | None = None) -> Run:
        """The short list of the day of the moment."""
        monday = as_of.date() - timedelta(days=as_of.weekday())
        return cls(run_id, "daily", as_of, Week(monday), settings or read_settings())

    @cached_property
    def config(self) -> Config:
        return read_config(self.settings.config)

    @property
    def period(self) -> str:
        return self.week.name if self.report == "weekly" else self.as_of.date().isoformat()

    @property
    def shelf(self) -> str:
        """Where the report lies below the folder of reports."""
        return self.period if self.report == "weekly" else f"daily/{self.period}"


def undue(run: Run) -> str | None:
    """Why the week's report is not to be written now, in words; None where it is due: its Monday has come, all has
    arrived, and no report of it stands.
    """
    monday = datetime.combine(run.week.start + timedelta(days=7), REPORTED_FROM)
    if run.as_of.astimezone(UTC) < monday:
        return f"{run.week.name} is told from {monday:%A, %d %B %Y, %H:%M} UTC on"
    return standing(run) or awaited(run)


def standing(run: Run) -> str | None:
    """That the week's report stands already, or that there is nothing yet to make it from; None where neither is so."""
    report = run.settings.home / "reports" / run.shelf / "report.html"
    if report.is_file():
        return f"the report of {run.period} stands: {report}"
    return unpublished(run)


def unpublished(run: Run) -> str | None:
    """That there is no copy to read yet, in words; None where there is."""
    file = run.settings.published_file
    return None if file.is_file() else f"nothing has been published yet at {file}"


def awaited(run: Run) -> str | None:
    """What of the week has not arrived in the published copy yet, in words; None where all has."""
    if why := unpublished(run):
        return why
    end = datetime.combine(run.week.start + timedelta(days=7), time())
    with warehouse.connect(run.settings.published_file, read_only=True) as con:
        rows = con.execute("select table_schema, window_to from ops.published order by all").fetchall()
    heard = {schema: until for schema, until in rows if until}
    for schema in ("core", "marts"):
        if schema not in heard or heard[schema] < end:
            return f"{schema} holds what was heard until {heard.get(schema, 'never')}, and the week ends {end} (UTC)"
    return None


def decide(run: Run) -> list[str]:
    """Take what was decided in the workbooks into decisions.csv; says which. A fault is told and stops nothing."""
    folders = {run.settings.home / "reports"}
    if run.config.brand.delivery.folder:
        folders.add(Path(run.config.brand.delivery.folder).expanduser())
    workbooks = [
        file for folder in folders for shelf in ("*", "daily/*") for file in folder.glob(f"{shelf}/report.xlsx")
    ]
    newest = sorted(workbooks, key=lambda file: file.stat().st_mtime, reverse=True)[:_MOST_WORKBOOKS]
    taken: list[str] = []
    try:
        taken = [f"{one.recommendation_id}: {one.decided}" for one in decided.take(newest, run.settings.config)]
    except ValueError as failure:
        log.warning("no decision was taken from the workbooks: %s", failure)
    log.info("decided in workbooks: %s", "; ".join(taken) or "nothing new")
    return taken


def write(run: Run) -> dict[str, str] | None:
    """Write the report whole; returns its parcel as a dict, None where a day has nothing to tell."""
    with warehouse.connect(run.settings.published_file, read_only=True) as con:
        if run.report == "weekly":
            told: WeeklyReport | None = compose(con, run.config, run.week, run.as_of)
        else:
            told = compose_daily(con, run.config, run.week, run.as_of)
    if told is None:
        log.info("%s: nothing that cannot wait until Monday; nothing is sent", run.period)
        return None
    folder = write_whole(told, run.settings.home / "reports" / run.shelf)
    log.info("%s: %s", told.title, folder / "report.html")
    parcel = Parcel(run.report, run.period, run.shelf, folder, told.title, summary(told), first_screen(told))
    return {name: str(value) for name, value in asdict(parcel).items()}


def ways(run: Run) -> list[dict[str, str]]:
    """Every way brand.yaml names, as a DAG maps over them."""
    return [asdict(way) for way in every_way(run.config.brand.delivery, run.settings.home)]


def deliver(
    run: Run, parcel: Mapping[str, str], way: Mapping[str, str], endpoint: Endpoint, *, again: bool = False
) -> str:
    """On one way; says what happened. Raises NotDelivered, Unclear."""
    packed = Parcel(**{**parcel, "folder": Path(parcel["folder"])})  # type: ignore[arg-type]
    ledger = Ledger(run.settings.warehouse_file, run.run_id)
    return send(packed, Way(**way), endpoint, ledger, again=again)  # type: ignore[arg-type]


def summary(report: WeeklyReport) -> str:
    """The first screen in plain words, for a mail or a chat."""
    lines = [report.subtitle, ""]
    for section in report.sections:
        if section.key not in FIRST_SCREEN:
            continue
        for block in section.blocks:
            if isinstance(block, Paragraph):
                lines.extend(("".join(map(str, block.pieces)), ""))
            elif isinstance(block, Card):
                lines.append(f"{block.kicker}: {''.join(map(str, block.title))}")
                lines.extend(f"    {name}: {''.join(map(str, told))}" for name, told in block.facts)
                lines.extend(f"    {name}: {text}" for name, text in block.ready)
                lines.append("")
    return "\n".join(lines)


def first_screen(report: WeeklyReport) -> str:
    """The first screen as HTML, the mail's own words; the whole is attached."""
    sections = tuple(section for section in report.sections if section.key in FIRST_SCREEN)
    return html.render(replace(report, sections=sections, pages=(), extra_pages=()))
