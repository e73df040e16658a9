"""make draft-check: what sells in a draft is told by line and column; whom it fits by what they write about."""

from __future__ import annotations

from pathlib import Path

import pytest

from sql import warehouse
from tests.advised import Advised
from transforms.advice import draft

PLAIN = "We measured forty gardens at night.\nSeven of them showed nothing.\n"
SELLING = "We measured forty gardens.\nBuy now, and don\u2019t miss out: 20% off!\n"


def test_what_sells_is_told_with_its_place_and_what_to_write_instead():
    found = [(flaw.line, flaw.column, flaw.written) for flaw in draft.flaws(SELLING)]
    assert found == [(2, 1, "Buy now"), (2, 14, "don't miss out"), (2, 30, "20% off")]
    assert all(flaw.instead for flaw in draft.flaws(SELLING))
    assert draft.flaws(PLAIN) == []


@pytest.mark.parametrize(("text", "code"), [(PLAIN, 0), (SELLING, 1), ("  \n", 2)])
def test_it_ends_with_a_code_that_a_pipeline_can_stop_on(tmp_path, monkeypatch, capsys, text, code):
    monkeypatch.setenv("EARSHOT_HOME", str(tmp_path))
    file = tmp_path / "draft.txt"
    file.write_text(text, encoding="utf-8")
    assert draft.main([str(file)]) == code
    out, err = capsys.readouterr()
    assert ("line 2, column 1" in out) is (code == 1)
    assert ("is empty" in err) is (code == 2)


def test_a_file_that_is_not_there_is_named(capsys):
    assert draft.main(["nowhere.txt"]) == 2
    assert "make draft-check FILE=" in capsys.readouterr().err


def test_whom_it_fits_is_told_by_what_they_write_about(tmp_path: Path):
    with warehouse.connect(":memory:") as con:
        warehouse.create(con)
        world = Advised(con)
        for name, share in (("ana", 0.4), ("ben", 0.2), ("eve", 0.01)):
            world.person(name)
            world.interest(name, "noise", share, recent_posts=0)
        world.topic("noise")
        people = draft.people_for(con, ["noise"])
    assert [(row["influencer_name"], float(row["lift"])) for row in people] == [("Ana", 4.0), ("Ben", 2.0)]
