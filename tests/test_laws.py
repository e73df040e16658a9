"""The laws of the house, each a test. Where a law is kept by a test elsewhere, its heading says where.

Time                 here: no clock and no dice in a model, a lent function or a transform
Once                 tests/test_crash.py (killed anywhere), tests/ingest/test_load.py (landed twice, loaded once)
Cursors              here, tests/ingest/test_walks.py, tests/ingest/test_injected_faults.py (a lost cursor)
NULL and 0           here, tests/ingest/test_battery.py (not told is NULL and none is 0, for every source)
Ids are text         here, tests/ingest/test_battery.py (to the last digit)
Untrusted text       here: paths and SQL; tests/ingest/test_guard.py: addresses
A model              here, tests/sql/test_warehouse.py (heads and comments reach DuckDB)
Order is read        here, tests/sql/test_warehouse.py
Two warehouses       here: nothing that only one of them has
Slices               here
Sums are exact       here
Imports              lint-imports in `make check`
A DAG file           tests/dags/test_imports.py
Secrets              here, tests/ingest/test_secret.py, tests/ingest/test_client.py
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from ingest import load as loading
from ingest import slices as slicing
from ingest.landing import Ending, Landing
from ingest.sources import Account
from sql import functions, warehouse
from tests.conftest import ROOT
from tests.ingest.replies import client_of
from tests.warehouses import ANN, House, answer, people, post

MODELS = tuple(warehouse.models().values())
KEPT = tuple(model for model in MODELS if model.is_kept)
COUNTS = ("likes", "replies", "reposts", "quotes", "views", "bookmarks", "followers")
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)


def trees(model: warehouse.Model) -> tuple[exp.Expression, ...]:
    return tuple(map(tree_of, model.statements))


@cache
def tree_of(statement: str) -> exp.Expression:
    """A statement, parsed."""
    # sqlglot 30 reads every DuckDB form we use but `by name` in MERGE; which columns move does not matter here
    readable = re.sub(r"then (update|insert) by name", "then delete", statement)
    return sqlglot.parse_one(readable, dialect="duckdb")


def found(model: warehouse.Model, *kinds: type[exp.Expression]) -> Iterator[exp.Expression]:
    for tree in trees(model):
        yield from tree.find_all(*kinds)


def name_of(call: exp.Expression) -> str:
    """The name of a function call as it is written, in small letters."""
    return (
        call.name if isinstance(call, exp.Anonymous) else call.sql_name() if isinstance(call, exp.Func) else ""
    ).lower()


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with warehouse.connect(":memory:") as connection:
        warehouse.create(connection)
        yield connection


# Time

CLOCKS = re.compile(
    r"now|today|get_current_time\w*|current_\w+|\w+_timestamp_now|transaction_timestamp|localtime\w*"
    r"|random|rand|setseed|uuid\w*|gen_random_uuid|nextval|currval"
)


@every_model
def test_no_model_looks_at_the_clock_or_throws_dice(model):
    assert [name for call in found(model, exp.Func) if CLOCKS.fullmatch(name := name_of(call))] == []
    assert not list(found(model, exp.TableSample))


def test_that_would_be_seen():
    for slip in ("now()", "current_timestamp", "today()", "random()", "current_date", "uuid()", "gen_random_uuid()"):
        told = replace(MODELS[0], statements=(f"select {slip} as at",))
        assert [name for call in found(told, exp.Func) if CLOCKS.fullmatch(name := name_of(call))], slip


def python_files(*folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


# what records when a step ran or was published, and nothing else
RECORDS_WHEN = {
    "sql/warehouse.py": 1, "transforms/marts.py": 2, "transforms/advice/building.py": 1,
    "transforms/weekly/deliver/ledger.py": 1,
}  # fmt: skip


@pytest.mark.parametrize("file", python_files("sql", "transforms"), ids=lambda file: str(file.relative_to(ROOT)))
def test_no_transform_looks_at_the_clock_or_throws_dice(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    calls = [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    clock = re.compile(r"(datetime\.)?(datetime|date)\.(now|utcnow|today)|time\.(time|time_ns|localtime|gmtime)")
    assert sum(clock.fullmatch(call) is not None for call in calls) <= RECORDS_WHEN.get(str(file.relative_to(ROOT)), 0)
    # dice with a seed of their own throw the same every time
    dice = re.compile(
        r"random\.(?!Random\b|default_rng\b)\w+|(np|numpy)\.random\.(?!default_rng\b|RandomState\b)\w+|uuid\.\w+"
    )
    assert [call for call in calls if dice.fullmatch(call)] == []


# NULL and 0


@every_model
def test_a_count_that_is_not_told_never_becomes_0(model):
    for call in found(model, exp.Coalesce):
        columns = {column.name for column in call.find_all(exp.Column)}
        ends_in_0 = bool(call.expressions) and call.expressions[-1].sql() in ("0", "0.0")
        assert not (ends_in_0 and columns & set(COUNTS)), call.sql()


# a hazard of DuckDB 1.5: it reads the text of a lent function after it was freed


def around_lent(model: warehouse.Model) -> list[str]:
    lent = set(functions.functions())
    calls = found(model, exp.Coalesce, exp.Nullif)
    return [call.sql()[:200] for call in calls if {name_of(one) for one in call.find_all(exp.Func)} & lent]


@every_model
def test_no_coalesce_stands_around_a_function_lent_by_python(model):
    assert around_lent(model) == [], "write a CASE"


def test_a_coalesce_around_one_would_be_seen():
    for slip in ("coalesce(a, plain_text(b))", "ifnull(upper(canonical_url(a)), b)", "nullif(plain_text(a), '')"):
        assert around_lent(
            replace(MODELS[0], statements=(f"with x as (select {slip} as c from t) select c from x",))
        ), slip
    assert not around_lent(replace(MODELS[0], statements=("select plain_text(coalesce(a, b)) as c from t",)))


# Ids are text


def test_ids_are_text_in_every_table_and_view(con):
    typed = con.execute(
        "select schema_name || '.' || table_name || '.' || column_name, data_type from duckdb_columns() "
        "where not internal and regexp_matches(column_name, '(^|_)ids?$')"
    ).fetchall()
    assert len(typed) > 40
    assert [one for one in typed if one[1] not in ("VARCHAR", "VARCHAR[]")] == []


# A model


@every_model
def test_a_model_says_what_one_row_is_and_its_grain(model):
    assert model.head, f"{model.path} opens without a head comment"
    assert model.grain, f"{model.path} does not name its grain"
    assert model.head.startswith(("One row", "No rows"))


def test_every_column_of_a_kept_table_or_a_view_has_a_trailing_comment(con):
    by_table: dict[str, set[str]] = {}
    for table, column in con.execute(
        "select schema_name || '.' || table_name, column_name from duckdb_columns() where not internal"
    ).fetchall():
        by_table.setdefault(table, set()).add(column)
    for model in MODELS:
        if model.is_kept or model.is_view:
            assert by_table[model.name] == set(model.columns), f"{model.path}: comments and columns differ"


def test_no_column_has_a_bare_name(con):
    bare = con.execute(
        "select schema_name || '.' || table_name || '.' || column_name from duckdb_columns() "
        "where not internal and column_name in ('id', 'name', 'type', 'date', 'value')"
    ).fetchall()
    assert bare == []


# Order is read, never written


def test_every_model_comes_after_all_it_reads_of_its_layer_and_below():
    place = {model.name: at for at, model in enumerate(warehouse.order())}
    assert len(place) == len(MODELS)
    for model in MODELS:
        for name in model.inputs & place.keys():
            if warehouse.LAYERS.index(name.split(".")[0]) <= warehouse.LAYERS.index(model.schema):
                assert place[name] < place[model.name], f"{model.name} reads {name}"


@every_model
def test_what_a_model_reads_there_is(model):
    put_there_by_the_load = {"staging.staged"}
    known = {one.name for one in MODELS} | put_there_by_the_load
    assert model.inputs <= known, f"{model.path} reads what no file makes: {sorted(model.inputs - known)}"


@every_model
def test_a_model_reads_what_a_parser_finds_in_it(model):
    found = (table for tree in trees(model) for table in tree.find_all(exp.Table) if table.db in warehouse.LAYERS)
    assert model.inputs == {f"{table.db}.{table.name}" for table in found} - {model.name}


@every_model
def test_a_model_writes_its_own_table_only(model):
    for tree in trees(model):
        if isinstance(tree, exp.Insert | exp.Merge | exp.Update | exp.Delete | exp.Create):
            target = next(tree.this.find_all(exp.Table)) if not isinstance(tree.this, exp.Table) else tree.this
            # a name without a schema is a table of the moment, gone with the connection
            assert not target.db or f"{target.db}.{target.name}" == model.name


# Two warehouses, one SQL


def test_nothing_is_used_that_only_one_warehouse_has(con):
    kinds = con.execute("select distinct constraint_type from duckdb_constraints()").fetchall()
    assert {kind for (kind,) in kinds} <= {"NOT NULL"}
    assert con.execute("select count(*) from duckdb_indexes()").fetchall() == [(0,)]
    assert con.execute("select count(*) from duckdb_sequences()").fetchall() == [(0,)]
    assert con.execute("select count(*) from duckdb_columns() where data_type like 'ENUM%'").fetchall() == [(0,)]


@every_model
def test_a_merge_has_one_action_on_rows_that_match(model):
    for merge in found(model, exp.Merge):
        matched = [when for when in merge.args["whens"].expressions if when.args.get("matched")]
        assert len(matched) <= 1, "DuckLake takes one UPDATE or DELETE per MERGE"
    assert not [one for tree in trees(model) for one in tree.find_all(exp.Returning)], "DuckLake has no RETURNING"


# Sums are exact


DOUBLES = {name for one in KEPT for name, kind in one.types.items() if kind.lower() in ("double", "float", "real")}


def summed_doubles(model: warehouse.Model) -> list[str]:
    """Sums over a column that is a DOUBLE in some table, or over what is cast to one."""
    wrong = []
    for call in found(model, exp.Sum, exp.Avg):
        summed = call.this
        if isinstance(summed, exp.Cast) and summed.to.this in (exp.DataType.Type.DECIMAL, exp.DataType.Type.BIGINT):
            continue
        casts = {cast.to.this for cast in summed.find_all(exp.Cast)}
        touched = {column.name for column in summed.find_all(exp.Column)} & DOUBLES
        if touched or casts & {exp.DataType.Type.DOUBLE, exp.DataType.Type.FLOAT}:
            wrong.append(call.sql())
    return wrong


@every_model
def test_no_double_is_summed_across_rows(model):
    assert summed_doubles(model) == [], "cast it to DECIMAL first"


def test_a_summed_double_would_be_seen():
    assert "cost" in DOUBLES
    for slip in ("sum(cost)", "sum(a::double)", "avg(cost * 2)", "sum(cost) over (order by a)"):
        assert summed_doubles(replace(MODELS[0], statements=(f"select {slip} as c from t",))), slip
    assert not summed_doubles(replace(MODELS[0], statements=("select sum(cost::decimal(18, 6)) as c from t",)))


def test_weights_shares_and_relevance_are_decimals(con):
    floating = con.execute(
        "select schema_name || '.' || table_name || '.' || column_name from duckdb_columns() "
        "where not internal and data_type in ('DOUBLE', 'FLOAT') "
        "and regexp_matches(column_name, '(^|_)(share|relevance|weight)s?$') and not starts_with(table_name, '_')"
    ).fetchall()
    assert floating == []


# Python in sql/


def test_python_in_sql_is_the_warehouse_its_questions_and_pure_functions():
    assert {file.name for file in (ROOT / "sql").glob("*.py")} == {"__init__.py", "warehouse.py", "expectations.py"}
    elsewhere = {file.parent.name for file in (ROOT / "sql").rglob("*.py")} - {"sql"}
    assert elsewhere == {"functions"}


@pytest.mark.parametrize("file", python_files("sql/functions"), ids=lambda file: file.name)
def test_lent_functions_ask_nobody(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ""])
    }
    assert not imported & {
        "requests",
        "urllib3",
        "socket",
        "os",
        "time",
        "random",
        "subprocess",
        "ingest",
        "config",
        "http",
    }


# Cursors move only with pages


def test_cursors_are_written_by_one_model_from_the_pages_of_the_slice():
    writing = re.compile(
        r"(insert into|merge into|update|delete from|truncate|create\s+(or replace\s+)?table)\s+ops\.cursors\b", re.I
    )
    writers = [
        str(file.relative_to(ROOT))
        for folder in ("sql", "ingest", "transforms", "dags")
        for file in (ROOT / folder).rglob("*")
        if file.suffix in (".sql", ".py") and writing.search(file.read_text(encoding="utf-8"))
    ]
    assert writers == ["sql/ops/cursors.sql"]
    assert warehouse.models()["ops.cursors"].inputs == {"staging._envelopes"}
    assert "ops.cursors" in [model.name for model in loading.take_pages()], "in the transaction of their pages"


# Slices


@given(
    st.lists(st.tuples(st.sampled_from(["bluesky", "mastodon", ""]), st.none() | st.integers(0, 300_000)), max_size=40)
)
def test_a_slice_holds_at_most_200_000_posts_and_every_page_is_in_one(heads):
    pages = [Path(f"/inbox/{number:03d}.json") for number in range(len(heads))]
    told = dict(zip(pages, heads, strict=True))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slicing, "_head", lambda file: (told[file][0], file, told[file][1] or 0))
        slices = list(slicing.slices(pages))
    sizes = [[told[file][1] or 0 for files in part.values() for file in files] for part in slices]
    assert all(sum(size) <= 200_000 or len(size) == 1 for size in sizes)
    assert sorted(file for part in slices for files in part.values() for file in files) == pages


# Untrusted text

texts = st.text(max_size=200) | st.sampled_from(
    [
        "../../etc/passwd",
        "..",
        ".",
        "",
        "/",
        "a/../../b",
        "\x00",
        "C:\\x",
        "~root",
        "'; drop table core.posts; --",
        "é" * 300,
        "*",
        "[a]",
    ]
)


@given(texts, texts)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_handle_and_no_run_leads_out_of_the_landing_folder(tmp_path, handle, run):
    landing = Landing(tmp_path / "landing")
    account = Account(f"bluesky:{handle}", "bluesky", handle)
    ending = Ending(
        run, account.account_id, "bluesky", "complete", None, 0, "2026-09-07T06:00:00Z", "2026-09-07T06:00:00Z"
    )
    stem = landing.stem(run, account)
    assert stem.resolve().is_relative_to((tmp_path / "landing" / "inbox" / "bluesky").resolve())
    assert len(stem.name.encode()) < 240
    written = landing.end(account, ending)
    assert landing.ending(run, account) == ending
    written.unlink()


@given(texts, texts)
def test_two_accounts_never_share_a_file(one, other):
    stems = {
        Landing(Path("/l")).stem("run", Account(f"bluesky:{handle}", "bluesky", handle)) for handle in {one, other}
    }
    assert len(stems) == len({one, other})


EVIL = "'); drop table core.posts; -- \" ${x} {{7*7}} =cmd|' /C calc'!A0 <script>alert(1)</script> \u202egnp.exe $$ \\'"


def test_words_that_look_like_sql_are_words(tmp_path):
    house = House(tmp_path)
    account = Account(f"bluesky:{EVIL}", "bluesky", EVIL)
    evil = post(1, EVIL, links=[f"https://a.example/?q={EVIL}"])
    evil["post"]["author"]["displayName"] = EVIL
    with house.open() as con:
        page = loading_page([evil])
        house.landing.land(EVIL, account, 0, page)
        loading.load(con, house.landing, people(account), page.answer.asked_at)
        told = con.execute("select text, author_name, account_id from core.posts").fetchall()
        assert told == [(EVIL, EVIL, account.account_id)]
        assert con.execute("select run_id from ops.fetches").fetchall() == [(EVIL,)]


def loading_page(feed: list[Any]) -> Any:
    from ingest.sources import Page

    return Page(answer(feed), {"n": EVIL}, "bluesky", {"display_name": EVIL})


def interpolated() -> Iterable[tuple[str, str]]:
    """(file, what is put into it) for every f-string handed to execute() or sql()."""
    for file in python_files("sql", "ingest", "transforms", "dags"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("execute", "sql", "executemany")
            ):
                for part in ast.walk(node.args[0]) if node.args else ():
                    if isinstance(part, ast.FormattedValue):
                        yield str(file.relative_to(ROOT)), ast.unparse(part.value)


# attributes that only platforms and people fill: nothing of them may be put into the text of a statement
TOLD = re.compile(
    r"\b(text|html|title|url|handle|account_id|native_id|body|cursor|reason|description|display_name|author\w*)\b"
)


def test_nothing_that_was_told_is_put_into_the_text_of_a_statement():
    put = list(interpolated())
    assert put, "the search finds what there is"
    assert [one for one in put if TOLD.search(re.sub(r"'[^']*'|\"[^\"]*\"", "", one[1]))] == []


# Secrets


def test_no_file_a_run_leaves_behind_and_no_log_line_holds_a_secret(tmp_path, caplog):
    from ingest.secret import Secret
    from ingest.visit import visit_batch

    secret = "s3cr3t-0123456789-abcdef"

    class Source:
        """A source whose platform echoes the token in body, headers and errors."""

        @staticmethod
        def visit(account, cursor, client, as_of):
            from ingest.sources import Page

            yield Page(client.get(f"https://api.example/posts?access_token={secret}"), {"n": 1}, "bluesky")
            client.get(f"https://api.example/broken?access_token={secret}")

    def echo(asked):
        from tests.ingest.replies import Reply

        body = json.dumps({"feed": [], "next": asked.url, "token": secret})
        return Reply(body, 500 if "broken" in asked.url else 200, {"link": f"<{asked.url}>; rel=next"})

    client = client_of(echo, token=Secret(secret, ("api.example",)))
    landing = Landing(tmp_path / "landing")
    with caplog.at_level("DEBUG"), pytest.raises(Exception) as problem:
        visit_batch(Source, [(ANN, {})], client, landing, "run-1")
    left = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(left) >= 2
    assert [file for file in left if secret.encode() in file.read_bytes()] == []
    assert secret not in caplog.text
    assert secret not in str(problem.value)
