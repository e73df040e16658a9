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
from transforms.topics import clusters, gist, reading
from transforms.topics.background import SMALL_TALK, THEMES
from transforms.topics.engine import Engine
from transforms.topics.fitting import engine_for, naive
from transforms.topics.phrases import taxonomy_of
from transforms.topics.scoring import Doubles, from_middle, unit, vectors_of
from transforms.topics.vectors import Floats, Ints

if TYPE_CHECKING:
    import duckdb

WINDOW = timedelta(weeks=4)
MOST_TEXTS = 20_000  # of a window; those with the smallest hashes, so that the same ones stay from week to week
MOST_PROPOSALS = 20
LEAST_PEOPLE = 3
LEAST_DAYS = 2
LEAST_NOVELTY = 0.5  # below, its posts are about listed topics more surely than not
THIN_SEEDS = 12  # phrases; fewer are few
THIN_POSTS = 20  # texts of four weeks; fewer are few
SURE = 0.9
EVIDENCE = 5
TABLES = ("marts._clusters", "marts._cluster_texts", "marts.emerging_topics", "marts.thin_topics")


@dataclass(frozen=True, slots=True)
class Emerged:
    """What was found; the figures of the run report."""

    week_start: str
    texts: int = 0
    clusters: int = 0
    proposals: int = 0
    thin: int = 0


@dataclass(frozen=True, slots=True)
class Proposals:
    """Clusters judged, best first: `order` are clusters, the rest is a value a cluster."""

    order: tuple[int, ...]
    novelty: Doubles
    cohesion: Doubles
    score: Doubles
    nearest: Ints


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
    rows = _proposals(con, engine, topics, (hashes, texts, vectors), found, judged)
    thin = _thin(engine, topics, texts, vectors)
    _register(con, "found_emerging", rows, _EMERGING)
    _register(con, "found_thin", thin, _THIN)
    con.execute("begin")
    try:
        warehouse.build(con, warehouse.order(TABLES))
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise
    return Emerged(f"{week:%Y-%m-%d}", len(texts), len(found.ids), len(rows), len(thin))


def judge(engine: Engine, texts: Sequence[str], vectors: Floats, labels: Ints, people: Doubles) -> Proposals:
    """Which clusters are new, best first. `people`: how many talk of each, 0 where they are too few or too seldom."""
    count = len(people)
    empty = np.zeros(count)
    if not count:
        return Proposals((), empty, empty, empty, empty.astype(np.int64))
    directions = from_middle(vectors, engine.middle)
    listed = np.exp(engine.shares(texts, vectors)[1]) if engine.taxonomy.topic_ids else np.zeros(len(vectors))
    centres = unit(np.stack([directions[labels == one].mean(axis=0) for one in range(count)]))
    cohesion = np.array([float((directions[labels == one] @ centres[one]).mean()) for one in range(count)])
    novelty = np.array([float(1 - listed[labels == one].mean()) for one in range(count)])
    nearest = engine.seeds.nearness(centres)
    talk = engine.rivals.nearness(centres).argmax(axis=1) == list(THEMES).index(SMALL_TALK)
    score = novelty * np.maximum(cohesion, 0) * np.log1p(people)
    is_one = (people > 0) & (novelty >= LEAST_NOVELTY) & ~talk
    order = [one for one in np.argsort(-score, kind="stable").tolist() if is_one[one]]
    best = nearest.argmax(axis=1) if nearest.shape[1] else np.full(count, -1)
    return Proposals(tuple(order[:MOST_PROPOSALS]), novelty, cohesion, score, best.astype(np.int64))


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


def _proposals(
    con: duckdb.DuckDBPyConnection,
    engine: Engine,
    topics: Sequence[Topic],
    told: tuple[list[str], list[str], Floats],
    found: clusters.Clusters,
    judged: Proposals,
) -> list[dict[str, Any]]:
    """A row of emerging_topics each, but for what SQL knows better."""
    hashes, texts, vectors = told
    phrases = gist.phrases_of(texts, found.labels.tolist(), len(found.ids))
    taken = {topic.topic_id: topic.name for topic in topics}
    rows: list[dict[str, Any]] = []
    for one in judged.order:
        if not phrases[one]:
            continue
        figures = _figures(con, found.ids[one], _typical(hashes, vectors, found, one))
        topic_id, name, row = gist.proposed_row(phrases[one], taken, figures["language"])
        taken[topic_id] = name
        nearest = int(judged.nearest[one])
        rows.append(
            figures
            | {
                "emerging_id": found.ids[one],
                "place": len(rows) + 1,
                "phrases": phrases[one],
                "novelty": round(float(judged.novelty[one]), 4),
                "cohesion": round(float(judged.cohesion[one]), 4),
                "emerging_score": round(float(judged.score[one]), 4),
                "nearest_topic_id": engine.taxonomy.topic_ids[nearest] if nearest >= 0 else None,
                "topic_id": topic_id,
                "proposed_row": row,
            }
        )
    return rows


def _typical(hashes: Sequence[str], vectors: Floats, found: clusters.Clusters, one: int) -> list[str]:
    """The texts of a cluster, the one nearest to its middle first."""
    own = np.flatnonzero(found.labels == one)
    near = (vectors[own].astype(np.float64) @ found.middles[one]).round(6)
    return [hashes[number] for number in own[np.argsort(-near, kind="stable")].tolist()]


def _figures(con: duckdb.DuckDBPyConnection, cluster_id: str, typical: Sequence[str]) -> dict[str, Any]:
    """Posts, people, days, language and evidence of a cluster this week."""
    (row,) = warehouse.rows(con, _FIGURES, {"cluster": cluster_id, "typical": list(typical), "most": EVIDENCE})
    return row


def _thin(engine: Engine, topics: Sequence[Topic], texts: Sequence[str], vectors: Floats) -> list[dict[str, Any]]:
    """Topics with few phrases, or with phrases that find few texts."""
    ids = engine.taxonomy.topic_ids
    if not ids or not texts:
        return []
    relevance = engine.relevance(texts, vectors)
    about = (relevance >= 0.5).sum(axis=0)
    best = np.where(relevance.max(axis=1) >= SURE, relevance.argmax(axis=1), -1)
    phrases = gist.phrases_of(texts, best.tolist(), len(ids), 4 * gist.A_PROPOSAL)
    rows = []
    for topic in sorted(topics, key=lambda one: one.topic_id):
        number, few = ids.index(topic.topic_id), len(topic.seed_phrases) < THIN_SEEDS
        seldom = about[number] < THIN_POSTS
        if few or seldom:
            reason = "few phrases and few posts" if few and seldom else "few phrases" if few else "few posts"
            new = gist.unheard(phrases[number], topic.seed_phrases)[: gist.A_PROPOSAL]
            rows.append(
                {
                    "topic_id": topic.topic_id,
                    "seed_phrases": len(topic.seed_phrases),
                    "posts": int(about[number]),
                    "reason": reason,
                    "phrases": new,
                }
            )
    return rows


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
_FIGURES = """
    with own as (
        select s.*, x.language, list_position($typical, s.text_hash) as place
        from said as s
        join found_cluster_texts as c using (text_hash)
        left join marts._texts as x using (text_hash)
        where c.cluster_id = $cluster
    ),
    shown as (
        select post_id, place from own where is_this_week
        qualify row_number() over (partition by influencer_id order by place, part, post_id) = 1
        order by place, post_id limit $most
    )
    select
        count(*) filter (where is_this_week) as posts,
        count(distinct influencer_id) filter (where is_this_week) as people,
        count(distinct said_on) filter (where is_this_week) as days,
        round(count(*) filter (where not is_this_week) / 3, 2) as posts_before,
        (select language from own where language is not null group by 1 order by count(*) desc, 1 limit 1) as language,
        (select list(post_id order by place, post_id) from shown) as evidence_post_ids
    from own
"""
