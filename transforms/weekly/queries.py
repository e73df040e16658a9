"""sql/reports: what a report prints, one query a section; asked, never stored."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sql import warehouse

if TYPE_CHECKING:
    import duckdb

FOLDER = warehouse.FOLDER / "reports"
_PARAMETER = re.compile(r"\$([a-z]\w*)")


def ask(con: duckdb.DuckDBPyConnection, name: str, **values: Any) -> list[dict[str, Any]]:
    """The rows of sql/reports/<name>.sql; a query takes of `values` what it names."""
    text = query(name)
    wanted = {place: values[place] for place in _PARAMETER.findall(text)}
    return warehouse.rows(con, text, wanted)


@cache
def query(name: str, folder: Path = FOLDER) -> str:
    """The text of a query."""
    return (folder / f"{name}.sql").read_text(encoding="utf-8")
