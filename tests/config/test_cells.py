"""What people write in a cell is understood or refused, never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.cells import date_order, read_date, read_flag, read_identity, read_phrases
from config.faults import NotUnderstood

SEPTEMBER = date(2026, 9, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-01",
        "2026/9/1",
        "1.9.2026",
        "01.09.2026",
        "1. 9. 2026",
        "2026-09-01 00:00:00",
        "2026-09-01T00:00",
    ],
)
def test_a_date_that_can_mean_one_day_only_is_read(text: str) -> None:
    assert read_date(text) == SEPTEMBER


@pytest.mark.parametrize(("text", "day"), [("25/09/2026", 25), ("09/25/2026", 25), ("9/9/2026", 9), ("25-09-2026", 25)])
def test_a_slashed_date_is_read_where_it_is_certain(text: str, day: int) -> None:
    assert read_date(text) == date(2026, 9, day)


def test_an_ambiguous_date_is_refused_with_both_readings() -> None:
    with pytest.raises(NotUnderstood) as caught:
        read_date("01/09/2026")
    assert caught.value.remedy == "write 2026-09-01 or 2026-01-09, whichever is meant"


def test_an_ambiguous_date_is_read_where_the_rest_of_the_file_proves_the_order() -> None:
    assert read_date("01/09/2026", date_order(["", "25/09/2026", "2026-01-01"])) == SEPTEMBER
    assert read_date("09/01/2026", date_order(["09/25/2026"])) == SEPTEMBER
    assert date_order(["25/09/2026", "09/25/2026"]) is None
    assert date_order(["01/09/2026"]) is None


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow",
        "01/09/26",
        "2026-13-01",
        "30.2.2026",
        "13/13/2026",
        "0001-01-01",
        "2999-01-01",
        "46266",
        "٢٠٢٦-٠٩-٠١",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstood) as caught:
        read_date(text)
    assert caught.value.remedy.startswith("write")


@given(st.dates(date(1970, 1, 1), date(2100, 12, 31)))
def test_every_date_reads_back_from_the_forms_that_are_certain(day: date) -> None:
    assert read_date(day.isoformat()) == day
    assert read_date(f"{day.day}.{day.month}.{day.year}") == day
    assert read_date(f"{day.day:02}/{day.month:02}/{day.year}", "day first") == day
    assert read_date(f"{day.month}/{day.day}/{day.year}", "month first") == day


@pytest.mark.parametrize("text", ["TRUE", "WAHR", "VRAI", "Verdadero", "yes", "Sí", "x", "X", "1", "ja"])
def test_yes_is_understood_in_the_words_of_a_spreadsheet(text: str) -> None:
    assert read_flag(text) is True


@pytest.mark.parametrize("text", ["", "FALSE", "FALSCH", "FAUX", "no", "0", "nein"])
def test_no_is_understood_in_the_words_of_a_spreadsheet(text: str) -> None:
    assert read_flag(text) is False


def test_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(NotUnderstood, match="write yes or no"):
        read_flag("maybe")


def test_phrases_are_separated_by_semicolons_and_line_breaks() -> None:
    assert read_phrases(" rye  loaf;sourdough\n10,000 loaves; ;") == (
        "rye loaf",
        "sourdough",
        "10,000 loaves",
    )


@pytest.mark.parametrize(
    ("text", "remedy"),
    [("rye, wheat", "separate by semicolons: rye; wheat"), ("Rye; rye", "remove the second")],
)
def test_phrases_that_cannot_be_meant_are_refused(text: str, remedy: str) -> None:
    with pytest.raises(NotUnderstood) as caught:
        read_phrases(text)
    assert caught.value.remedy == remedy


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("Ana Díaz", "write 'ana-diaz'"),
        ("漢", "such as 'ana-diaz'"),
        ("1.29E+18", "format the column as text"),
        ("a/../b", "'a-b'"),
    ],
)
def test_an_id_that_cannot_be_one_is_refused_with_one_that_can(text: str, remedy: str) -> None:
    with pytest.raises(NotUnderstood) as caught:
        read_identity(text)
    assert remedy in caught.value.remedy


@given(st.text(max_size=80))
def test_a_proposed_id_is_one(text: str) -> None:
    try:
        assert read_identity(text) == text
    except NotUnderstood as refused:
        if refused.remedy.startswith("write '"):
            proposed = refused.remedy.split("'")[1]
            assert read_identity(proposed) == proposed
