"""Readers never wait: a process opens the published copy again and again while loads and publishings go on beside it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from sql import warehouse
from tests.warehouses import House, post

# what an analyst does, and what must be true of any copy whenever it is opened
READER = """
import json, sys, duckdb
copy, opens = sys.argv[1], int(sys.argv[2])
faults, seen = [], set()
print("open", flush=True)
for _ in range(opens):
    try:
        with duckdb.connect(copy, read_only=True) as con:
            posts, heard = con.execute(
                "select (select count(*) from core.posts), (select sum(new_posts) from ops.fetches)"
            ).fetchone()
        seen.add(posts)
        if posts != heard:
            faults.append(f"{posts} posts of {heard} in one copy")
    except Exception as fault:
        faults.append(f"{type(fault).__name__}: {fault}")
print(json.dumps({"faults": faults, "seen": sorted(seen)}))
"""


def read_during_loads(folder, opens: int, loads_before_the_end: int = 3) -> tuple[dict, int, int]:
    """Open the copy `opens` times while posts are loaded and published. Returns what the reader saw, loads, renames."""
    house, copy = House(folder), folder / "published" / "earshot.duckdb"
    house.land([post(0)])
    house.load()
    warehouse.publish(house.file, copy)
    loads, renames = 1, 1
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(copy), str(opens)], stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        while reader.poll() is None or loads <= loads_before_the_end:
            house.land([post(number, f"Number {number}") for number in range(loads * 9)], run=f"run-{loads + 1:06d}")
            house.load()
            loads += 1
            for _ in range(5):
                warehouse.publish(house.file, copy)
                renames += 1
        return json.loads(reader.stdout.read()), loads, renames


def test_readers_never_wait_nor_find_half_a_copy(tmp_path):
    told, loads, renames = read_during_loads(tmp_path, 300)
    assert told["faults"] == []
    assert renames > loads > 1
    assert len(told["seen"]) > 1, "the reader saw the copy change"


@pytest.mark.slow
def test_ten_thousand_opens_during_loads(tmp_path):
    told, loads, renames = read_during_loads(tmp_path, 10_000)
    print(f"\n10,000 opens during {loads} loads and {renames} renames: {len(told['faults'])} failed")
    assert told["faults"] == []
    assert len(told["seen"]) > 5


def test_who_opened_the_old_copy_reads_it_to_the_end(tmp_path):
    house, copy = House(tmp_path), tmp_path / "published" / "earshot.duckdb"
    house.land([post(1)])
    house.load()
    warehouse.publish(house.file, copy)
    script = (
        "import duckdb, sys; con = duckdb.connect(sys.argv[1], read_only=True); print('open', flush=True); input(); "
        "print(con.execute('select count(*) from core.posts').fetchone()[0])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(copy)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "open\n"
        house.land([post(2)], run="run-2")
        house.load()
        warehouse.publish(house.file, copy)
        assert reader.communicate("\n", timeout=60)[0] == "1\n"
