"""Why a reply was read as it was: in a person's words and language, and a message on two platforms told once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from sql import warehouse
from tests.transforms.weekly.house import House, brand, furnish, house, told
from transforms.weekly.document import Table, WeeklyReport
from transforms.weekly.language import FOLDER


def queue(report: WeeklyReport) -> Table:
    return next(table for table in report.section("replies").tables() if table.key == "replies")


def cells(table: Table, key: str) -> list[Any]:
    place = [column.key for column in table.columns].index(key)
    return [row.values[place] for row in table.rows]


def waiting(made: House, number: int = 5, **told: Any) -> None:
    made.put("marts.reply_queue", **{
        "recommendation_id": f"reply-{number}", "post_id": f"bluesky:{number}", "platform": "bluesky", "state": "open",
        "place": number, "triage": "criticism", "rule": "reads like criticism", "second_triage": "praise",
        "author_name": "Kim", "evidence_post_ids": [f"bluesky:{number}"],
        "expires_at": datetime(2026, 11, 20),
    } | told)  # fmt: skip


@pytest.mark.parametrize("code", ["en", "es"])
def test_every_published_rule_is_told_in_every_language_and_in_english_as_the_tables_do(code: str) -> None:
    words = yaml.safe_load((FOLDER / f"{code}.yaml").read_text(encoding="utf-8"))
    with warehouse.connect(":memory:") as con:
        warehouse.create(con)
        warehouse.build(con, warehouse.order(["marts.reply_rules"]))
        published = dict(con.execute("select rule, meaning from marts.reply_rules").fetchall())
    said = {key.removeprefix("reply_rule."): text for key, text in words.items() if key.startswith("reply_rule.")}
    assert said.keys() == published.keys()
    assert (said == published) == (code == "en")


@pytest.mark.parametrize(
    ("code", "sureness", "expected"),
    [
        ("en", "sure", "Reads like criticism (sure)"),
        ("en", "fairly sure", "Reads like criticism (fairly sure)"),
        ("en", "not sure", "Reads like criticism (not sure; it may be praise)"),
        ("es", "fairly sure", "Suena a crítica (bastante seguro)"),
        ("es", "not sure", "Suena a crítica (dudoso; puede ser un elogio)"),
    ],
)
def test_what_only_reads_so_is_told_with_how_sure_that_is(
    tmp_path: Path, code: str, sureness: str, expected: str
) -> None:
    with house(tmp_path) as made:
        furnish(made)
        waiting(made, sureness=sureness)
        assert cells(queue(told(made, brand(language=code))), "read_as")[-1] == expected


def test_a_message_on_two_platforms_is_told_once(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        furnish(made)
        waiting(made, 5)
        waiting(made, 6, state="copy", copy_of_post_id="bluesky:5", platform="x", place=None)
        waiting(made, 7, state="copy", copy_of_post_id="bluesky:5", platform="mastodon", place=None)
        report = told(made)
    assert cells(queue(report), "recommendation_id") == ["reply-1", "reply-5"]
    assert cells(queue(report), "platform")[-1] == "Bluesky; the same on Mastodon and X"
