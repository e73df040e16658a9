"""The report of the sample's last week, held against the one that was looked at and kept: tests/golden/sample/report.md.

    python -m tests.golden_report             after `make run`: says where the report differs
    python -m tests.golden_report --write     keeps the present one, to be looked at again

Markdown is compared word for word, but for the last digit of shares and scores: processors round vectors in their own
ways. HTML must show the cells that it shows, and the workbook hold their values. What a run cannot tell twice in the
same words is named in MASKS, and nowhere else.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sample.house import HOME
from tests.transforms.weekly.read_back import displayed, html_tables, pipe_tables, plain

GOLDEN = Path(__file__).parent / "golden" / "sample" / "report.md"
MASKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\buse3-\d+-[0-9a-f-]+"), "an engine"),  # the version names our code, which changes more often
)
_SHARE = re.compile(r"(\d+\.\d+|\d+(?= ?%))")
_MINUTE = timedelta(seconds=61)  # the page tells whole ones, the workbook a fraction of a day
MOST_SHOWN = 40  # lines that differ


def main() -> int:
    folders = sorted(HOME.glob("reports/*-W*"))
    if not folders:
        print(f"no report lies below {HOME}; run `make run` first")
        return 1
    if "--write" in sys.argv:
        GOLDEN.parent.mkdir(parents=True, exist_ok=True)
        GOLDEN.write_text(masked((folders[-1] / "report.md").read_text(encoding="utf-8")), encoding="utf-8")
        print(f"kept {GOLDEN}: look at it, and commit it where it is right")
    faults = list(differences(folders[-1]))
    for fault in faults[:MOST_SHOWN]:
        print(fault)
    if faults:
        print(f"{len(faults)} lines differ from {GOLDEN}; where they are right, `make golden` keeps them")
        return 1
    print(f"the report of {folders[-1].name} is the golden one")
    return 0


def masked(text: str) -> str:
    for pattern, word in MASKS:
        text = pattern.sub(word, text)
    return text


def differences(folder: Path) -> Iterator[str]:
    """Where the files of a report differ from the golden one."""
    golden = GOLDEN.read_text(encoding="utf-8")
    told = masked((folder / "report.md").read_text(encoding="utf-8"))
    before, after = golden.splitlines(), told.splitlines()
    if len(before) == len(after):
        after = [one if are_alike(one, other) else other for one, other in zip(before, after, strict=True)]
    yield from difflib.unified_diff(before, after, "golden", "told", n=0, lineterm="")
    expected = pipe_tables(told)
    for number, (told_table, table) in enumerate(zip(expected, html_tables(folder), strict=True)):
        for told_row, row in zip(told_table, table, strict=True):
            if told_row != [plain(masked(cell)) for cell in row]:
                yield f"report.html, table {number}: {row} is not {told_row}"
    yield from _workbook(folder / "report.xlsx", told)


def are_alike(one: str, other: str) -> bool:
    """Whether two lines say the same, shares and scores being one apart in their last digit at most."""
    ones, others = _SHARE.split(one), _SHARE.split(other)
    return len(ones) == len(others) and ones[::2] == others[::2] and all(map(_are_near, ones[1::2], others[1::2]))


def _are_near(one: str, other: str) -> bool:
    exponents = {Decimal(number).as_tuple().exponent for number in (one, other)}
    return len(exponents) == 1 and abs(Decimal(one) - Decimal(other)).scaleb(-int(exponents.pop())) <= 1


def _workbook(file: Path, told: str) -> Iterator[str]:
    """Each sheet of the report's own sections, against the table under the same caption."""
    from openpyxl import load_workbook

    captions = _by_caption(told)
    seen = 0
    for sheet in load_workbook(file).worksheets:
        if (caption := plain(str(sheet["A1"].value))) not in captions:
            continue
        head, *rows = captions[caption]
        lines = [list(line) for line in sheet.iter_rows(min_row=3, max_row=3 + len(rows))]
        places = [place for place, cell in enumerate(lines[0]) if plain(str(cell.value)) in head]
        if [plain(str(lines[0][place].value)) for place in places] != head:
            yield f"report.xlsx, {sheet.title}: another head than {head}"
            continue
        seen += 1
        for row, line in zip(rows, lines[1:], strict=True):
            for place, words in zip(places, row, strict=True):
                if not _says(line[place], words):
                    yield f"report.xlsx, {sheet.title}: {displayed(line[place])!r} is not {words!r}"
    if seen < 10:
        yield f"report.xlsx: only {seen} sheets stand under a caption of the report"


def _by_caption(told: str) -> dict[str, list[list[str]]]:
    """The tables of the sections by what stands above them; those of people stand under theirs again and again."""
    found: dict[str, list[list[str]]] = {}
    several: set[str] = set()
    for part in re.split(r"^\*(?=[^*])", told, flags=re.MULTILINE)[1:]:
        caption, _, rest = part.partition("*\n")
        body = rest.lstrip("\n").partition("\n\n")[0]
        caption = plain(re.sub(r"\\(.)", r"\1", caption))
        if caption in found:
            several.add(caption)
        if body.startswith("| "):
            (found[caption],) = pipe_tables(body)
    return {caption: table for caption, table in found.items() if caption not in several}


def _says(cell: Any, words: str) -> bool:
    """Whether a cell of the workbook holds what the page shows."""
    if cell.data_type == "d":
        forms = ("%d %b %Y, %H:%M", "%d %B %Y")
        return any(_is_moment(words, form, cell.value) for form in forms)
    told = displayed(cell)
    if words == "under 1 %":
        return cell.data_type == "n" and 0 < cell.value < 0.005
    return plain(masked(told)) == words.replace("\u2212", "-")


def _is_moment(words: str, form: str, value: datetime) -> bool:
    try:
        return datetime.strptime(words, form) <= value + timedelta(seconds=1) < datetime.strptime(words, form) + _MINUTE
    except ValueError:
        return False


if __name__ == "__main__":
    sys.exit(main())
