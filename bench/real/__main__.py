"""Load real posts, corpus by corpus, and print what became of every record.

python -m bench.real [--shared ../shared/data] [--home var/real] [names...]
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
from pathlib import Path

from bench.real.corpora import Corpus, Outcome, corpora, run

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    logging.getLogger("earshot").setLevel(logging.ERROR)  # what was refused is counted below, most of it once a kind
    asked = _arguments()
    known = corpora()
    if unknown := set(asked.names) - set(known):
        print(f"no corpus is called {', '.join(sorted(unknown))}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    if not asked.shared.is_dir():
        print(
            f"{asked.shared} is not there, so there is nothing real to load; name it with --shared",
            file=sys.stderr,
        )
        return 2
    chosen = [known[name] for name in asked.names or known]
    print(f"{'corpus':22}{'in':>9}{'posts':>9}{'versions':>9}{'repeated':>9}{'rejected':>9}{'seconds':>9}")
    outcomes = [_run(one, asked.shared, asked.home / one.name) for one in chosen]
    return 0 if all(one.adds_up for one in outcomes) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.real", description="Load real posts, corpus by corpus.")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data", help="where the real posts lie")
    home = Path(os.environ.get("EARSHOT_HOME", ROOT / "var")) / "real"
    parser.add_argument(
        "--home", type=Path, default=home, help="where a warehouse a corpus is made; what was there goes"
    )
    parser.add_argument("names", nargs="*", help="corpora; all where none is named")
    return parser.parse_args()


def _run(corpus: Corpus, shared: Path, home: Path) -> Outcome:
    shutil.rmtree(home, ignore_errors=True)
    found = run(corpus, shared, home)
    print(
        f"{corpus.name:22}{found.records:>9,}{found.posts:>9,}{found.versions:>9,}{found.repeated:>9,}"
        f"{found.rejected:>9,}{found.seconds:>9.1f}"
    )
    for reason, count in found.reasons.items():
        print(f"{'':24}{count:,} rejected: {reason}")
    if found.refusals:
        refused = sum(found.refusals.values())
        print(f"{'':24}{found.visits:,} accounts asked, {refused:,} answers refused whole, most often:")
        for reason, count in sorted(found.refusals.items(), key=lambda one: -one[1])[:5]:
            print(f"{'':26}{count:,} {reason}")
    for problem in found.problems:
        print(f"{'':24}{problem}")
    if not found.adds_up:
        print(f"{'':24}in is not loaded + repeated + rejected: {found.records:,} records came in")
    return found


if __name__ == "__main__":
    sys.exit(main())
