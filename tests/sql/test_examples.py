"""Every query of sql/examples runs on the sample, as it was heard in one late run and profiled by the real steps."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from config.settings import Settings
from ingest import homes, listen
from sql import warehouse
from transforms import advice, profile, reshare
from transforms.advice import proposals

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "sql" / "examples").glob("*.sql"))
HEARD = datetime(2026, 10, 26, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The published copy of the sample."""
    home = tmp_path_factory.mktemp("sample")
    settings = Settings(home=home, config=ROOT / "sample" / "config", replay=ROOT / "sample" / "recorded")
    run = listen.Run.at(HEARD, settings)
    for batches in listen.plan(run).values():
        for batch in batches:
            listen.visit(run, batch)
    listen.load(run)
    told = profile.Run.of("test", None, settings)
    planned = profile.plan(told)
    for portion in profile.portions(planned):
        profile.tell(portion)
    profile.take(told, planned)
    profile.build(told)
    with warehouse.connect(settings.warehouse_file) as con:
        reshare.candidates(con, run.config, HEARD)
        reshare.recommend(con, run.config, HEARD)
        advice.build(con, run.config, HEARD)
    looking = homes.run_at(run)
    for batch in homes.plan(looking):
        homes.look(looking, batch)
    homes.load(looking)
    with warehouse.connect(settings.warehouse_file) as con:
        proposals.propose(con, run.config, HEARD)
    return profile.publish(told)


def test_there_are_at_least_ten_and_each_asks_a_question():
    assert len(EXAMPLES) >= 10
    for file in EXAMPLES:
        first = file.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("-- ") and "?" in first, file.name


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_query_answers_on_the_sample(copy, file):
    with duckdb.connect(str(copy), read_only=True) as con:
        rows = con.execute(file.read_text(encoding="utf-8")).fetchall()
    assert rows


def test_the_sample_has_profiles_trends_links_copies_and_completeness(copy):
    with duckdb.connect(str(copy), read_only=True) as con:
        for table in ("interest_profiles", "topic_trends", "rising_phrases", "shared_links", "completeness"):
            assert con.execute(f"select count(*) from marts.{table}").fetchone()[0] > 0, table
        # the same person said it elsewhere, too
        assert con.execute("select count(*) from marts.post_voices where not is_voice").fetchone()[0] >= 20
        # and the list is complete for the last week
        assert (
            con.execute(
                "select count(*) filter (state = 'complete') / count(*) from marts.completeness where week_start = '2026-10-19'"
            ).fetchone()[0]
            == 1
        )


def test_every_column_of_the_marts_explains_itself(tmp_path):
    with warehouse.connect(tmp_path / "w.duckdb") as con:
        warehouse.create(con)
        bare = con.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'marts' and comment is null"
        ).fetchall()
    assert bare == []
