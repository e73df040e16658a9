"""The steps of both DAGs on a published copy: what is awaited, what is written, what a day has to tell, once."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from config.settings import Settings
from sql import warehouse
from tests.transforms.weekly.house import ROOT, furnish, house
from transforms.weekly import steps
from transforms.weekly import write as writing
from transforms.weekly.deliver import Endpoint
from transforms.weekly.queries import OldCopy

MONDAY = datetime(2026, 10, 26, 6, 30, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with a published copy and a configuration of its own."""
    shutil.copytree(ROOT / "sample" / "config", tmp_path / "config")
    with house(tmp_path) as made:
        furnish(made)
        made.put("ops.steps", step_id="load-1", step="load", window_to=datetime(2026, 10, 26, 6))
        made.put("ops.steps", step_id="profile-1", step="profile", window_to=datetime(2026, 10, 25, 18))
    told = Settings(home=tmp_path, config=tmp_path / "config")
    warehouse.publish(told.warehouse_file, told.published_file)
    return told


def test_the_week_is_awaited_until_core_and_marts_cover_it(settings: Settings) -> None:
    run = steps.Run.weekly("run", MONDAY, settings=settings)
    assert (
        steps.awaited(run)
        == "marts holds what was heard until 2026-10-25 18:00:00, and the week ends 2026-10-26 00:00:00 (UTC)"
    )
    with duckdb.connect(str(settings.warehouse_file)) as con:
        con.execute("update ops.steps set window_to = timestamp '2026-10-26 06:00' where step = 'profile'")
    warehouse.publish(settings.warehouse_file, settings.published_file)
    assert steps.awaited(run) is None
    assert steps.awaited(steps.Run.weekly("run", MONDAY, "2026-W42", settings)) is None
    assert steps.awaited(steps.Run.weekly("run", MONDAY, "2026-W44", settings)) is not None


def test_a_copy_from_before_an_upgrade_says_what_to_run(settings: Settings) -> None:
    with duckdb.connect(str(settings.warehouse_file)) as con:
        con.execute("alter table marts.channel_verdicts drop column posts_to_tell")
        con.execute("checkpoint")
    shutil.copy(settings.warehouse_file, settings.published_file.with_suffix(".old"))
    os.replace(settings.published_file.with_suffix(".old"), settings.published_file)
    with pytest.raises(OldCopy, match=r"channels\.sql: .*posts_to_tell.* Run profile and advise once"):
        steps.write(steps.Run.weekly("run", MONDAY, settings=settings))
    assert not (settings.home / "reports" / "2026-W43").exists()


def test_a_report_is_due_from_monday_morning_on_once_all_is_there_until_it_stands(settings: Settings) -> None:
    def why(at: datetime) -> str:
        return steps.undue(steps.Run.weekly("run", at, settings=settings)) or "due"

    assert (
        why(datetime(2026, 10, 26, 5, 59, tzinfo=UTC)) == "2026-W43 is told from Monday, 26 October 2026, 06:00 UTC on"
    )
    assert why(datetime(2026, 10, 26, 0, tzinfo=UTC)) == why(datetime(2026, 10, 26, 5, 59, tzinfo=UTC))
    assert why(MONDAY).startswith("marts holds what was heard until 2026-10-25 18:00:00")
    with duckdb.connect(str(settings.warehouse_file)) as con:
        con.execute("update ops.steps set window_to = timestamp '2026-10-26 06:00' where step = 'profile'")
    warehouse.publish(settings.warehouse_file, settings.published_file)
    assert why(datetime(2026, 10, 26, 6, tzinfo=UTC)) == why(MONDAY) == "due"
    assert why(datetime(2026, 10, 28, 12, tzinfo=UTC)) == "due", "a house that was down on Monday tells it later"
    steps.write(steps.Run.weekly("run", MONDAY, settings=settings))
    assert why(MONDAY).startswith("the report of 2026-W43 stands: ")
    assert steps.standing(steps.Run.weekly("run", MONDAY, settings=settings)) == why(MONDAY)
    assert steps.standing(steps.Run.weekly("run", MONDAY, "2026-W42", settings)) is None


def test_before_anything_is_published_that_is_what_is_awaited(tmp_path: Path) -> None:
    run = steps.Run.weekly("run", MONDAY, settings=Settings(home=tmp_path, config=ROOT / "sample" / "config"))
    assert "nothing has been published yet" in (steps.awaited(run) or "")
    assert steps.undue(run) == steps.standing(run) == steps.unpublished(run) == steps.awaited(run)


def test_a_report_is_written_whole_beside_its_place_and_delivered_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = steps.Run.weekly("run", MONDAY, settings=settings)
    parcel = steps.write(run)
    folder = settings.home / "reports" / "2026-W43"
    assert parcel["folder"] == str(folder)
    assert {file.name for file in folder.iterdir()} == {
        "report.html",
        "report.pdf",
        "report.xlsx",
        "report.md",
        "csv",
        "parquet",
        "people",
    }
    assert parcel["summary"].startswith(
        "2026-W43, 19 October 2026 to 25 October 2026\n\n2 of 3 accounts heard to the end"
    )
    assert "The best offer: Field notes on noise" in parcel["summary"]
    assert "Reshare queue" not in parcel["html"]
    (way,) = steps.ways(run)
    assert [steps.deliver(run, parcel, way, Endpoint()) for _ in range(2)] == ["sent", "sent before"]

    def full(*_: object) -> None:
        raise OSError("No space left on device")

    before = (folder / "report.html").read_bytes()
    monkeypatch.setattr(writing.pdf, "write", full)
    with pytest.raises(OSError, match="No space left"):
        steps.write(run)
    assert (folder / "report.html").read_bytes() == before
    monkeypatch.undo()
    steps.write(run)
    assert [file.name for file in (settings.home / "reports").iterdir()] == ["2026-W43"]


def test_what_a_killed_process_took_away_comes_back(settings: Settings) -> None:
    run = steps.Run.weekly("run", MONDAY, settings=settings)
    steps.write(run)
    reports = settings.home / "reports"
    (reports / "2026-W43").rename(reports / ".2026-W43.77.before")  # killed between two renames
    assert writing.aside(reports / "2026-W43").name.startswith(".2026-W43.")
    assert (reports / "2026-W43" / "report.html").exists()


def test_a_day_tells_what_cannot_wait_until_monday(settings: Settings) -> None:
    run = steps.Run.daily("run", datetime(2026, 10, 26, 6, 30, tzinfo=UTC), settings)
    parcel = steps.write(run)
    text = (settings.home / "reports" / "daily" / "2026-10-26" / "report.md").read_text(encoding="utf-8")
    assert text.startswith("# Halden Heat: what cannot wait until Monday\n\n26 October 2026: 1 to share, 1 overdue")
    assert "reshare-0123456789abcdef" in text
    assert "reply-1" in text
    assert (parcel["report"], parcel["period"], parcel["shelf"]) == ("daily", "2026-10-26", "daily/2026-10-26")


def test_a_day_with_nothing_to_tell_tells_nobody(settings: Settings) -> None:
    with duckdb.connect(str(settings.warehouse_file)) as con:
        con.execute("delete from marts.reply_queue; update marts.reshare_recommendations set expires_at = '2026-12-01'")
    warehouse.publish(settings.warehouse_file, settings.published_file)
    assert steps.write(steps.Run.daily("run", MONDAY, settings)) is None
    assert not (settings.home / "reports").exists()


def test_what_is_decided_in_the_workbook_that_lies_there_is_taken(settings: Settings) -> None:
    from openpyxl import load_workbook

    run = steps.Run.weekly("run", MONDAY, settings=settings)
    steps.write(run)
    file = settings.home / "reports" / "2026-W43" / "report.xlsx"
    book = load_workbook(file)
    heads = {cell.value: cell.column for cell in book["Replies"][3]}
    book["Replies"].cell(4, heads["Decided"]).value = "later"
    book.save(file)
    os.utime(file, (MONDAY.timestamp(), MONDAY.timestamp()))
    assert steps.decide(run) == ["reply-1: later"]
    assert steps.decide(run) == []
    steps.write(steps.Run.weekly("run", MONDAY, settings=settings))
    sheet = load_workbook(file)["Replies"]
    assert sheet.cell(4, heads["Decided"]).value == "later"


def test_decisions_that_cannot_be_taken_stop_no_report(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    run = steps.Run.weekly("run", MONDAY, settings=settings)
    folder = settings.home / "reports" / "2026-W42"
    folder.mkdir(parents=True)
    (folder / "report.xlsx").write_bytes(b"no workbook")
    assert steps.decide(run) == []
    assert "no decision was taken from the workbooks" in caplog.text
