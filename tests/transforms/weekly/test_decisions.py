"""A decision entered in the workbook comes back through decisions.csv and changes the next report."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config import read_config
from tests.transforms.weekly.house import AS_OF, ROOT, WEEK, furnish, house, told
from transforms.weekly import decided, markdown
from transforms.weekly.compose import compose


def saved(book: Path, decisions: dict[str, str], on: datetime = datetime(2026, 10, 26, 9, tzinfo=UTC)) -> Path:
    """The workbook as a strategist saves it, some drop-downs chosen."""
    from openpyxl import load_workbook

    opened = load_workbook(book)
    left = dict(decisions)
    for sheet in opened.worksheets:
        heads = {cell.value: cell.column for cell in sheet[3]}
        if "Decided" in heads:
            for row in range(4, sheet.max_row + 1):
                key = sheet.cell(row, heads["Recommendation"]).value
                if key in left:
                    sheet.cell(row, heads["Decided"]).value = left.pop(key)
    assert not left
    opened.save(book)
    os.utime(book, (on.timestamp(), on.timestamp()))
    return book


@pytest.fixture
def book(written: Path, tmp_path: Path) -> Path:
    (tmp_path / "2026-W43").mkdir()
    return Path(shutil.copy(written / "report.xlsx", tmp_path / "2026-W43"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "sample" / "config", tmp_path / "config"))


def test_every_recommendation_has_a_drop_down(written: Path) -> None:
    from openpyxl import load_workbook

    found = {}
    for sheet in load_workbook(written / "report.xlsx").worksheets:
        for rule in sheet.data_validations.dataValidation:
            heads = {cell.column_letter: cell.value for cell in sheet[3]}
            found[sheet.title] = (heads[str(rule.sqref).rstrip("0123456789:")[0]], rule.formula1, rule.type)
    assert found == dict.fromkeys(
        ("Reshares", "Offers", "Gaps", "Replies"), ("Decided", '"done,no,later,never"', "list")
    )


def test_a_fresh_workbook_decides_nothing(book: Path, folder: Path) -> None:
    assert decided.take([book], folder) == []
    assert (folder / "decisions.csv").read_bytes() == (ROOT / "sample" / "config" / "decisions.csv").read_bytes()


def test_what_is_chosen_comes_back_and_changes_the_next_report(book: Path, folder: Path, tmp_path: Path) -> None:
    saved(book, {"reshare-0123456789abcdef": "done", "match-1": "never"})
    taken = decided.take([book], folder)
    assert sorted((one.recommendation_id, one.decided) for one in taken) == [
        ("match-1", "never"),
        ("reshare-0123456789abcdef", "done"),
    ]
    config = read_config(folder)
    assert [(one.recommendation_id, one.decided, str(one.on), one.by, one.note) for one in config.decisions] == [
        ("reshare-0123456789abcdef", "done", "2026-10-26", "workbook", "2026-W43/report.xlsx"),
        ("match-1", "never", "2026-10-26", "workbook", "2026-W43/report.xlsx"),
    ]
    with house(tmp_path) as made:
        furnish(made)
        before = markdown.render(told(made)).replace("\\", "")
        after = markdown.render(compose(made.con, config, WEEK, AS_OF)).replace("\\", "")
    assert "Nothing was decided since the week began." in before
    assert "2 decisions since the week began: 1 done, 1 declined, 0 put off." in after
    assert "[Field notes on noise](https://us.example/noise) | offer | never | 26 October 2026 | workbook |" in after


def test_taking_twice_adds_once(book: Path, folder: Path) -> None:
    saved(book, {"reply-1": "later"})
    assert len(decided.take([book], folder)) == 1
    whole = (folder / "decisions.csv").read_bytes()
    assert decided.take([book], folder) == []
    assert (folder / "decisions.csv").read_bytes() == whole


def test_a_mind_changed_on_a_later_day_is_a_second_line_on_the_same_day_it_is_told(
    book: Path, folder: Path, caplog
) -> None:
    saved(book, {"reply-1": "later"})
    decided.take([book], folder)
    saved(book, {"reply-1": "no"})
    assert decided.take([book], folder) == []
    assert "says no of reply-1" in caplog.text
    saved(book, {"reply-1": "no"}, datetime(2026, 10, 28, tzinfo=UTC))
    assert [one.decided for one in decided.take([book], folder)] == ["no"]
    assert [one.decided for one in read_config(folder).decisions] == ["later", "no"]


def test_what_people_wrote_into_decisions_csv_stays_word_for_word(book: Path, folder: Path) -> None:
    theirs = '\ufeffrecommendation_id;decided;by;on;note\r\ngap-old;no;Ana;2026-10-01;"too; long"\r\n# a remark'
    (folder / "decisions.csv").write_bytes(theirs.encode())
    saved(book, {"gap-bread": "done"})
    decided.take([book], folder)
    whole = (folder / "decisions.csv").read_bytes().decode()
    assert whole.startswith(theirs)
    assert whole.removeprefix(theirs) == "\ngap-bread;done;workbook;2026-10-26;2026-W43/report.xlsx\n"
    assert [one.recommendation_id for one in read_config(folder).decisions] == ["gap-old", "gap-bread"]


def test_a_word_that_is_no_decision_is_refused_with_its_place(book: Path, folder: Path) -> None:
    saved(book, {"reply-1": "maybe"})
    with pytest.raises(
        ValueError, match=r"sheet Replies, line 4: 'maybe' is no decision; choose one of done, no, later, never"
    ):
        decided.take([book], folder)


def test_a_file_that_is_no_workbook_is_named(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "report.xlsx").write_bytes(b"hello")
    with pytest.raises(ValueError, match="cannot be opened as a workbook"):
        decided.take([tmp_path / "report.xlsx"], folder)


def test_the_spanish_workbook_is_read_as_well(tmp_path: Path, folder: Path) -> None:
    from openpyxl import load_workbook

    from tests.transforms.weekly.house import brand
    from transforms.weekly import xlsx

    with house(tmp_path) as made:
        furnish(made)
        xlsx.write(told(made, brand(language="es")), tmp_path / "report.xlsx")
    opened = load_workbook(tmp_path / "report.xlsx")
    sheet = opened["Para compartir"]
    heads = {cell.value: cell.column for cell in sheet[3]}
    sheet.cell(4, heads["Decisión"]).value = "done"
    opened.save(tmp_path / "report.xlsx")
    assert [one.recommendation_id for one in decided.read(tmp_path / "report.xlsx")] == ["reshare-0123456789abcdef"]
