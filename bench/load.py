"""How fast a load is, beside whom: `make bench`, or `python -m bench.load --quick`.

All in one run on one machine, each figure from a process of its own, imports apart:

    the load      landed pages -> checked rows in core.*, canonical URLs and Great Expectations included
    dlt           the same records by its DuckDB `merge`, as dlt comes (a part of them: it is slow)
    read_json     the posts unnested into one table of a DuckDB file, understood no further

then how the load grows, what a hundredth more costs, what publishing costs beside `cp && sync`, and what many small
files cost. Writes bench/load.md. Nothing here is a test: a shared machine has its moods.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import shutil
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.command import command_line
from bench.measures import Figures, measure
from bench.pages import A_PAGE

REPORT = Path(__file__).with_name("load.md")
A_PAGE_COLUMNS = "{page: 'struct(feed json[])'}"


@dataclass(frozen=True)
class Line:
    """One line of the report; `is_met` None where nothing was promised."""

    what: str
    figure: str
    target: str = ""
    is_met: bool | None = None

    def __str__(self) -> str:
        verdict = {None: "", True: "met", False: "**not met**"}[self.is_met]
        return f"| {self.what} | {self.figure} | {self.target} | {verdict} |"


def main() -> int:
    asked = _arguments()
    work: Path = asked.folder
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        lines = _run(asked, work)
    finally:
        if not asked.keep:
            shutil.rmtree(work, ignore_errors=True)
    report = _report(lines)
    if not (asked.dry or asked.quick):
        REPORT.write_text(report, encoding="utf-8")
    print(report)
    return 0


def _arguments() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__.split("\n", maxsplit=1)[0])
    reader.add_argument("--posts", type=int, default=1_000_000, help="posts of the main measurement")
    reader.add_argument("--quick", action="store_true", help="20,000 posts, to see that it runs; writes no report")
    reader.add_argument("--pages", type=Path, help="pages that an earlier run kept (--keep), rather than new ones")
    reader.add_argument("--dlt-posts", type=int, help="posts dlt is measured on (default: a twentieth, 50,000 at 1 M)")
    reader.add_argument("--whole", action="store_true", help="let dlt load all of them")
    reader.add_argument("--most", type=int, help="posts of the largest load (default: five times --posts)")
    reader.add_argument("--folder", type=Path, default=Path("var/bench"), help="where to work; it is emptied")
    reader.add_argument("--keep", action="store_true", help="leave the pages and warehouses there")
    reader.add_argument("--dry", action="store_true", help="print the report, do not write bench/load.md")
    asked = reader.parse_args()
    asked.posts = max((20_000 if asked.quick else asked.posts) // A_PAGE, 10) * A_PAGE
    asked.dlt_posts = asked.posts if asked.whole else asked.dlt_posts or asked.posts // (10 if asked.quick else 20)
    asked.most = max(asked.most or (asked.posts if asked.quick else 5 * asked.posts), asked.posts)
    asked.folder = asked.folder.absolute()
    return asked


def _run(asked: argparse.Namespace, work: Path) -> list[Line]:
    pages, many = asked.posts // A_PAGE, asked.most // A_PAGE
    hundredth = max(pages // 100, 1)
    landed = str((asked.pages or work / "pages").absolute())
    say(f"writing {max(many, pages + hundredth):,} pages ...")
    written = measure("generate", folder=landed, first=0, after=max(many, pages + hundredth), kept=bool(asked.pages))

    sizes = sorted({max(pages // 10, 1), pages, many})
    loads: dict[int, Figures] = {}
    for size in sizes:
        say(f"loading {size * A_PAGE:,} posts ...")
        loads[size] = measure("ours", folder=landed, work=str(work / f"ours-{size}"), first=0, after=size)
    say("loading a hundredth more ...")
    more = measure("ours", folder=landed, work=str(work / f"ours-{pages}"), first=pages, after=pages + hundredth)
    say("publishing ...")
    publishing = measure("publish", work=str(work / f"ours-{pages}"))
    say("read_json ...")
    bare = measure("bare", folder=landed, work=str(work / "bare"), first=0, after=pages, columns=A_PAGE_COLUMNS)
    part = max(asked.dlt_posts // A_PAGE, 1)
    say(f"dlt, {part * A_PAGE:,} posts ...")
    dlt = measure("dlt", folder=landed, work=str(work / "dlt"), first=0, after=part)
    return [
        *_beside_others(loads[pages], dlt, bare),
        *_growth(loads),
        *_parts(loads[pages], more, publishing),
        Line("landed files of the largest load",
             f"{many:,} files, {written['bytes'] / written['files'] / 1e3:,.0f} kB each"),
    ]  # fmt: skip


def _beside_others(load: Figures, dlt: Figures, bare: Figures) -> list[Line]:
    faster, lighter = _rate(load) / _rate(dlt), _rate(load, "cpu") / _rate(dlt, "cpu")
    slower, heavier = _rate(bare) / _rate(load), _rate(bare, "cpu") / _rate(load, "cpu")
    return [
        Line(f"the load, {load['posts']:,} posts", _speed(load)),
        Line(f"dlt merge, {dlt['posts']:,} of the same posts", _speed(dlt)),
        Line("bare read_json, posts unnested as JSON", _speed(bare)),
        Line("the load beside dlt", f"{faster:.1f} times as fast ({lighter:.1f} by processor time)",
             "at least 15 times, aim 25", faster >= 15),
        Line("the load beside bare read_json", f"{slower:.1f} times as long ({heavier:.1f} by processor time)",
             "at most 4 times", slower <= 4),
    ]  # fmt: skip


def _growth(loads: dict[int, Figures]) -> list[Line]:
    few, many = min(loads), max(loads)
    lines = [Line(f"the load, {one['posts']:,} posts", _speed(one)) for one in loads.values()]
    if many > few:
        power = math.log(loads[many]["seconds"] / loads[few]["seconds"]) / math.log(many / few)
        burnt = math.log(loads[many]["cpu"] / loads[few]["cpu"]) / math.log(many / few)
        figure = f"n^{power:.2f} (n^{burnt:.2f} by processor time)"
        what = f"growth from {few * A_PAGE:,} to {many * A_PAGE:,} posts"
        lines.append(Line(what, figure, "n^1.1 at most", power <= 1.1))
    peak = max(one["peak"] for one in loads.values())
    return [*lines, Line("peak memory of the largest load", f"{peak / 2**30:.2f} GiB", "under 2 GiB", peak < 2 * 2**30)]


def _parts(load: Figures, more: Figures, publishing: Figures) -> list[Line]:
    share = more["seconds"] / load["seconds"]
    times = publishing["seconds"] / publishing["cp"]
    return [
        Line(f"{more['posts']:,} new posts into {load['posts']:,}",
             f"{more['seconds']:.2f} s, {share:.1%} of the full load", "under 8 %", share < 0.08),
        Line(f"publishing {publishing['bytes'] / 1e6:,.0f} MB, checkpoint apart",
             f"{publishing['seconds']:.2f} s beside {publishing['cp']:.2f} s of cp && sync: {times:.2f} times",
             "at most 1.5 times", times <= 1.5),
    ]  # fmt: skip


def _rate(figures: Figures, by: str = "seconds") -> float:
    return float(figures["posts"] / figures[by])


def _speed(figures: Figures) -> str:
    return (
        f"{_rate(figures):,.0f} posts/s: {figures['seconds']:.1f} s, {figures['cpu']:.1f} s of processor time, "
        f"{figures['peak'] / 2**30:.2f} GiB, file of {figures['bytes'] / 1e6:,.0f} MB"
    )


def _report(lines: list[Line]) -> str:
    parts = ", ".join(
        f"{name} {version(name)}" for name in ("duckdb", "dlt", "great-expectations", "pandas", "pyarrow")
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors ({platform.machine()}), {memory:.0f} GiB, "
        f"{os.getloadavg()[2]:.1f} processes on average over the last quarter of an hour; "
        f"Python {platform.python_version()}, {parts}."
    )
    fairness = (
        "Invented Bluesky pages of 100 records (bench/pages.py); each figure from a process of its own, imports apart. "
        "dlt as it comes: its child tables included, one process for normalising, measured on the part stated. What "
        "other processes take from the processors is in the seconds, hardly in the processor time. The targets are "
        "meant for 1,000,000 posts: at fewer, what a load costs however small it is weighs more."
    )
    table = ["| what | figure | target | |", "|---|---|---|---|", *map(str, lines)]
    command = f"    {command_line('bench.load')}"
    return "\n".join(["# Load speed", "", machine, "", command, "", *table, "", fairness, ""])


def say(text: str) -> Any:
    """Progress, on standard error."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
