"""sql/reports: what a report prints, one query a section; asked, never stored."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from sql import warehouse

FOLDER = warehouse.FOLDER / "reports"
_PARAMETER = re.compile(r"\$([a-z]\w*)")


class OldCopy(Exception):
    """The published copy lacks what a report prints: it was made by an earlier version."""


def ask(con: duckdb.DuckDBPyConnection, name: str, **values: Any) -> list[dict[str, Any]]:
    """The rows of sql/reports/<name>.sql; a query takes of `values` what it names. Raises OldCopy."""
    text = query(name)
    wanted = {place: values[place] for place in _PARAMETER.findall(text)}
    try:
        return warehouse.rows(con, text, wanted)
    except (duckdb.BinderException, duckdb.CatalogException) as fault:
        raise OldCopy(
            f"the published copy cannot be told by sql/reports/{name}.sql: {str(fault).splitlines()[0]}. An earlier "
            "version made it; nothing was written. Run profile and advise once, which add what is new and publish, "
            "then this report again."
        ) from fault


@cache
def query(name: str, folder: Path = FOLDER) -> str:
    """The text of a query."""
    return (folder / f"{name}.sql").read_text(encoding="utf-8")
