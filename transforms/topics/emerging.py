"""What several people on several days talk about and topics.csv does not list, with rows ready to paste; and which
topics are thin, with phrases to add.

    emerge(file, home, topics, until)     the last whole week before `until`, unless it is told already

Four weeks of distinct texts are clustered, so that a cluster rests on more than a few days; counted is the week. A
proposal is a cluster that is near to no topic, is not small talk, and is talked of by several people on several days.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from config import Topic
from sql import warehouse
from transforms.topics import clusters, proposing, reading, thin
from transforms.topics.engine import Engine
from transforms.topics.fitting import engine_for, naive
from transforms.topics.novelty import judge
from transforms.topics.phrases import taxonomy_of
from transforms.topics.scoring import Doubles, vectors_of

if TYPE_CHECKING:
    import duckdb

WINDOW = timedelta(weeks=4)
MOST_TEXTS = 20_000  # of a window; those with the smallest hashes, so that the same ones stay from week to week
LEAST_PEOPLE = 3
LEAST_DAYS = 2
TABLES = ("marts._clusters", "marts._cluster_texts", "marts.emerging_topics", "marts.thin_topics")


@dataclass(frozen=True, slots=True)
class Emerged:
    """What was found; the figures of the run report."""

    week_start: str
    texts: int = 0
    clusters: int = 0
    proposals: int = 0
    thin: int = 0


def emerge(file: Path, home: Path, topics: Iterable[Topic], until: datetime, *, weeks: int = 1) -> list[Emerged]:
    """Tell the last `weeks` whole weeks before `until`, oldest first; weeks this engine has told are left alone."""
    listed = tuple(topics)
    end = naive(until)
    monday = datetime.combine(end.date() - timedelta(days=end.weekday()), time())
    found = []
    for back in range(weeks, 0, -1):
        with warehouse.connect(file) as con:
            if told := emerge_week(con, home, listed, monday - timedelta(weeks=back)):
                found.append(told)
    return found


def emerge_week(con: duckdb.DuckDBPyConnection, home: Path, topics: Sequence[Topic], week: datetime) -> Emerged | None:
    """The week that begins on the Monday `week`; None where this engine has told it already."""
    warehouse.create(con)
    end = week + timedelta(weeks=1)
    engine = engine_for(con, home, taxonomy_of(topics), end)
    con.execute("set variable week_start = $1::timestamp", [week])
    con.execute("set variable window_from = $1::timestamp", [end - WINDOW])
    told = "select 1 from marts._clusters where week_start = getvariable('week_start')::date and engine_version = $1"
    if con.execute(told, [engine.version]).fetchone():
        return None
    con.execute(_ASKED, [MOST_TEXTS])
    words = reading.of_texts(con, MOST_TEXTS)
    hashes, texts = list(words), list(words.values())
    vectors = vectors_of(texts)
    found = clusters.cluster(hashes, texts, vectors, f"{week:%Y-%m-%d}", _before(con))
    con.execute(_SAID)
    _register_clusters(con, engine, hashes, found)
    people = _people(con, found.ids)
    judged = judge(engine, texts, vectors, found.labels, people)
    proposed = proposing.rows(con, engine.taxonomy.topic_ids, topics, (hashes, texts, vectors), found, judged)
    thinned = thin.rows(engine, topics, texts, vectors)
    _register(con, "found_emerging", proposed, _EMERGING)
    _register(con, "found_thin", thinned, _THIN)
    with warehouse.transaction(con):
        warehouse.build(con, warehouse.order(TABLES))
    return Emerged(f"{week:%Y-%m-%d}", len(texts), len(found.ids), len(proposed), len(thinned))


def _before(con: duckdb.DuckDBPyConnection) -> clusters.Before:
    """The clusters of the eight weeks before, each as it was last, and the texts of the last of these weeks."""
    middles = con.execute("""
        select cluster_id, arg_max(middle, week_start) from marts._clusters
        where week_start between getvariable('week_start')::date - 56 and getvariable('week_start')::date - 1
        group by cluster_id order by cluster_id
    """).fetchall()
    texts = con.execute("""
        select text_hash, cluster_id from marts._cluster_texts where week_start = (
            select max(week_start) from marts._cluster_texts where week_start < getvariable('week_start')::date
        )
    """).fetchall()
    return clusters.Before({one: np.array(middle, np.float32) for one, middle in middles}, dict(texts))


def _people(con: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> Doubles:
    """How many people talk of each cluster this week; 0 where they are few or it was on too few days."""
    found = con.execute(f"""
        select cluster_id, count(distinct influencer_id) as people from said
        join found_cluster_texts using (text_hash) where is_this_week
        group by cluster_id having people >= {LEAST_PEOPLE} and count(distinct said_on) >= {LEAST_DAYS}
    """).fetchall()
    known = dict(found)
    return np.array([float(known.get(one, 0)) for one in ids])


def _register_clusters(
    con: duckdb.DuckDBPyConnection, engine: Engine, hashes: Sequence[str], found: clusters.Clusters
) -> None:
    sizes = np.bincount(found.labels[found.labels >= 0], minlength=len(found.ids))
    rows = [
        {"cluster_id": one, "texts": size, "engine_version": engine.version, "middle": middle}
        for one, size, middle in zip(found.ids, sizes.tolist(), found.middles.tolist(), strict=True)
    ]
    _register(con, "found_clusters", rows, _CLUSTERS)
    pairs = [
        {"text_hash": key, "cluster_id": found.ids[label]}
        for key, label in zip(hashes, found.labels.tolist(), strict=True)
        if label >= 0
    ]
    _register(con, "found_cluster_texts", pairs, ("text_hash", "cluster_id"))


def _register(
    con: duckdb.DuckDBPyConnection, name: str, rows: Sequence[dict[str, Any]], columns: Sequence[str]
) -> None:
    """Rows as a table of SQL, typed even where there are none."""
    import pyarrow as pa

    kinds: dict[str, Any] = {
        "texts": pa.int32(), "middle": pa.list_(pa.float32()), "place": pa.int32(), "phrases": pa.list_(pa.string()),
        "posts": pa.int64(), "people": pa.int64(), "days": pa.int64(), "posts_before": pa.float64(),
        "novelty": pa.float64(), "cohesion": pa.float64(), "emerging_score": pa.float64(), "seed_phrases": pa.int32(),
        "evidence_post_ids": pa.list_(pa.string()),
    }  # fmt: skip
    schema = pa.schema([(column, kinds.get(column, pa.string())) for column in columns])
    tidy = [{**row, "posts_before": float(row["posts_before"])} if "posts_before" in row else row for row in rows]
    con.register(name, pa.Table.from_pylist(tidy, schema=schema))


_CLUSTERS = ("cluster_id", "texts", "engine_version", "middle")
_THIN = ("topic_id", "seed_phrases", "posts", "reason", "phrases")
_EMERGING = (
    "emerging_id", "place", "phrases", "posts", "people", "days", "posts_before", "novelty", "cohesion",
    "emerging_score", "nearest_topic_id", "language", "evidence_post_ids", "topic_id", "proposed_row",
)  # fmt: skip
# the distinct texts of the window: people's own words, not the brand's
_ASKED = """
    create or replace temp table asked_texts as
    select distinct t.text_hash from marts._post_texts as t
    join core.posts as p using (post_id)
    join core.accounts as a using (account_id)
    where t.part = 'own' and t.text_hash is not null and not a.is_brand
        and p.created_at >= getvariable('window_from')
        and p.created_at < getvariable('week_start')::timestamp + interval 7 day
    order by t.text_hash limit $1
"""
# who said these texts when; a repost is said by the one who reposts
_SAID = """
    create or replace temp table said as
    select t.text_hash, t.post_id, t.part, p.created_at::date as said_on, coalesce(a.influencer_id, a.account_id) as
        influencer_id, p.created_at >= getvariable('week_start')::timestamp as is_this_week
    from marts._post_texts as t semi join asked_texts using (text_hash)
    join core.posts as p using (post_id)
    join core.accounts as a using (account_id)
    where t.part <> 'quoted' and not a.is_brand and p.created_at >= getvariable('window_from')
        and p.created_at < getvariable('week_start')::timestamp + interval 7 day
"""
