"""The warehouse: its order is read, its schema mends itself, one writer at a time, a copy that is whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from sql import warehouse
from tests.conftest import ROOT
from tests.warehouses import House, post


def models(folder: Path, **files: str) -> Path:
    """A folder of models: `core__posts="..."` becomes core/posts.sql."""
    for layer in warehouse.LAYERS:
        (folder / layer).mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / (name.replace("__", "/") + ".sql")).write_text(text, encoding="utf-8")
    return folder


def names(folder: Path) -> list[str]:
    return [model.name for model in warehouse.order(folder=folder)]


TABLE = "-- One row is {0}.\n-- grain: a_id\ncreate table if not exists {0} (\n    a_id varchar not null -- its id\n);\n\n{1}"


def test_a_model_comes_after_all_it_reads_however_they_are_called(tmp_path):
    found = names(
        models(
            tmp_path,
            core__a=TABLE.format("core.a", "insert into core.a select a_id from core.z;"),
            core__z=TABLE.format(
                "core.z", "insert into core.z with x as (select * from staging.y) select a_id from x;"
            ),
            staging__y="-- One row is y.\n-- grain: a_id\nselect 'y' as a_id from staging.zz",
            staging__zz="-- One row is zz.\n-- grain: a_id\nselect 'z' as a_id",
        )
    )
    assert found == ["staging.zz", "staging.y", "core.z", "core.a"]


def test_a_lower_layer_reads_a_higher_one_as_it_stood_before(tmp_path):
    folder = models(
        tmp_path,
        staging__changes="-- One row is a change.\n-- grain: a_id\nselect a_id from core.posts",
        core__posts=TABLE.format("core.posts", "insert into core.posts select a_id from staging.changes;"),
    )
    assert names(folder) == ["staging.changes", "core.posts"]


def test_a_circle_is_an_error_that_names_it(tmp_path):
    folder = models(
        tmp_path,
        core__a=TABLE.format("core.a", "insert into core.a select * from core.b;"),
        core__b=TABLE.format("core.b", "insert into core.b select * from core.a;"),
    )
    with pytest.raises(ValueError, match="core.a"):
        warehouse.order(folder=folder)


def test_a_file_without_a_statement_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"core/empty\.sql holds no statement"):
        warehouse.models(models(tmp_path, core__empty="-- nothing yet\n"))


def test_a_table_named_in_a_comment_or_a_text_is_not_read(tmp_path):
    odd = "-- One row.\n-- grain: a_id\nselect 'core.b, it''s core.c' as a_id -- not core.d\nfrom core.e join ops.f using (a_id)"
    folder = models(tmp_path, staging__a=odd)
    assert warehouse.models(folder)["staging.a"].inputs == {"core.e", "ops.f"}


def test_a_semicolon_in_a_text_ends_no_statement(tmp_path):
    folder = models(tmp_path, staging__a="-- One row.\n-- grain: a_id\nselect 'one; two' as a_id")
    assert len(warehouse.models(folder)["staging.a"].statements) == 1


def test_creating_twice_changes_nothing_and_a_new_column_is_added(tmp_path):
    folder = models(tmp_path / "one", core__a=TABLE.format("core.a", ""))
    wider = models(
        tmp_path / "two",
        core__a=TABLE.format("core.a", "").replace(
            " -- its id", ", -- its id\n    cost decimal(18, 6) -- what it cost"
        ),
    )
    with duckdb.connect() as con:
        warehouse.create(con, folder)
        con.execute("insert into core.a values ('1')")
        warehouse.create(con, folder)
        warehouse.create(con, wider)
        assert con.execute("select * from core.a").fetchall() == [("1", None)]
        told = con.execute(
            "select column_name, data_type, comment from duckdb_columns() where table_name = 'a'"
        ).fetchall()
        assert told == [("a_id", "VARCHAR", "its id"), ("cost", "DECIMAL(18,6)", "what it cost")]


def test_a_new_column_of_any_type_in_use_may_be_added():
    types = {kind for model in warehouse.models().values() if model.is_kept for kind in model.types.values()}
    with duckdb.connect() as con:
        con.execute("create table a (a_id varchar)")
        for number, kind in enumerate(sorted(types)):
            con.execute(f"alter table a add column column_{number} {kind}")
    assert any(kind.startswith("map(varchar, ") for kind in types)


def test_heads_and_comments_reach_duckdb(tmp_path):
    with duckdb.connect() as con:
        warehouse.create(con)
        tables = dict(con.execute("select schema_name || '.' || table_name, comment from duckdb_tables()").fetchall())
        bare = con.execute(
            "select schema_name || '.' || table_name || '.' || column_name from duckdb_columns() "
            "where not internal and comment is null and schema_name in ('core', 'ops', 'marts')"
        ).fetchall()
    assert tables["core.posts"].startswith("One row is one public message")
    assert all(comment for comment in tables.values())
    assert bare == []


def test_a_second_writer_is_told_what_to_do(tmp_path):
    file = tmp_path / "warehouse.duckdb"
    holding = "import sys, duckdb; con = duckdb.connect(sys.argv[1]); print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "held\n"
        with pytest.raises(warehouse.Busy) as told, warehouse.connect(file):
            pass
        with pytest.raises(warehouse.Busy):
            warehouse.publish(file, tmp_path / "copy.duckdb")
        writer.communicate("\n", timeout=60)
    assert str(file) in str(told.value)
    assert "nothing was changed. Wait for it, or read the published copy" in str(told.value)
    with warehouse.connect(file) as con:
        assert con.execute("select 1").fetchone() == (1,)


def test_who_only_reads_has_our_functions_and_writes_nothing(tmp_path):
    house = House(tmp_path)
    house.load()
    with warehouse.connect(house.file, read_only=True) as con:
        assert con.execute("select site_of('https://blog.example/a')").fetchone() == ("blog.example",)
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            con.execute("delete from core.accounts")


def test_the_copy_is_whole_read_only_and_says_what_it_covers(tmp_path):
    house, copy = House(tmp_path), tmp_path / "published" / "earshot.duckdb"
    house.land([post(1)])
    house.load()
    warehouse.publish(house.file, copy)
    assert copy.stat().st_mode & 0o777 == 0o444
    with duckdb.connect(str(copy), read_only=True) as con:
        assert con.execute("select count(*) from core.posts").fetchone() == (1,)
        ((schema, window_to),) = con.execute("select table_schema, window_to::varchar from ops.published").fetchall()
    assert (schema, window_to) == ("core", "2026-09-07 06:00:00")


def test_unfinished_copies_of_a_killed_process_are_swept_away(tmp_path):
    house, copy = House(tmp_path), tmp_path / "published" / "earshot.duckdb"
    house.load()
    copy.parent.mkdir()
    (copy.parent / ".earshot.duckdb.99999.part").write_bytes(b"half")
    warehouse.publish(house.file, copy)
    assert [path.name for path in copy.parent.iterdir()] == ["earshot.duckdb"]


def test_nobody_writes_the_warehouse_while_it_is_copied(tmp_path):
    house, copy = House(tmp_path), tmp_path / "published" / "earshot.duckdb"
    house.load()
    tries = []

    def try_to_write(event, values):
        if event == "earshot.stage" and values[0] == "checkpointed":
            writing = "import sys, duckdb; duckdb.connect(sys.argv[1]).execute('create table t (a int)')"
            tries.append(
                subprocess.run([sys.executable, "-c", writing, str(house.file)], capture_output=True, text=True)
            )

    _audited(try_to_write, lambda: warehouse.publish(house.file, copy))
    assert [("lock" in one.stderr, one.returncode) for one in tries] == [(True, 1)]


def _audited(hook, act) -> None:
    """Call `act` while `hook` hears audit events; hooks cannot be taken away again, so this one falls silent."""
    listening = [True]
    sys.addaudithook(lambda event, values: hook(event, values) if listening else None)
    try:
        act()
    finally:
        listening.clear()


FULL = """
import resource, sys
from pathlib import Path
from sql import warehouse
file, copy, more = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
most = file.stat().st_size + (300_000 if more == "rows" else -4096)
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
try:
    if more == "rows":
        with warehouse.connect(file) as con:
            con.execute("begin")
            con.execute("insert into ops.rejects by name select n::varchar as landed_file, 'full' as reason, "
                "md5(n::varchar) || sha256(n::varchar) || md5((n + 1)::varchar) as raw from range(200000) as t(n)")
            con.execute("commit")
    else:
        warehouse.publish(file, copy)
except warehouse.NoRoom as fault:
    print(fault)
"""


@pytest.mark.parametrize("more", ["rows", "copy"])
def test_a_full_disk_loses_nothing_and_says_what_to_do(tmp_path, more):
    house, copy = House(tmp_path), tmp_path / "published" / "earshot.duckdb"
    house.land([post(1)])
    house.load()
    warehouse.publish(house.file, copy)
    before = copy.read_bytes()
    told = subprocess.run(
        [sys.executable, "-c", FULL, str(house.file), str(copy), more],
        capture_output=True, text=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert "there is no room left for" in told.stdout, told.stderr
    assert "Free space there, then run the step again" in told.stdout
    assert copy.read_bytes() == before
    assert house.ask("select count(*) from core.posts") == [(1,)]
    assert house.ask("select count(*) from ops.rejects") == [(0,)]
    warehouse.publish(house.file, copy)
