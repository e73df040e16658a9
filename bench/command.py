"""What reports of speed have in common: the command and the machine they were made by and on, and how they end."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.quality.line import Line


def command_line(module: str) -> str:
    """`python -m module` and its arguments; a folder of one machine is named as a folder, not by its path."""
    told = ("FOLDER" if Path(one).is_absolute() else one for one in sys.argv[1:])
    return " ".join(["python -m", module, *told])


def circumstances() -> str:
    """When and on what: figures of a shared machine are worth no more than these."""
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors ({platform.machine()}), {os.getloadavg()[1]:.1f} "
        f"processes on average over the last five minutes; DuckDB {version('duckdb')}."
    )


def tell(text: str, lines: Iterable[Line], report: Path | None) -> int:
    """Print a report, and keep it where a file is named; 1 where a promise of its lines is not met."""
    print(text)
    if report is not None:
        report.write_text(text, encoding="utf-8")
    return 1 if any(line.is_met is False for line in lines) else 0
