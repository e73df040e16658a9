"""Land pages as a source would, and read them as sql/staging/ understands them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from sql.functions import register

STAGING = Path(__file__).resolve().parents[1] / "sql" / "staging"


def landed(tmp_path: Path, reading: str, pages: Iterable[Any], **envelope: Any) -> list[Path]:
    """Write each page in an envelope of its own: a str as `text`, anything else as JSON. Returns the files."""
    files = []
    for number, page in enumerate(pages):
        told = {
            "reading": reading, "run_id": "run", "platform": reading, "account_id": f"{reading}:ann",
            "sequence": number, "asked_at": "2026-10-01T12:00:00Z", "url": "https://api.example/", "status": 200,
            "headers": {}, "cursor": None, "learned": {}, "cost": 0.0,
        }  # fmt: skip
        body = {"text": page} if isinstance(page, str) else {"page": page}
        file = tmp_path / f"{reading}.{number:05d}.json"
        file.write_text(json.dumps(told | envelope | body) + "\n", encoding="utf-8")
        files.append(file)
    return files


def staged(files: Iterable[Path], reading: str) -> list[dict[str, Any]]:
    """The rows of sql/staging/<reading>.sql over these files, in the order of their records."""
    connection = duckdb.connect()
    try:
        register(connection)
        connection.execute("set threads = 1")  # several threads read several files in any order
        connection.execute("set variable landed_files = ?", [[str(file) for file in files]])
        told = connection.execute((STAGING / f"{reading}.sql").read_text(encoding="utf-8"))
        names = [column[0] for column in told.description]
        return [dict(zip(names, row, strict=True)) for row in told.fetchall()]
    finally:
        connection.close()
