"""What README.md says of the code is what the code says of itself."""

from __future__ import annotations

import re

import pytest

from sql import warehouse
from tests import generated


def test_the_readme_is_what_the_code_makes_of_it() -> None:
    now = generated.README.read_text(encoding="utf-8")
    assert generated.written(now) == now, "run `make docs`"


def test_every_table_has_a_row_that_says_what_one_row_is() -> None:
    rows = [line for line in generated.tables() if line.startswith("| `")]
    kept = [
        model for model in warehouse.models().values() if (model.is_kept or model.is_view) and "._" not in model.name
    ]
    assert len(rows) == len(kept)
    assert [row for row in rows if not re.fullmatch(r"\| `\w+\.\w+` \| [^|]{10,} \| [^|]{3,} \|", row)] == []


@pytest.mark.parametrize(
    "path", sorted((generated.ROOT / "ingest" / "sources").glob("[a-z]*.py")), ids=lambda one: one.stem
)
def test_every_source_fills_in_its_form_and_has_the_test_it_names(path) -> None:
    told = generated.source_form(path)
    wanted = ("platform", "documentation", "gives", "limits", "credentials", "cost", "opt-outs", "oddities")
    assert [key for key in wanted if not told.get(key)] == []
    test = generated.ROOT / "tests" / "ingest" / "sources" / f"test_{path.stem}.py"
    assert test.exists()
    assert "def test_" in test.read_text(encoding="utf-8")


def test_a_mark_that_is_missing_is_an_error_that_says_what_to_write() -> None:
    with pytest.raises(ValueError, match="write <!-- tables -->"):
        generated.written("# no marks")
