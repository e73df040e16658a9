"""A proposal as a row of marts.emerging_topics: its phrases, who says it how often, evidence, a line for topics.csv."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from config import Topic
from sql import warehouse
from transforms.topics import clusters, gist
from transforms.topics.novelty import Proposals
from transforms.topics.vectors import Floats

if TYPE_CHECKING:
    import duckdb

EVIDENCE = 5


def rows(
    con: duckdb.DuckDBPyConnection,
    topic_ids: Sequence[str],
    topics: Sequence[Topic],
    told: tuple[list[str], list[str], Floats],
    found: clusters.Clusters,
    judged: Proposals,
) -> list[dict[str, Any]]:
    """A row each, but for what SQL knows better. `told`: hashes, texts and vectors, as clustered."""
    hashes, texts, vectors = told
    phrases = gist.phrases_of(texts, found.labels.tolist(), len(found.ids))
    taken = {topic.topic_id: topic.name for topic in topics}
    proposed: list[dict[str, Any]] = []
    for one in judged.order:
        if not phrases[one]:
            continue
        figures = _figures(con, found.ids[one], _typical(hashes, vectors, found, one))
        topic_id, name, row = gist.proposed_row(phrases[one], taken, figures["language"])
        taken[topic_id] = name
        nearest = int(judged.nearest[one])
        proposed.append(
            figures
            | {
                "emerging_id": found.ids[one],
                "place": len(proposed) + 1,
                "phrases": phrases[one],
                "novelty": round(float(judged.novelty[one]), 4),
                "cohesion": round(float(judged.cohesion[one]), 4),
                "emerging_score": round(float(judged.score[one]), 4),
                "nearest_topic_id": topic_ids[nearest] if nearest >= 0 else None,
                "topic_id": topic_id,
                "proposed_row": row,
            }
        )
    return proposed


def _typical(hashes: Sequence[str], vectors: Floats, found: clusters.Clusters, one: int) -> list[str]:
    """The texts of a cluster, the one nearest to its middle first."""
    own = np.flatnonzero(found.labels == one)
    near = (vectors[own].astype(np.float64) @ found.middles[one]).round(6)
    return [hashes[number] for number in own[np.argsort(-near, kind="stable")].tolist()]


def _figures(con: duckdb.DuckDBPyConnection, cluster_id: str, typical: Sequence[str]) -> dict[str, Any]:
    """Posts, people, days, language and evidence of a cluster this week."""
    (row,) = warehouse.rows(con, _FIGURES, {"cluster": cluster_id, "typical": list(typical), "most": EVIDENCE})
    return row


# what a cluster is this week, and was in the three weeks before; reads the tables said and found_cluster_texts
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
