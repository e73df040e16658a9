"""An .xlsx workbook -> records of text, as if it had been saved as CSV."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

# this file is imported where a workbook is met, and nowhere else
from openpyxl import load_workbook  # noqa: TID253
from openpyxl.utils.exceptions import InvalidFileException  # noqa: TID253

from config.faults import one_of, shown
from config.tables import CutShort, Record

if TYPE_CHECKING:
    from pathlib import Path

_EXACT_DIGITS = 15  # a spreadsheet's numbers keep no more
# what openpyxl has been seen to raise on a file that is locked, cut or something else
_NO_WORKBOOK = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, SyntaxError, OSError,
    EOFError, KeyError, ValueError, TypeError, AttributeError, IndexError,
)  # fmt: skip
_Report = Callable[[int, str, int, str, str], None]


def workbook_records(path: Path, stem: str, report: _Report) -> Iterator[Record]:
    """The rows of the sheet called `stem`, or of the only one. `report` takes the parts of a fault.

    Raises CutShort where the file is no workbook or its sheet cannot be told.
    """
    computed, written = _sheet(path, stem, values=True), _sheet(path, stem, values=False)
    rows = zip(computed.iter_rows(), written.iter_rows(), strict=True)
    for line, (values, formulas) in enumerate(rows, start=1):
        cells = []
        for number, (cell, formula) in enumerate(zip(values, formulas, strict=True), start=1):
            text, complaint = _text(cell.value, formula.value, cell.data_type == "e")
            cells.append(text)
            if complaint:
                report(line, "", number, *complaint)
        yield Record(line, tuple(cells))


def _sheet(path: Path, stem: str, *, values: bool) -> Any:
    """One worksheet: with the values last computed, or with the formulas behind them."""
    try:
        with warnings.catch_warnings():
            # openpyxl warns of drop-downs and styles that it will not write back: nothing is written here
            warnings.simplefilter("ignore")
            book = load_workbook(path, data_only=values)
    except _NO_WORKBOOK as failure:
        what = f"cannot be opened as a workbook ({type(failure).__name__})"
        raise CutShort(0, what, "remove its password, or save it as CSV UTF-8") from None
    if len(book.worksheets) == 1:
        return book.worksheets[0]
    named = [sheet for sheet in book.worksheets if sheet.title.strip().casefold() == stem]
    if len(named) != 1:
        titles = one_of(shown(sheet.title) for sheet in book.worksheets)
        raise CutShort(0, f"has the sheets {titles}, and none says it is the one", f"call one of them '{stem}'")
    return named[0]


def _text(value: object, formula: object, is_error: bool) -> tuple[str, tuple[str, str] | None]:
    """The cell as text, and what is wrong with it and what to write instead."""
    if is_error:
        return "", (f"the formula gives {value}", "write the value itself")
    if value is None and formula is not None:
        return "", (
            f"the formula {shown(str(formula))} was saved without its value",
            "write the value itself",
        )
    match value:
        case None:
            return "", None
        case bool():
            return ("TRUE" if value else "FALSE"), None
        case int() | float():
            return _number(value)
        case datetime() if value.time() == time.min:
            return value.date().isoformat(), None
        case datetime():
            return value.isoformat(sep=" "), None
        case date():
            return value.isoformat(), None
        case _:
            return str(value), None


def _number(value: float) -> tuple[str, tuple[str, str] | None]:
    if abs(value) >= 10**_EXACT_DIGITS:
        what = f"{value:.0f} has more than {_EXACT_DIGITS} digits, and a spreadsheet changes the last ones"
        return "", (what, "format the column as text and enter the id again")
    return (str(int(value)) if value == int(value) else repr(value)), None
