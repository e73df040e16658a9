"""A report as files in a folder: every format, told from the one object."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from transforms.weekly import html, markdown, pdf, tables, xlsx
from transforms.weekly.document import WeeklyReport

FILES = ("report.html", "report.pdf", "report.xlsx", "report.md")


def write(report: WeeklyReport, folder: Path) -> None:
    """Write all of it into a folder that is there."""
    (folder / "report.html").write_text(html.render(report), encoding="utf-8")
    (folder / "report.md").write_text(markdown.render(report), encoding="utf-8")
    xlsx.write(report, folder / "report.xlsx")
    pdf.write(report, folder / "report.pdf")
    tables.write_csv(report, folder / "csv")
    tables.write_parquet(report, folder / "parquet")
    people = folder / "people"
    people.mkdir(exist_ok=True)
    for page in (*report.pages, *report.extra_pages):
        name = page.key.removeprefix("person-")
        (people / f"{name}.html").write_text(html.render_person(report, page), encoding="utf-8")


def write_whole(report: WeeklyReport, folder: Path) -> Path:
    """Write it beside `folder` and rename it into its place: a reader finds all of it, or the one before."""
    part = aside(folder)
    part.mkdir()
    write(report, part)
    return put(part, folder)


def aside(folder: Path) -> Path:
    """A place beside a folder to write its next contents to; what a killed process left there is swept away."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    for stale in folder.parent.glob(f".{folder.name}.*.part"):
        shutil.rmtree(stale, ignore_errors=True)
    for before in folder.parent.glob(f".{folder.name}.*.before"):
        if folder.exists():
            shutil.rmtree(before, ignore_errors=True)
        else:
            before.rename(folder)  # killed between two renames: what was there comes back first
    return folder.parent / f".{folder.name}.{os.getpid()}.part"


def put(part: Path, folder: Path) -> Path:
    """Rename a whole folder into its place, the one before aside and away."""
    before = folder.parent / f".{folder.name}.{os.getpid()}.before"
    if folder.exists():
        folder.rename(before)
    part.rename(folder)
    shutil.rmtree(before, ignore_errors=True)
    return folder
