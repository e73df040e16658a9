"""All readings have the same columns, of the same types, in the same order: the load puts them under each other."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from sql.functions import register
from tests.landed import STAGING, landed

READINGS = sorted(
    path.stem for path in STAGING.glob("[a-z]*.sql") if "landed_files" in path.read_text(encoding="utf-8")
)


def columns(con: duckdb.DuckDBPyConnection, reading: str) -> list[tuple[str, str]]:
    told = con.execute("describe " + (STAGING / f"{reading}.sql").read_text(encoding="utf-8")).fetchall()
    return [(name, kind) for name, kind, *_ in told]


@pytest.mark.parametrize("reading", READINGS)
def test_a_reading_has_the_columns_of_all_readings(reading: str, tmp_path: Path) -> None:
    with duckdb.connect() as con:
        register(con)
        con.execute("set variable landed_files = ?", [[str(landed(tmp_path, reading, [None])[0])]])
        assert columns(con, reading) == columns(con, "nothing")
        assert con.execute((STAGING / f"{reading}.sql").read_text(encoding="utf-8")).fetchall() == []


def test_no_reading_is_left_out() -> None:
    assert {"facebook", "instagram", "linkedin", "reddit", "threads", "x", "youtube", "youtube_api"} <= set(READINGS)
