"""Emerging topics: found among listed ones, counted by people and days, with ids that last and rows that load."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from config import Topic
from ingest.sources import Account
from sql import warehouse
from tests.warehouses import House, post
from transforms import profile
from transforms.marts import Window
from transforms.topics import emerging, gist, novelty, proposing, tag

PEOPLE = tuple(
    Account(f"bluesky:{name}.example.com", "bluesky", f"{name}.example.com") for name in ("ann", "ben", "cat", "dan")
)
TOPICS = (Topic("bread", "Bread", "", ("sourdough", "rye loaf", "baking bread", "oven spring"), (), False, 1),)
KITES = (
    "The kite festival on the beach was full of dragon kites",
    "Learning to fly a stunt kite with two lines in strong wind",
    "My new dragon kite broke its line over the beach again",
    "Kite lines, kite tails, kite fabric: what to buy for a stunt kite",
)
BREAD = (
    "My sourdough rye loaf had a great oven spring today",
    "Baking bread with a stiff rye starter in a hot oven",
    "A proving basket keeps the sourdough in shape",
    "Why the crust of my rye loaf cracked while baking",
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    folder = tmp_path_factory.mktemp("emerging")
    found, number = House(folder), 0
    for who, account in enumerate(PEOPLE):
        feed = []
        for day in (datetime(2026, 8, 24) + timedelta(days=n) for n in (0, 1, 2, 3, 7, 8, 9, 10)):
            for text in (*KITES, *BREAD):
                number += 1
                told = f"{text}, part {'abcdefghijklmnopqrstuvwxyz'[number % 26]} {number}"
                feed.append(post(number, told, by=account.handle.split(".")[0], created=f"{day:%Y-%m-%d}T09:00:00Z"))
        found.land(feed, account, number=who)
    found.load(*PEOPLE)
    tag.tag(found.file, folder, TOPICS, datetime(2026, 9, 7, tzinfo=UTC))
    return found


@pytest.fixture(scope="module")
def told(house: House) -> list[emerging.Emerged]:
    return emerging.emerge(house.file, house.file.parent, TOPICS, datetime(2026, 8, 31, tzinfo=UTC), weeks=1)


def test_unlisted_talk_is_proposed_and_listed_talk_is_not(house: House, told: Any) -> None:
    rows = house.ask(
        "select phrases, people, days, novelty, evidence_post_ids from marts.emerging_topics order by place"
    )
    assert rows, "kites are talked of by four people on four days"
    said = " ".join(phrase for phrases, *_ in rows for phrase in phrases)
    assert "kite" in said
    assert not any("sourdough" in phrase for phrase in rows[0][0])
    for _, people, days, new, evidence in rows:
        assert people >= emerging.LEAST_PEOPLE
        assert days >= emerging.LEAST_DAYS
        assert new >= novelty.SURE_NOVELTY
        assert 1 <= len(evidence) <= proposing.EVIDENCE


def test_a_proposed_row_is_a_row_of_topics_csv(house: House, told: Any) -> None:
    from config.faults import Faults
    from config.tables import open_table
    from config.topics import TOPICS as SHEET
    from config.topics import read_topics

    rows = [row for (row,) in house.ask("select proposed_row from marts.emerging_topics order by place")]
    folder = house.file.parent / "proposed"
    folder.mkdir(exist_ok=True)
    head = "topic_id,name,description,seed_phrases,excluded_phrases,sensitive"
    (folder / "topics.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    faults = Faults()
    found = read_topics(open_table(folder, SHEET, faults))
    faults.raise_if_any()
    assert len(found) == len(rows)
    assert all(topic.seed_phrases for topic in found)


def test_a_told_week_is_left_alone_and_ids_last(house: House, told: Any) -> None:
    until = datetime(2026, 8, 31, tzinfo=UTC)
    assert emerging.emerge(house.file, house.file.parent, TOPICS, until) == []
    first = {one for (one,) in house.ask("select cluster_id from marts._clusters where week_start = '2026-08-24'")}
    emerging.emerge(house.file, house.file.parent, TOPICS, datetime(2026, 9, 7, tzinfo=UTC))
    second = {one for (one,) in house.ask("select cluster_id from marts._clusters where week_start = '2026-08-31'")}
    assert len(first & second) >= len(second) / 2


def test_a_topic_with_few_phrases_is_thin_and_gets_phrases(house: House, told: Any) -> None:
    ((topic_id, seeds, reason),) = house.ask(
        "select topic_id, seed_phrases, reason from marts.thin_topics where week_start = '2026-08-24'"
    )
    assert (topic_id, seeds) == ("bread", 4)
    assert "few phrases" in reason


def test_too_few_texts_make_no_cluster_and_no_fault(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.land([post(1, "Only one")])
    house.load()
    tag.tag(house.file, tmp_path, TOPICS, datetime(2026, 9, 7, tzinfo=UTC))
    (told,) = emerging.emerge(house.file, tmp_path, TOPICS, datetime(2026, 9, 7, tzinfo=UTC))
    assert (told.texts, told.clusters, told.proposals) == (1, 0, 0)


def test_phrases_are_what_one_group_says_and_the_other_does_not() -> None:
    texts = [*KITES, *BREAD] * 3
    kites, bread = gist.phrases_of(texts, [0] * 4 + [1] * 4 + ([0] * 4 + [1] * 4) * 2, 2)
    assert any("kite" in one for one in kites)
    assert not any("kite" in one for one in bread)


@pytest.mark.parametrize("phrases", [["día de la madre"], ["今日は"], ["a; b", "c, d"], ["24 horas"]])
def test_any_phrases_make_a_row(phrases: list[str]) -> None:
    topic_id, name, row = gist.proposed_row(phrases, {"dia-de-la-madre": "Día de la madre"})
    ((first, second, _, seeds, _, sensitive),) = csv.reader(io.StringIO(row))
    assert (first, second, sensitive) == (topic_id, name, "no")
    assert topic_id != "dia-de-la-madre"
    assert topic_id[0].isalpha()
    assert "," not in seeds


def test_the_step_of_the_dag_tells_the_last_whole_week_once(house: House, tmp_path: Path) -> None:
    (tmp_path / "warehouse.duckdb").write_bytes(house.file.read_bytes())
    with warehouse.connect(tmp_path / "warehouse.duckdb") as con:
        for table in emerging.TABLES:
            con.execute(f"delete from {table}")
    settings = SimpleNamespace(warehouse_file=tmp_path / "warehouse.duckdb", home=tmp_path)
    heard = datetime(2026, 9, 9, 6, tzinfo=UTC)  # a Wednesday: the last whole week began on 31 August
    run = profile.Run("test", Window(heard - timedelta(days=1), heard), settings)
    run.__dict__["config"] = SimpleNamespace(topics=TOPICS)
    (told,) = profile.emerge(run)
    assert told.week_start == "2026-08-31"
    assert told.proposals > 0
    with warehouse.connect(settings.warehouse_file) as con:
        rows = con.execute("select count(*) from marts.emerging_topics where week_start = '2026-08-31'").fetchone()
    assert rows == (told.proposals,)
    assert profile.emerge(run) == []
