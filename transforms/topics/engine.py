"""A fitted engine: what turns words into topics, kept as an artefact with a version.

    EARSHOT_HOME/engine/<version>/engine.json    taxonomy, stated window, what was learnt
    EARSHOT_HOME/engine/<version>/arrays.npz     middle, seeds, weights; arrays only, nothing that runs

The version names the code, the taxonomy and the texts it was fitted to: who fits the same gets the same version, and
whoever finds another version on a row knows that the row is stale.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from transforms.topics.background import THEMES
from transforms.topics.learning import LEAST_TEXTS, Learnt, Regression, alone, learn, relevance, shares
from transforms.topics.phrases import Exclusions, Taxonomy
from transforms.topics.scoring import Doubles, from_middle, nearness, vectors_of
from transforms.topics.vectors import Floats
from transforms.topics.votes import Votes
from transforms.topics.words import has_letters, text_hash

CODE = "use3-2"  # raise it when the same words and seeds would be told otherwise
MOST_TEXTS = 20_000  # to fit to
MOST_TOPICS = 5  # of a text
SHADOW = 0.5  # a phrase of the background this near to a topic is the topic's own
LEAST_RELEVANCE = 0.10  # what is worth keeping; profiles count from 0.5


@dataclass(frozen=True, slots=True)
class Window:
    """What an engine was fitted to: how many texts, first seen between when and when."""

    first: datetime | None
    until: datetime
    texts: int


@dataclass(frozen=True, slots=True)
class Seeds:
    """Phrases as directions from the middle, and which topic or theme each belongs to."""

    directions: Floats
    owners: tuple[int, ...]
    count: int

    def nearness(self, directions: Floats) -> Doubles:
        """Texts x topics or themes."""
        return nearness(directions, self.directions, self.owners, self.count)


class Engine:
    """Words in, topics with their relevance out."""

    def __init__(
        self,
        version: str,
        taxonomy: Taxonomy,
        window: Window,
        learnt: Learnt,
        middle: Floats,
        seeds: Seeds,
        rivals: Seeds,
    ) -> None:
        self.version, self.taxonomy, self.window, self.learnt = version, taxonomy, window, learnt
        self.middle, self.seeds, self.rivals = middle, seeds, rivals
        self._exclusions = Exclusions(taxonomy)
        self._votes = Votes(taxonomy.phrases, taxonomy.owners, seeds.count)

    def relevance(self, texts: Sequence[str], vectors: Floats | None = None) -> Doubles:
        """Texts x topics, 0 to 1, of cleaned words; their vectors where they are known."""
        if not self.taxonomy.topic_ids:
            return np.zeros((len(texts), 0))
        if self.learnt.topics is None:
            _, near, rival = self._seen(texts, vectors)
            found = alone(near, rival)
        else:
            found = relevance(*self.shares(texts, vectors), self.learnt.trust)
        for row, words in enumerate(texts):
            if not has_letters(words):
                found[row] = 0
            else:
                found[row, list(self._exclusions.barred(words))] = 0
        return found

    def shares(self, texts: Sequence[str], vectors: Floats | None = None) -> tuple[Doubles, Doubles]:
        """Logarithms of the topics' shares of each text, and of the chance that it is about any of them."""
        return shares(*self._seen(texts, vectors), self.learnt)

    def _seen(self, texts: Sequence[str], vectors: Floats | None) -> tuple[Floats, Doubles, Doubles]:
        """Texts as directions, how near they are to the topics, and how near to the background."""
        directions = from_middle(vectors_of(texts) if vectors is None else vectors, self.middle)
        near = self.seeds.nearness(directions) + self._votes.nearness(texts)
        return directions, near, _rival(self.rivals, directions)

    def save(self, folder: Path) -> Path:
        """Write it below `folder`, whole or not at all."""
        goal = folder / self.version
        if (goal / "engine.json").exists():
            return goal
        goal.mkdir(parents=True, exist_ok=True)
        arrays: dict[str, Any] = {
            "middle": self.middle,
            "seeds": self.seeds.directions,
            "rivals": self.rivals.directions,
            "rival_owners": np.asarray(self.rivals.owners, np.int64),
        }
        for name, told in (("topics", self.learnt.topics), ("listed", self.learnt.listed)):
            if told is not None:
                arrays |= {f"{name}_weights": told.weights, f"{name}_heights": told.heights}
        described = {
            "version": self.version,
            "taxonomy": asdict(self.taxonomy),
            "first": self.window.first and self.window.first.isoformat(),
            "until": self.window.until.isoformat(),
            "texts": self.window.texts,
            "trust": self.learnt.trust,
        }
        part = goal / f"arrays.{os.getpid()}.part.npz"
        np.savez(part, **arrays)
        os.replace(part, goal / "arrays.npz")
        # the description last: where it stands, all of it stands
        part = goal / f"engine.{os.getpid()}.part"
        part.write_text(json.dumps(described, ensure_ascii=False, indent=1), encoding="utf-8")
        os.replace(part, goal / "engine.json")
        return goal


def load(folder: Path, version: str) -> Engine:
    """Read an engine back. Raises FileNotFoundError where it was never written whole."""
    told = json.loads((folder / version / "engine.json").read_text(encoding="utf-8"))
    with np.load(folder / version / "arrays.npz", allow_pickle=False) as arrays:
        found = {name: arrays[name] for name in arrays.files}
    tables = told["taxonomy"]
    taxonomy = Taxonomy(
        topic_ids=tuple(tables["topic_ids"]),
        phrases=tuple(tables["phrases"]),
        owners=tuple(tables["owners"]),
        seeds=tuple(map(tuple, tables["seeds"])),
        excluded=tuple(map(tuple, tables["excluded"])),
    )
    first = datetime.fromisoformat(told["first"]) if told["first"] else None
    return Engine(
        told["version"],
        taxonomy,
        Window(first, datetime.fromisoformat(told["until"]), told["texts"]),
        Learnt(_regression(found, "topics"), _regression(found, "listed"), tuple(told["trust"])),
        found["middle"],
        Seeds(found["seeds"], taxonomy.owners, len(taxonomy.topic_ids)),
        Seeds(found["rivals"], tuple(found["rival_owners"].tolist()), len(THEMES)),
    )


def _regression(arrays: dict[str, Any], name: str) -> Regression | None:
    found = arrays.get(f"{name}_weights")
    return None if found is None else Regression(found, arrays[f"{name}_heights"])


def fit(taxonomy: Taxonomy, texts: Sequence[str], window: tuple[datetime | None, datetime]) -> Engine:
    """Fit to cleaned texts, of which at most MOST_TEXTS are taken, whatever order they come in."""
    chosen = sorted({text_hash(words): words for words in texts if has_letters(words)}.items())[:MOST_TEXTS]
    kept = [words for _, words in chosen]
    return fit_vectors(taxonomy, kept, vectors_of(kept), window)


def fit_vectors(
    taxonomy: Taxonomy, texts: Sequence[str], vectors: Floats, window: tuple[datetime | None, datetime]
) -> Engine:
    """The same where the vectors are known."""
    phrases = vectors_of(taxonomy.phrases)
    background = vectors_of([phrase for theme in THEMES.values() for phrase in theme])
    # few posts have no middle of their own; then that of all phrases must do
    few = len(vectors) < LEAST_TEXTS
    middle = np.concatenate([phrases, background]).mean(axis=0) if few else vectors.mean(axis=0)
    seeds = Seeds(from_middle(phrases, middle), taxonomy.owners, len(taxonomy.topic_ids))
    rivals = _rivals(seeds, from_middle(background, middle))
    directions = from_middle(vectors, middle)

    def near_to(some: Sequence[int]) -> Doubles:
        numbers, owners = list(some), [seeds.owners[n] for n in some]
        votes = Votes([taxonomy.phrases[n] for n in numbers], owners, seeds.count)
        return nearness(directions, seeds.directions[numbers], owners, seeds.count) + votes.nearness(texts)

    learnt = learn(directions, near_to, seeds.owners, _rival(rivals, directions))
    digest = hashlib.sha256("".join([] if few else map(text_hash, texts)).encode()).hexdigest()[:10]
    version = f"{CODE}-{taxonomy.digest}-{digest}"
    return Engine(version, taxonomy, Window(*window, len(texts)), learnt, middle, seeds, rivals)


def _rivals(seeds: Seeds, background: Floats) -> Seeds:
    """The phrases of the background that are not near to a listed topic themselves."""
    owners = [number for number, theme in enumerate(THEMES.values()) for _ in theme]
    near = seeds.nearness(background).max(axis=1, initial=-1.0)
    kept = np.flatnonzero(near < SHADOW)
    return Seeds(background[kept], tuple(owners[n] for n in kept.tolist()), len(THEMES))


def _rival(rivals: Seeds, directions: Floats) -> Doubles:
    """How near each text is to the nearest theme of the background."""
    result: Doubles = rivals.nearness(directions).max(axis=1)
    return result
