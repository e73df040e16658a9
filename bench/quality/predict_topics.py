"""Do profiles predict topics? The second figure: a tagger made what is foretold, and it may flatter its own habits.

Real posts go the product's whole way: told by its engine, counted by day, remembered week after week. The taxonomy is
seeds/influencers.csv, written from what public people talk about in general, before any post was told; nothing in it is
sensitive. What is foretold are weights as the daily sums hold them: a post about two topics gives each a part.
"""

from __future__ import annotations

import contextlib
import csv
import io
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bench.quality import estimates
from bench.quality.labelled import HERE
from bench.quality.line import Line
from config import Topic
from config.cells import read_phrases
from sql import warehouse
from transforms import marts
from transforms.topics import tag

TITLE = "Profiles predict topics"
DATA = (
    "influencers: X posts of 2020 until 30 November, told by the product's engine, which learnt from a sample of them, "
    "with the 30 topics of bench/quality/seeds/influencers.csv. Counted and judged as under Profiles predict."
)
TAXONOMY = HERE / "seeds" / "influencers.csv"
UNTIL = datetime(2020, 12, 1, tzinfo=UTC)
PROCESSES = 2

_PEOPLE = """
    create temp table chosen as
    select *, md5(influencer) as person from read_parquet($x)
    where created_at_utc < '2020-12-01' and ($parts = 1 or hash(influencer) % $parts = 0);

    insert into core.influencers by name
    select distinct person as influencer_id, influencer as influencer_name, 1 as tier, false as is_opted_out,
        true as is_listed
    from chosen;

    insert into core.accounts by name
    select 'x:' || author_handle as account_id, 'x' as platform, author_handle as handle, min(person) as influencer_id,
        false as is_brand, true as is_listed
    from chosen group by author_handle;

    insert into core.posts by name
    select
        'x:' || post_id as post_id, 'x' as platform, post_id as native_id, 'x:' || author_handle as account_id,
        case when quoted_url is null then 'original' else 'quote' end as kind, text,
        created_at_utc::timestamp as created_at, 'told' as created_at_basis, md5(text) as version_hash,
        false as is_edited, created_at_utc::timestamp as first_seen_at, created_at_utc::timestamp as last_seen_at,
        'x' as landed_file
    from chosen order by created_at, post_id
"""
_USED = """
    create temp table used as
    select influencer_id as person, topic_id as item, created_on as day, weight as uses, posts
    from marts._daily_topics
"""


def run(shared: Path, *, quick: bool = False) -> list[Line]:
    """NDCG@5 and log-loss beside four simpler estimates, intervals of next week's count, how much has a topic."""
    with _filled(shared, quick=quick) as con:
        judged, *coverage = estimates.judge(con)
        about = _about(con)
    return [*estimates.compare("topics", judged), estimates.held({"topics": coverage}), about]


def topics() -> list[Topic]:
    """The taxonomy of this part, as topics.csv would be read."""
    rows = csv.DictReader(io.StringIO(TAXONOMY.read_text(encoding="utf-8")))
    return [
        Topic(
            row["topic_id"], row["name"], row["description"], read_phrases(row["seed_phrases"]), (),
            row["sensitive"] != "no", line,
        )
        for line, row in enumerate(rows, 2)
    ]  # fmt: skip


@contextlib.contextmanager
def _filled(shared: Path, *, quick: bool) -> Iterator[Any]:
    """A warehouse whose posts were told and whose profiles were built, as the DAG `profile` does it."""
    listed = topics()
    config = SimpleNamespace(topics=listed, brand=SimpleNamespace(uses={"x": "individual"}))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "w.duckdb"
        with warehouse.connect(file) as con:
            warehouse.create(con)
            first, *rest = _PEOPLE.split(";")
            con.execute(first, {"x": str(shared / "influencers" / "x_posts.parquet"), "parts": 12 if quick else 1})
            for statement in rest:
                con.execute(statement)
        tag.tag(file, Path(folder), listed, UNTIL, processes=PROCESSES)
        with warehouse.connect(file) as con:
            marts.build(con, config, None, "bench", phrases=False)
            con.execute(_USED)
            yield con


def _about(con: Any) -> Line:
    told, posts = con.execute("""
        select (select count(distinct post_id) from marts.post_topics where relevance >= 0.5), count(*) from core.posts
    """).fetchone()
    (items,) = con.execute("select count(distinct item) from used").fetchone()
    return Line("posts with a topic that counts", f"{told / posts:.2f} of {posts:,}", f"{items} topics are used")
