"""What was decided in a report's workbook -> decisions.csv, where everything else reads it.

    found = read(file)                          what stands in the drop-downs of one workbook
    taken = take(workbooks, config_folder)      into decisions.csv what it does not say yet

A workbook says nothing about the day: the day it was saved counts. What stands in decisions.csv stays word for word.
"""

from __future__ import annotations

import csv
import io
import logging
import os
import warnings
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from config.decisions import DECIDED, DECISIONS
from transforms.weekly.language import FOLDER, language

log = logging.getLogger("earshot.report")
FILE = f"{DECISIONS.stem}.csv"
_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class Found:
    """One decision, as a workbook has it."""

    recommendation_id: str
    decided: str
    on: date
    workbook: Path


def read(file: Path) -> list[Found]:
    """The decisions in a workbook, sheet by sheet. Raises ValueError for a file or a word that is none."""
    from openpyxl import load_workbook  # it costs a second: only those pay who read a workbook

    heads = {name: {language(one.stem).say(f"column.{name}") for one in FOLDER.glob("*.yaml")}
             for name in ("decided", "recommendation_id")}  # fmt: skip
    on = datetime.fromtimestamp(file.stat().st_mtime, UTC).date()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of looks it would not write back: nothing is written
            book = load_workbook(file, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError) as failure:
        raise ValueError(
            f"{file} cannot be opened as a workbook ({type(failure).__name__}); save it as .xlsx, without a password"
        ) from None
    found: list[Found] = []
    try:
        for sheet in book.worksheets:
            found.extend(_of_sheet(sheet, heads, on, file))
    finally:
        book.close()
    return found


def _of_sheet(sheet: Any, heads: dict[str, set[str]], on: date, file: Path) -> Iterable[Found]:
    places: dict[str, int] = {}
    for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if len(places) < len(heads):
            if line > 10:  # the head of a table stands in the first rows, or there is none
                return
            places = {
                name: place
                for name, titles in heads.items()
                for place, cell in enumerate(cells)
                if isinstance(cell, str) and cell.strip() in titles
            }
            continue
        told = {name: str(cells[place] or "").strip() for name, place in places.items() if place < len(cells)}
        if not told.get("decided") or not told.get("recommendation_id"):
            continue
        decided = told["decided"].casefold()
        if decided not in DECIDED:
            raise ValueError(
                f"{file}, sheet {sheet.title}, line {line}: {told['decided']!r} is no decision; choose one of "
                f"{', '.join(DECIDED)}"
            )
        yield Found(told["recommendation_id"], decided, on, file)


def take(workbooks: Iterable[Path], folder: Path) -> list[Found]:
    """Add to decisions.csv of a folder what the workbooks decide and it does not say yet; returns what was added.

    The workbook saved last has the last word. Raises ValueError where decisions.csv cannot take a line.
    """
    last: dict[str, Found] = {}
    for file in sorted(workbooks, key=lambda one: (one.stat().st_mtime, str(one))):
        last.update((one.recommendation_id, one) for one in read(file))
    if not last:
        return []
    if (folder / f"{DECISIONS.stem}.xlsx").is_file():
        raise ValueError(f"{folder} keeps its decisions in a workbook; save that as {FILE}, or enter them there")
    return _Kept(folder / FILE).add(list(last.values()))


class _Kept:
    """decisions.csv as it stands."""

    def __init__(self, file: Path) -> None:
        self.file = file
        raw = file.read_bytes() if file.is_file() else b"recommendation_id,decided,by,on,note\n"
        try:
            self.text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValueError(f"{file} is not in UTF-8; save it as CSV UTF-8, so that decisions can be added") from None
        self.has_mark = raw.startswith(b"\xef\xbb\xbf")
        head = next((line for line in self.text.splitlines() if line.strip() and not line.startswith("#")), "")
        self.separator = max(_SEPARATORS, key=head.count)
        self.columns = [name.strip().strip('"').casefold() for name in head.split(self.separator)]

    def add(self, found: list[Found]) -> list[Found]:
        known = self.known()
        new: list[Found] = []
        for one in found:
            last = known.get(one.recommendation_id)
            if last and last[1] == one.decided:
                continue
            if last and last[0] >= one.on.isoformat():
                log.warning(
                    "%s says %s of %s, and %s says %s of the same day or a later one: that stays; change it there",
                    one.workbook, one.decided, one.recommendation_id, self.file, last[1],
                )  # fmt: skip
                continue
            new.append(one)
        if new:
            self.write(new)
        return new

    def known(self) -> dict[str, tuple[str, str]]:
        """The last word on each recommendation: day, decision."""
        rows = csv.DictReader(
            (line for line in io.StringIO(self.text, newline="") if line.strip() and not line.startswith("#")),
            fieldnames=None, delimiter=self.separator,
        )  # fmt: skip
        known: dict[str, tuple[str, str]] = {}
        for row in rows:
            cells = {str(name).strip().casefold(): str(cell or "").strip() for name, cell in row.items() if name}
            told = (cells.get("on", ""), cells.get("decided", "").casefold())
            name = cells.get("recommendation_id", "")
            if told[1] and (name not in known or told >= known[name]):
                known[name] = told
        return known

    def write(self, new: list[Found]) -> None:
        if missing := [name for name in ("recommendation_id", "decided", "on") if name not in self.columns]:
            raise ValueError(f"{self.file} has no column {', '.join(missing)}; add it to the first line")
        lines = io.StringIO(newline="")
        writer = csv.writer(lines, delimiter=self.separator, lineterminator="\n")
        for one in new:
            told = {
                "recommendation_id": one.recommendation_id, "decided": one.decided, "by": "workbook",
                "on": one.on.isoformat(), "note": f"{one.workbook.parent.name}/{one.workbook.name}",
            }  # fmt: skip
            writer.writerow([told.get(name, "") for name in self.columns])
        whole = self.text + ("" if self.text.endswith("\n") or not self.text else "\n") + lines.getvalue()
        part = self.file.with_name(f".{self.file.name}.{os.getpid()}.part")
        try:
            part.write_bytes((b"\xef\xbb\xbf" if self.has_mark else b"") + whole.encode())
            os.replace(part, self.file)
        except OSError as failure:
            part.unlink(missing_ok=True)
            raise ValueError(
                f"{self.file} cannot be written ({failure.strerror}); give this user the right, or add these lines "
                f"yourself:\n{lines.getvalue()}"
            ) from None
