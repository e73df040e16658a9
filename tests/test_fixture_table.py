"""Every platform, every case: no cell is empty, and each fixture is run through its source and its staging."""

from __future__ import annotations

import functools
import gzip
import importlib
import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.errors import TryLater
from sql.functions import register
from tests.conftest import SHARED
from tests.fixture_table import CASES, FOLDER, MARK, Outcome, expanded, platforms, run, table
from tests.ingest.replies import AS_OF
from tests.landed import STAGING

CELLS = [(name, case) for name in platforms() for case in CASES]
RUN = [(name, case) for name, case in CELLS if "never" not in platforms()[name]["cases"].get(case, {"never": ""})]
LISTED = ("bluesky", "facebook", "feeds", "hackernews", "instagram", "linkedin", "mastodon", "reddit", "threads", "x",
    "youtube")  # fmt: skip


@functools.cache
def warehouse() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    register(con)
    return con


def stage(files: list[Path], reading: str) -> list[dict[str, Any]]:
    con = warehouse()
    con.execute("set variable landed_files = ?", [[str(file) for file in files]])
    told = con.execute((STAGING / f"{reading}.sql").read_text(encoding="utf-8"))
    names = [column[0] for column in told.description]
    return [dict(zip(names, row, strict=True)) for row in told.fetchall()]


def test_no_platform_is_left_out() -> None:
    assert set(LISTED) <= set(platforms())


@pytest.mark.parametrize(("name", "case"), CELLS)
def test_no_cell_is_empty(name: str, case: str) -> None:
    one = platforms()[name]["cases"].get(case)
    assert one, f"tests/fixtures/{name}.yaml has no case {case!r}: write one, or `never` and why"
    if "never" in one:
        assert len(one["never"]) > 20, "say why"
    else:
        assert MARK.fullmatch(str(one["mark"]))
        assert one.get("expect") or one["alive"]["expect"]


def test_each_section_that_is_named_is_there() -> None:
    told = SHARED.parent / "docs" / "platforms.md"
    if not told.exists():
        pytest.skip(f"{told} is not here: it is not part of the project")
    sections = set(re.findall(r"^## (\d+)\.", told.read_text(encoding="utf-8"), re.MULTILINE))
    files = [path.read_text(encoding="utf-8") for path in FOLDER.glob("*.yaml")]
    assert {number for text in files for number in re.findall(r"§(\d+)", text)} <= sections


def test_no_case_is_misspelt() -> None:
    assert {case for told in platforms().values() for case in told["cases"]} <= set(CASES)


def test_the_table_is_made_from_the_files() -> None:
    written = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert written == table(), "run python -m tests.fixture_table"


@pytest.mark.parametrize(("name", "case"), RUN)
def test_each_fixture_comes_out_as_it_must(name: str, case: str, tmp_path: Path) -> None:
    one, outcome = platforms()[name]["cases"][case], run(name, case, stage, tmp_path)
    if "alive" in one:
        assert outcome.alive == one["alive"]["expect"]
        return
    expect = expanded(one["expect"])
    assert type(outcome.problem).__name__ == expect.get("problem", "NoneType"), outcome.problem
    if outcome.problem is not None:
        _check_problem(case, outcome, expect)
    _check_rows(outcome.rows, expect)
    if "asked" in expect:
        assert outcome.asked == expect["asked"]
    assert fits(expect.get("learned", {}), outcome.learned), outcome.learned


def _check_problem(case: str, outcome: Outcome, expect: dict[str, Any]) -> None:
    assert re.search(expect.get("says", "."), str(outcome.problem)), outcome.problem
    if "until" in expect:
        assert outcome.problem.until == datetime.fromisoformat(expect["until"])
    elif case.startswith("429 with"):
        assert case == "429 without reset", "a case with a reset says until when"
    if isinstance(outcome.problem, TryLater):
        assert outcome.problem.until >= AS_OF + timedelta(seconds=30), "nobody is asked again at once"


def _check_rows(rows: list[dict[str, Any]], expect: dict[str, Any]) -> None:
    wanted = expect.get("rows", 0 if "problem" in expect else None)
    if isinstance(wanted, int):
        assert len(rows) == wanted
    elif wanted is not None:
        assert len(rows) == len(wanted), [row["native_id"] for row in rows]
        for row, part in zip(rows, wanted, strict=True):
            assert fits(part, row), {name: row.get(name) for name in part}
    for row in rows:
        assert fits(expect.get("each", {}), row), row
    for part in expect.get("some", []):
        assert any(fits(part, row) for row in rows), part
    for row, lengths in zip(rows, expect.get("lengths", []), strict=False):
        assert {name: len(row[name]) for name in lengths} == lengths
    if expect.get("same_id"):
        assert len({row["native_id"] for row in rows}) == 1 < len({(row["title"], row["text"]) for row in rows})


def fits(part: Any, whole: Any) -> bool:
    """True where `part` stands in `whole`: keys of objects may be left out of it, members of lists may not."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(name in whole and fits(inner, whole[name]) for name, inner in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) == len(whole) and all(map(fits, part, whole))
    return bool(part == whole)


SCHEMAS = {"x": "x-api-v2-2.159.json.gz", "mastodon": "mastodon.json.gz"}


@functools.cache
def openapi(name: str) -> Any:
    path = SHARED / "openapi" / SCHEMAS[name]
    if not path.exists():
        pytest.skip(f"{path} is not here: the OpenAPI files are not part of the project")
    return json.loads(gzip.decompress(path.read_bytes()))


@pytest.mark.parametrize(
    ("name", "case"), [(name, case) for name, case in RUN if platforms()[name]["cases"][case]["mark"] == "schema"]
)
def test_what_is_marked_schema_is_valid_by_it(name: str, case: str) -> None:
    jsonschema = importlib.import_module("jsonschema")
    from tests.fixture_table import _reply

    told, one = platforms()[name], platforms()[name]["cases"][case]
    specs = one.get("pages") or ([one] if "alive" not in one else list(one["alive"]["answers"].values()))
    components = openapi(name)["components"]
    for spec in specs:
        body = _reply(told, spec).body
        schema = {"$ref": f"#/components/schemas/{one['schema']}", "components": components}
        for record in body if isinstance(body, list) else [body]:
            jsonschema.Draft202012Validator(schema).validate(record)
