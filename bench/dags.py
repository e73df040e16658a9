"""How long the scheduler reads the DAG files: `python -m bench.dags [--times 5] [--dry]`. Writes bench/dags.md.

Each file is read in a process of its own that has Airflow's SDK already, as Airflow's own readers do; what a task would
need comes later, inside the task. Nothing here is a test of time: a shared machine has its moods. What the files import
is tested, by tests/dags/test_imports.py, with the same reading.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REPORT = Path(__file__).with_name("dags.md")
DAGS = sorted(file.stem for file in (ROOT / "dags").glob("[a-z]*.py"))
COSTLY = (
    "pandas", "numpy", "duckdb", "pyarrow", "great_expectations", "sklearn", "altair", "requests", "tweepy",
    "openpyxl", "xlsxwriter", "typst", "boto3", "ingest", "transforms", "sql", "config", "sample",
)  # fmt: skip
SECONDS = 2.0  # all of them together, as asked


@dataclass(frozen=True)
class Reading:
    """What reading one file took, and which packages it brought in."""

    seconds: float
    names: frozenset[str]


def read(dags: Iterable[str] = (), folder: Path | None = None) -> dict[str, Reading]:
    """Read DAG files, all those of dags/ where none are named. Raises RuntimeError with what a broken one says."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.dags", "--read", str(folder or ROOT / "dags"), *(dags or DAGS)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    told = json.loads(done.stdout.splitlines()[-1])
    return {dag: Reading(seconds, frozenset(names)) for dag, (seconds, names) in told.items()}


def _read_each(folder: Path, dags: Iterable[str]) -> dict[str, tuple[float, list[str]]]:
    """In this process: what any DAG needs is imported once, then each file is read by a child that begins there."""
    # what any DAG with a task needs; airflow.sdk imports a name when it is first asked for
    from airflow.providers.standard.decorators import python  # noqa: F401
    from airflow.sdk import Asset, Param, TaskGroup, dag, get_current_context, task  # noqa: F401

    is_ours = folder == ROOT / "dags"
    sys.path[:0] = [str(ROOT) if is_ours else str(folder)]
    before, found = set(sys.modules), {}
    for name in dags:
        reader, writer = os.pipe()
        if not (child := os.fork()):
            began = time.process_time()
            importlib.import_module(f"dags.{name}" if is_ours else name)
            took = time.process_time() - began
            names = sorted({module.split(".")[0] for module in set(sys.modules) - before})
            os.write(writer, json.dumps((took, names)).encode())
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as told:
            text = told.read()
        _, status = os.waitpid(child, 0)
        if status:
            raise SystemExit(f"{name} cannot be read")
        found[name] = json.loads(text)
    return found


def main() -> int:
    """Read them so many times, and write the middle of each."""
    parser = argparse.ArgumentParser(description="How long the scheduler reads the DAG files.")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--dry", action="store_true", help="print, and write no report")
    parser.add_argument("--read", nargs="+", metavar=("FOLDER", "DAG"), help="read these, and print what came of it")
    asked = parser.parse_args()
    if asked.read:
        print(json.dumps(_read_each(Path(asked.read[0]), asked.read[1:])))
        return 0
    readings = [read() for _ in range(asked.times)]
    middle = {dag: statistics.median(one[dag].seconds for one in readings) for dag in DAGS}
    whole = sum(middle.values())
    verdict = "met" if whole < SECONDS else "**not met**"
    lines = [
        "# Reading the DAG files", "",
        f"Written by `python -m bench.dags`; the middle of {asked.times} readings, in seconds of processor time,",
        f"Airflow's SDK apart. All {len(DAGS)} files: {whole:.2f} s; asked for: under {SECONDS:.0f} s ({verdict}).", "",
        "| file | seconds |", "|---|---|",
        *(f"| dags/{dag}.py | {seconds:.3f} |" for dag, seconds in middle.items()),
    ]  # fmt: skip
    text = "\n".join(lines) + "\n"
    print(text)
    if not asked.dry:
        REPORT.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
