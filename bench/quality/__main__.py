"""python -m bench.quality [--quick] [--dry] [--shared ../shared/data] [parts...]

Runs the parts named, or all, and writes each one's section of bench/quality.md; the others' stay as they were.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

# a product of matrices on two threads would take the other core from its neighbour, and gain nothing
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from bench import quality
from bench.quality.line import Line, section

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "bench" / "quality.md"
HEAD = """# Quality

`make quality` writes this; a section keeps the date and the data of its own run. Labels judge, they never teach:
no label is used to fit.
"""


def parts() -> dict[str, ModuleType]:
    """Every part by its name."""
    found = {one.name: f"bench.quality.{one.name}" for one in pkgutil.iter_modules(quality.__path__)}
    modules = {name: importlib.import_module(path) for name, path in found.items() if not name.startswith("_")}
    return {name: module for name, module in modules.items() if hasattr(module, "TITLE")}


def main() -> int:
    known = parts()
    asked = _arguments(known)
    if not asked.shared.is_dir():
        print(f"{asked.shared} is not there, so there is nothing to judge by; name it with --shared", file=sys.stderr)
        return 2
    missed = 0
    for name in asked.parts or known:
        started = time.monotonic()
        lines: list[Line] = known[name].run(asked.shared, quick=asked.quick)
        missed += sum(line.is_met is False for line in lines)
        how = "on the fixed sample of --quick" if asked.quick else "whole"
        told = f"{datetime.now(UTC):%Y-%m-%d}, {how}, {time.monotonic() - started:.0f} s. {known[name].DATA}"
        text = section(known[name].TITLE, told, lines)
        print(text, flush=True)
        if not asked.dry:
            _write(known[name].TITLE, text)
    return 1 if missed else 0


def _arguments(known: dict[str, ModuleType]) -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m bench.quality", description="How good, beside what.")
    reader.add_argument(
        "--shared", type=Path, default=ROOT.parent / "shared" / "data", help="where the labelled data lie"
    )
    reader.add_argument("--quick", action="store_true", help="a fixed sample of 20,000 posts, and less of everything")
    reader.add_argument("--dry", action="store_true", help="print, do not write bench/quality.md")
    reader.add_argument("parts", nargs="*", metavar="part", help=f"some of {', '.join(known)}; all where none is named")
    asked = reader.parse_args()
    if unknown := sorted(set(asked.parts) - set(known)):
        reader.error(f"no part is called {', '.join(unknown)}; there are {', '.join(known)}")
    return asked


def _write(title: str, text: str) -> None:
    """Put a section in the place of the one of the same title, or at the end."""
    before = REPORT.read_text(encoding="utf-8") if REPORT.exists() else HEAD
    sections = re.split(r"(?m)^(?=## )", before)
    kept = [one for one in sections[1:] if not one.startswith(f"## {title}\n")]
    places = [number for number, one in enumerate(sections[1:]) if one.startswith(f"## {title}\n")]
    kept.insert(places[0] if places else len(kept), text)
    parts_ = [one.strip("\n") for one in (sections[0], *kept)]
    REPORT.write_text("\n\n".join(parts_) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
