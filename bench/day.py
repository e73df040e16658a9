"""What a day costs of the whole: `python -m bench.day [--posts 1000000]`, or as a part of `make bench`.

A year of posts of 2,000 influencers is told and profiled as the DAG `profile` does it: topics in two processes, then
one build with rising phrases and all. Then a day's hundredth more, heard on a Thursday. Each in a process of its own,
imports apart. Texts are halves of two real X posts put together, so that there are enough of them and none is known
already; who wrote them and when is invented, as in bench/profiles.py. Writes bench/day.md.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from bench import profiles
from bench.command import circumstances, command_line, tell
from bench.quality import labelled
from bench.quality.line import Line, table

ROOT = Path(__file__).resolve().parents[1]
REPORT = Path(__file__).with_name("day.md")
TAXONOMY = "huffpost"
DAYS = 367  # from a Monday to a Wednesday
DAY = profiles.FIRST + timedelta(days=DAYS)
PROCESSES = 2

_HALVES = """
    create or replace temp table real_texts as
    select
        row_number() over (order by post_id) - 1 as place,
        text[:len(text) // 2] as begins, text[len(text) // 2 + 1:] as ends
    from read_parquet('{file}')
    where len(text) > 20;
    set variable real_texts = (select count(*) from real_texts);
    create or replace temp macro text_of(n) as
        (select begins from real_texts where place = hash(n, 'begins') % getvariable('real_texts'))
        || (select ends from real_texts where place = hash(n, 'ends') % getvariable('real_texts'));
"""


def work(file: Path, home: Path, *, is_day: bool) -> dict[str, float]:
    """Topics, then marts; a process of its own calls this."""
    from sql import expectations, warehouse
    from transforms import marts
    from transforms.topics import tag

    expectations.great_expectations()
    topics = labelled.topics(TAXONOMY)
    window = marts.Window(DAY, DAY + timedelta(days=1)) if is_day else None
    began = time.perf_counter()
    tagged = tag.tag(file, home, topics, DAY + timedelta(days=1 if is_day else 0), processes=PROCESSES)
    told = time.perf_counter()
    with warehouse.connect(file) as con:
        marts.build(con, profiles.config(topics), window, "bench")
    built = time.perf_counter()
    burnt = sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
    return {"posts": tagged.posts, "told": told - began, "built": built - told, "cpu": burnt}


def run(posts: int, shared: Path, folder: Path) -> list[Line]:
    """The lines of the report."""
    file, home, texts = (
        folder / "warehouse.duckdb",
        folder / "home",
        _HALVES.format(file=shared / "influencers" / "x_posts.parquet"),
    )
    profiles.write(file, 0, posts, profiles.FIRST, DAYS, texts=texts, tagged=False)
    whole = _apart(file, home, is_day=False)
    profiles.write(file, posts, posts + posts // 100, DAY, 1, texts=texts, tagged=False)
    day = _apart(file, home, is_day=True)
    seconds = whole["told"] + whole["built"]
    took = day["told"] + day["built"]
    part = took / seconds
    what = f"{posts:,} posts of {profiles.PEOPLE:,} influencers, from text to profiles, trends and phrases"
    alone = f"{day['built']:.2f} s, {day['built'] / whole['built']:.1%} of the whole's"
    return [
        Line(what, f"{seconds:.0f} s", _parts(whole)),
        Line(
            f"a day's {posts // 100:,} posts more", f"{took:.1f} s, {part:.1%} of the whole", _parts(day),
            "under 3 %", part < 0.03,
        ),
        Line("its marts alone", alone),
    ]  # fmt: skip


def _parts(found: dict[str, float]) -> str:
    parts = f"topics {found['told']:.1f} s, marts {found['built']:.1f} s"
    return f"{parts}; {found['cpu']:.1f} s of processor time, imports too"


def _apart(file: Path, home: Path, *, is_day: bool) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.day", "--do", str(file), str(home), "day" if is_day else "whole"],
        check=True, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m bench.day", description="What a day costs of the whole.")
    reader.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data", help="where the real posts lie")
    reader.add_argument("--posts", type=int, default=1_000_000)
    reader.add_argument("--folder", type=Path, default=Path("var/bench/day"), help="where to work; it is emptied")
    reader.add_argument("--dry", action="store_true", help="print the report, do not write bench/day.md")
    reader.add_argument("--do", nargs=3, help=argparse.SUPPRESS)
    asked = reader.parse_args()
    if asked.do:
        file, home, what = asked.do
        print(json.dumps(work(Path(file), Path(home), is_day=what == "day")))
        return 0
    if not asked.shared.is_dir():
        print(f"{asked.shared} is not there, so there is nothing to tell; name it with --shared", file=sys.stderr)
        return 2
    folder = asked.folder.absolute()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        lines = run(asked.posts, asked.shared, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    text = "\n".join([
        "# A day beside the whole", "", circumstances(), "",
        f"    {command_line('bench.day')}", "",
        table(lines), "",
        ("Inside the time: what the steps of `profile` do, but what is emerging and publishing; the engine is fitted "
         "within the whole, and serves the day. Outside: the imports of the process, writing the posts."), "",
    ])  # fmt: skip
    return tell(text, lines, None if asked.dry else REPORT)


if __name__ == "__main__":
    sys.exit(main())
