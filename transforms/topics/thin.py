"""Which topics of topics.csv are thin: few phrases, or phrases that find few texts; and phrases to add."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from config import Topic
from transforms.topics import gist
from transforms.topics.engine import Engine
from transforms.topics.vectors import Floats

THIN_SEEDS = 12  # phrases; fewer are few
THIN_POSTS = 20  # texts of four weeks; fewer are few
SURE = 0.9


def rows(engine: Engine, topics: Sequence[Topic], texts: Sequence[str], vectors: Floats) -> list[dict[str, Any]]:
    """Topics with few phrases, or with phrases that find few texts."""
    ids = engine.taxonomy.topic_ids
    if not ids or not texts:
        return []
    relevance = engine.relevance(texts, vectors)
    about = (relevance >= 0.5).sum(axis=0)
    best = np.where(relevance.max(axis=1) >= SURE, relevance.argmax(axis=1), -1)
    phrases = gist.phrases_of(texts, best.tolist(), len(ids), 4 * gist.A_PROPOSAL)
    found = []
    for topic in sorted(topics, key=lambda one: one.topic_id):
        number, few = ids.index(topic.topic_id), len(topic.seed_phrases) < THIN_SEEDS
        seldom = about[number] < THIN_POSTS
        if few or seldom:
            reason = "few phrases and few posts" if few and seldom else "few phrases" if few else "few posts"
            new = gist.unheard(phrases[number], topic.seed_phrases)[: gist.A_PROPOSAL]
            found.append(
                {
                    "topic_id": topic.topic_id,
                    "seed_phrases": len(topic.seed_phrases),
                    "posts": int(about[number]),
                    "reason": reason,
                    "phrases": new,
                }
            )
    return found
