"""Are topics that nobody listed found, and do their ids last."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np

from bench.quality import labelled, topics
from bench.quality.line import Line, at_least
from transforms.topics import clusters
from transforms.topics.clusters import Before, Clusters
from transforms.topics.emerging import LEAST_PEOPLE, MOST_TEXTS, WINDOW
from transforms.topics.novelty import judge
from transforms.topics.scoring import Doubles, vectors_of
from transforms.topics.vectors import Floats, Ints
from transforms.topics.words import has_letters, text_hash, words_of

TITLE = "Emerging topics"
DATA = (
    "HuffPost headlines, the eight most frequent of 21 topics taken out of the taxonomy in turn: is a cluster with "
    "more headlines of that topic than of any other among the first ten proposals (as a week of one house: authors are "
    "the people). Ids: X posts of the influencers, nine weeks to 2020-11-30; a cluster survives where ten or more new "
    "texts of the next week are nearest to its middle; it persists where the cluster that bears its id then holds more "
    "of them than any other does."
)
FIRST_TEN = 10
LAST_WEEK = datetime(2020, 11, 23)  # noqa: DTZ001
NEW_TEXTS = 10


def run(shared: Path, *, quick: bool) -> list[Line]:
    """Every line of the section."""
    return [*_taken_out(shared), *_lasting(shared, quick=quick)]


def _taken_out(shared: Path) -> list[Line]:
    corpus = labelled.huffpost(shared)
    people = _authors(shared)
    listed = [n for n, told in enumerate(corpus.topics) if told]
    listed = sorted({corpus.texts[n]: n for n in listed}.values(), key=lambda n: text_hash(corpus.texts[n]))
    texts, authors = [corpus.texts[n] for n in listed], [people[n] for n in listed]
    truth = [min(corpus.topics[n]) for n in listed]
    vectors = vectors_of(texts)
    found = clusters.cluster([text_hash(words) for words in texts], texts, vectors, "bench")
    crowd = _crowd(found, authors)
    sizes = np.bincount(found.labels, minlength=len(found.ids))
    ours, largest = {}, {}
    for topic, _ in Counter(truth).most_common(8):
        taxonomy = labelled.seeds("huffpost", frozenset({topic}))
        judged = judge(topics.fitted(taxonomy, tuple(texts)), texts, vectors, found.labels, crowd)
        ours[topic] = _place(topic, judged.order[:FIRST_TEN], found.labels, truth)
        largest[topic] = _place(topic, np.argsort(-sizes, kind="stable").tolist()[:FIRST_TEN], found.labels, truth)
    hits, beside = sum(map(bool, ours.values())), sum(map(bool, largest.values()))
    told = ", ".join(f"{topic} {place or 'not'}" for topic, place in ours.items())
    return [
        Line("topics found again of eight taken out in turn", f"{hits} of {len(ours)}",
             f"the ten largest clusters {beside}", "at least 6 of 8", hits >= 6),
        Line("place of the first proposal of each", told),
    ]  # fmt: skip


def _authors(shared: Path) -> list[str]:
    with gzip.open(shared / "labelled" / "huffpost_news_category_9999.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line).get("authors") or "" for line in lines]


def _crowd(found: Clusters, authors: Sequence[str]) -> Doubles:
    own: list[set[str]] = [set() for _ in found.ids]
    for label, author in zip(found.labels.tolist(), authors, strict=True):
        own[label].add(author)
    return np.array([float(len(one)) if len(one) >= LEAST_PEOPLE else 0.0 for one in own])


def _place(topic: str, order: Sequence[int], labels: Ints, truth: Sequence[str]) -> int:
    """Where a cluster with more texts of this topic than of any other stands first; 0 for nowhere."""
    for place, one in enumerate(order, 1):
        counts = Counter(truth[n] for n in np.flatnonzero(labels == one).tolist())
        if counts.most_common(1)[0][0] == topic:
            return place
    return 0


@dataclass(frozen=True, slots=True)
class _Week:
    hashes: list[str]
    words: list[str]
    vectors: Floats
    found: Clusters

    @property
    def before(self) -> Before:
        labels = [self.found.ids[one] for one in self.found.labels.tolist()]
        middles = dict(zip(self.found.ids, self.found.middles, strict=True))
        return Before(middles, dict(zip(self.hashes, labels, strict=True)))


def _lasting(shared: Path, *, quick: bool) -> list[Line]:
    posts = _posts(shared, 20_000 if quick else 1 << 30)
    told = {key: words for _, key, words in posts}
    keys = sorted(told)
    vectors = vectors_of([told[key] for key in keys])
    rows = {key: row for row, key in enumerate(keys)}
    warm, cold = (_weeks(posts, told, rows, vectors, warm=warm) for warm in (True, False))
    steps, others = _steps(warm), _steps(cold)
    survived = sum(count for count, _ in steps)
    kept = sum(count for _, count in steps) / max(survived, 1)
    beside = sum(count for _, count in others) / max(sum(count for count, _ in others), 1)
    first, last = set(warm[0].found.ids), set(warm[-1].found.ids)
    return [
        at_least(f"ids kept from week to week over eight weeks, of {survived} surviving clusters", kept, 0.90,
                 f"matched by their middles alone {beside:.3f}"),
        Line("of the first week's clusters, ids still borne in the ninth", f"{len(first & last) / len(first):.3f}"),
    ]  # fmt: skip


def _posts(shared: Path, most: int) -> list[tuple[datetime, str, str]]:
    """When, hash, words; the same posts every time."""
    import duckdb

    since, until = LAST_WEEK - timedelta(weeks=8) + timedelta(weeks=1) - WINDOW, LAST_WEEK + timedelta(weeks=1)
    with duckdb.connect() as con:
        found = con.execute(
            f"""
            select created_at_utc::timestamp as posted_at, text
            from read_parquet('{shared}/influencers/x_posts.parquet')
            where posted_at >= $1 and posted_at < $2 order by md5(post_id) limit $3
            """,
            [since, until, most],
        ).fetchall()
    cleaned = [(at, words_of(text)) for at, text in found]
    return [(at, text_hash(words), words) for at, words in cleaned if has_letters(words)]


def _weeks(
    posts: list[tuple[datetime, str, str]], told: dict[str, str], rows: dict[str, int], vectors: Floats, *, warm: bool
) -> list[_Week]:
    """Nine weeks one after the other; without `warm` each begins anew and is matched by its middles."""
    weeks: list[_Week] = []
    for back in range(8, -1, -1):
        until = LAST_WEEK - timedelta(weeks=back) + timedelta(weeks=1)
        keys = sorted({key for at, key, _ in posts if until - WINDOW <= at < until})[:MOST_TEXTS]
        before = weeks[-1].before if weeks else clusters.NOTHING
        if not warm:
            before = Before(before.middles, {})
        own = vectors[[rows[key] for key in keys]]
        words = [told[key] for key in keys]
        weeks.append(_Week(keys, words, own, clusters.cluster(keys, words, own, f"{until:%Y-%m-%d}", before)))
    return weeks


def _steps(weeks: Sequence[_Week]) -> list[tuple[int, int]]:
    """From each week to the next: clusters that survive, and those of them that persist."""
    steps = []
    for one, other in pairwise(weeks):
        known = set(one.hashes)
        new = np.array([n for n, key in enumerate(other.hashes) if key not in known], np.int64)
        nearest = (other.vectors[new] @ one.found.middles.T).argmax(axis=1)
        survived = persisted = 0
        for number, cluster_id in enumerate(one.found.ids):
            own = new[nearest == number]
            if len(own) >= NEW_TEXTS:
                survived += 1
                most, _ = Counter(other.found.labels[own].tolist()).most_common(1)[0]
                persisted += other.found.ids[most] == cluster_id
        steps.append((survived, persisted))
    return steps
