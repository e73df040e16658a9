"""What bench.load measures, each in a process of its own: `python -m bench.measures <what> <arguments as JSON>`.

A measurement prints one JSON object: seconds on the clock, seconds of processor time (all threads), and the peak of
its resident memory in bytes. Imports come before the clock starts; connecting and committing come within.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bench import pages

Figures = dict[str, Any]


@contextmanager
def _clock(figures: Figures) -> Iterator[None]:
    """Time what stands below it, on the clock and on the processors."""
    started, burnt = time.perf_counter(), time.process_time()
    yield
    figures["seconds"] = time.perf_counter() - started
    figures["cpu"] = time.process_time() - burnt


def generate(folder: str, first: int, after: int, kept: bool = False) -> Figures:
    """Write the pages, where they were not kept from an earlier run."""
    if not kept:
        pages.write(Path(folder), first, after)
    files = list(Path(folder).rglob("*.json"))
    return {"files": len(files), "bytes": sum(file.stat().st_size for file in files)}


def ours(folder: str, work: str, first: int, after: int) -> Figures:
    """Load landed pages into the warehouse below `work`, which may hold others already."""
    import duckdb

    from ingest.landing import Landing
    from ingest.load import load
    from sql import expectations, functions, warehouse

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expectations.great_expectations()
    with duckdb.connect() as con:
        functions.register(con)
    house = Path(work)
    pages.link(Path(folder), house / "landing", first, after)
    file, config, figures = house / "warehouse.duckdb", _people(after), Figures()
    with _clock(figures), warehouse.connect(file) as con:
        loaded = load(con, Landing(house / "landing"), config, pages.ASKED)
    if (loaded.new, loaded.rejected) != ((after - first) * pages.A_PAGE, 0):
        loaded.refused_pages[:] = loaded.refused_pages[:3]
        raise SystemExit(f"the load did not take what was landed: {loaded}")
    return figures | {"posts": loaded.new, "bytes": file.stat().st_size}


def _people(after: int) -> Any:
    """The configuration that lists whose pages they are."""
    whom = [pages.account(number) for number in range(0, after, pages.AN_ACCOUNT)]
    influencers = [
        SimpleNamespace(influencer_id=one.handle.split(".")[0], name=one.handle, role="maker", organisation="", tier=1,
                        lists=("bench",), since=None, opted_out=False)
        for one in whom
    ]  # fmt: skip
    accounts = [
        SimpleNamespace(account_id=one.account_id, platform=one.platform, handle=one.handle, is_brand=False, url="",
                        influencer_id=one.handle.split(".")[0], evidence="", verified_on=None)
        for one in whom
    ]  # fmt: skip
    return SimpleNamespace(influencers=influencers, accounts=accounts, brand_accounts=[])


def bare(folder: str, work: str, first: int, after: int, columns: str = "") -> Figures:
    """read_json, unnest, one table on disk; `columns` as read_json takes them, else it finds out by itself."""
    import duckdb

    files = [str(file) for file in pages.link(Path(folder), Path(work) / "bare", first, after)]
    file, figures = Path(work) / "bare.duckdb", Figures()
    given = f", columns = {columns}" if columns else ", sample_size = -1"
    with _clock(figures), duckdb.connect(str(file)) as con:
        con.execute(
            "create table posts as select unnest(page.feed) as post "
            f"from read_json($files, format = 'newline_delimited', maximum_object_size = 134217728{given})",
            {"files": files},
        )
        (posts,) = con.execute("select count(*) from posts").fetchone() or (0,)
    return figures | {"posts": posts, "bytes": file.stat().st_size}


def dlt(folder: str, work: str, first: int, after: int, nesting: int | None = None) -> Figures:
    """dlt's merge load of the same records into DuckDB, as dlt comes; `nesting` as its max_table_nesting."""
    os.environ |= {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR", "DLT_DATA_DIR": f"{work}/dlt"}
    import dlt
    import duckdb

    files = pages.link(Path(folder), Path(work) / "dlt-landing", first, after)
    file, figures = Path(work) / "dlt.duckdb", Figures()

    @dlt.resource(name="posts", primary_key="uri", write_disposition="merge", max_table_nesting=nesting)
    def posts() -> Iterator[list[pages.Record]]:
        for one in files:
            yield list(pages.read_records([one]))

    with _clock(figures):
        pipeline = dlt.pipeline("bench", destination=dlt.destinations.duckdb(str(file)), dataset_name="told")
        pipeline.run(posts())
    with duckdb.connect(str(file)) as con:
        (kept,) = con.execute("select count(*) from told.posts").fetchone() or (0,)
    return figures | {"posts": kept, "bytes": file.stat().st_size}


def publish(work: str, times: int = 3) -> Figures:
    """Publish the warehouse below `work`, from the end of its checkpoint on, beside `cp && sync` in turns."""
    from sql import warehouse

    file, copy, plain = (
        Path(work) / "warehouse.duckdb",
        Path(work) / "published" / "copy.duckdb",
        Path(work) / "cp.duckdb",
    )
    stages: dict[str, float] = {}

    def note(event: str, told: tuple[Any, ...]) -> None:
        if event == "earshot.stage":
            stages[told[0]] = time.perf_counter()

    sys.addaudithook(note)
    ours_took, theirs_took = [], []
    for _ in range(times):
        plain.unlink(missing_ok=True)
        copy.unlink(missing_ok=True)
        os.sync()
        warehouse.publish(file, copy)
        ours_took.append(stages["published"] - stages["checkpointed"])
        copy.unlink()
        os.sync()
        started = time.perf_counter()
        subprocess.run(["sh", "-c", 'cp "$1" "$2" && sync "$2"', "sh", str(file), str(plain)], check=True)
        theirs_took.append(time.perf_counter() - started)
    middle = times // 2
    return {"seconds": sorted(ours_took)[middle], "cp": sorted(theirs_took)[middle], "bytes": file.stat().st_size}


MEASURES: dict[str, Callable[..., Figures]] = {one.__name__: one for one in (generate, ours, bare, dlt, publish)}


def measure(what: str, **arguments: Any) -> Figures:
    """Run one measurement in a process of its own and return its figures."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.measures", what, json.dumps(arguments)],
        cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"bench: {what} {arguments} ended with status {done.returncode}; its message stands above.")
    return dict(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    found = MEASURES[sys.argv[1]](**json.loads(sys.argv[2]))
    # Linux counts in kilobytes
    found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(found))
