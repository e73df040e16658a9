"""Are topics that nobody listed found, and do their ids last (lasting.py)."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.quality import labelled, lasting, topics
from bench.quality.labelled import Labelled
from bench.quality.line import Line
from transforms.topics import clusters
from transforms.topics.clusters import Clusters
from transforms.topics.emerging import LEAST_PEOPLE
from transforms.topics.novelty import judge
from transforms.topics.scoring import Doubles, vectors_of
from transforms.topics.vectors import Floats
from transforms.topics.words import text_hash

TITLE = "Emerging topics"
DATA = (
    "HuffPost headlines, the eight most frequent of 21 topics taken out of the taxonomy in turn: is a cluster with "
    "more headlines of that topic than of any other among the first ten proposals (as a week of one house: authors are "
    "the people)? The same of every topic with 100 headlines or more, and of AG News (every text its own person). Ids: "
    f"{lasting.DATA}"
)
FIRST_TEN = 10
EIGHT = 8
ENOUGH = 100  # headlines of a topic


def run(shared: Path, *, quick: bool) -> list[Line]:
    """Every line of the section."""
    huff = _told("huffpost", labelled.huffpost(shared), _authors(shared))
    ag = _told("ag_news", labelled.ag_news(shared))
    return [*_huffpost(huff, quick=quick), *_ag_news(ag), *lasting.lines(shared, quick=quick)]


@dataclass(frozen=True, slots=True)
class _Told:
    """A corpus as a week's talk, clustered, with how many people talk of each cluster."""

    seeds: str
    texts: tuple[str, ...]
    truth: tuple[str, ...]
    vectors: Floats
    found: Clusters
    crowd: Doubles

    @property
    def frequent(self) -> list[tuple[str, int]]:
        return Counter(self.truth).most_common()


def _told(seeds: str, corpus: Labelled, authors: Sequence[str] | None = None) -> _Told:
    listed = [n for n, told in enumerate(corpus.topics) if told]
    listed = sorted({corpus.texts[n]: n for n in listed}.values(), key=lambda n: text_hash(corpus.texts[n]))
    texts = tuple(corpus.texts[n] for n in listed)
    people = [authors[n] if authors else str(n) for n in listed]
    vectors = vectors_of(texts)
    found = clusters.cluster([text_hash(words) for words in texts], texts, vectors, "bench")
    truth = tuple(min(corpus.topics[n]) for n in listed)
    return _Told(seeds, texts, truth, vectors, found, _crowd(found, people))


def _authors(shared: Path) -> list[str]:
    with gzip.open(shared / "labelled" / "huffpost_news_category_9999.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line).get("authors") or "" for line in lines]


def _crowd(found: Clusters, people: Sequence[str]) -> Doubles:
    own: list[set[str]] = [set() for _ in found.ids]
    for label, person in zip(found.labels.tolist(), people, strict=True):
        own[label].add(person)
    return np.array([float(len(one)) if len(one) >= LEAST_PEOPLE else 0.0 for one in own])


def _huffpost(told: _Told, *, quick: bool) -> list[Line]:
    eight = [topic for topic, _ in told.frequent[:EIGHT]]
    others = [] if quick else [topic for topic, count in told.frequent[EIGHT:] if count >= ENOUGH]
    places = {topic: _place(topic, _proposed(told, topic), told) for topic in (*eight, *others)}
    largest = np.argsort(-np.bincount(told.found.labels, minlength=len(told.found.ids)), kind="stable").tolist()
    beside = sum(bool(_place(topic, largest[:FIRST_TEN], told)) for topic in eight)
    hits = sum(bool(places[topic]) for topic in eight)
    lines = [
        Line("topics found again of eight taken out in turn", f"{hits} of {EIGHT}",
             f"the ten largest clusters {beside}", f"at least 6 of {EIGHT}", hits >= 6),
        Line("place of the first proposal of each", _in_words({topic: places[topic] for topic in eight})),
    ]  # fmt: skip
    if others:
        every = sum(map(bool, places.values()))
        rest = _in_words({topic: places[topic] for topic in others})
        lines.append(Line(f"of all topics with {ENOUGH} headlines", f"{every} of {len(places)}", rest))
    return [*lines, Line("proposals where nothing is taken out", f"{len(_proposed(told))} of {len(told.found.ids)}")]


def _ag_news(told: _Told) -> list[Line]:
    places = {topic: _place(topic, _proposed(told, topic), told) for topic, _ in told.frequent}
    return [
        Line("AG News: found again of four", f"{sum(map(bool, places.values()))} of {len(places)}", _in_words(places)),
        Line("AG News: proposals where nothing is taken out", f"{len(_proposed(told))} of {len(told.found.ids)}"),
    ]


def _proposed(told: _Told, without: str | None = None) -> Sequence[int]:
    """The clusters proposed, best first, where one topic or none is missing from the taxonomy."""
    taxonomy = labelled.seeds(told.seeds, frozenset({without} if without else ()))
    engine = topics.fitted(taxonomy, told.texts)
    order = judge(engine, told.texts, told.vectors, told.found.labels, told.crowd).order
    return order[:FIRST_TEN] if without else order


def _place(topic: str, order: Sequence[int], told: _Told) -> int:
    """Where a cluster with more texts of this topic than of any other stands first; 0 for nowhere."""
    for place, one in enumerate(order, 1):
        counts = Counter(told.truth[n] for n in np.flatnonzero(told.found.labels == one).tolist())
        if counts.most_common(1)[0][0] == topic:
            return place
    return 0


def _in_words(places: dict[str, int]) -> str:
    return ", ".join(f"{topic} {place or 'not'}" for topic, place in places.items())
