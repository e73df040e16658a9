"""topics.csv as the engine reads it: phrases to be near to, and phrases found word for word.

A topic is known by its name, its description and its seed phrases. A text that holds one of a topic's excluded phrases,
and none of its seed phrases word for word, is not about that topic, however near it looks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import regex

from config import Topic
from transforms.topics.words import words_of

_SEPARATE = regex.compile(r"[^\p{L}\p{M}\p{N}]+")


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The topics in their order, and their phrases: `phrases[n]` belongs to topic `owners[n]`, owners ascending."""

    topic_ids: tuple[str, ...]
    phrases: tuple[str, ...]
    owners: tuple[int, ...]
    seeds: tuple[tuple[str, ...], ...]
    excluded: tuple[tuple[str, ...], ...]

    @property
    def digest(self) -> str:
        """Changes when what an engine would make of the taxonomy changes; the order of the rows does not matter."""
        told = json.dumps([self.topic_ids, self.phrases, self.owners, self.excluded], ensure_ascii=False)
        return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:10]


def taxonomy_of(topics: Iterable[Topic]) -> Taxonomy:
    """The taxonomy of topics.csv. A topic without seed phrases is known by its name and description alone."""
    ordered = sorted(topics, key=lambda topic: topic.topic_id)
    phrases, owners = [], []
    for number, topic in enumerate(ordered):
        told = (topic.name, topic.description, *topic.seed_phrases)
        for phrase in dict.fromkeys(words for one in told if (words := words_of(one))):
            phrases.append(phrase)
            owners.append(number)
    return Taxonomy(
        topic_ids=tuple(topic.topic_id for topic in ordered),
        phrases=tuple(phrases),
        owners=tuple(owners),
        seeds=tuple(topic.seed_phrases for topic in ordered),
        excluded=tuple(topic.excluded_phrases for topic in ordered),
    )


def folded(words: str) -> str:
    """Words as they are compared: one case, single spaces, nothing but letters and digits, a space at either end."""
    return f" {' '.join(_SEPARATE.split(words.casefold())).strip()} "


class Finder:
    """Finds the phrases of many topics in a text, in one pass, as whole words."""

    def __init__(self, phrases: Sequence[Sequence[str]]) -> None:
        import ahocorasick

        whose: dict[str, set[int]] = {}
        for topic, told in enumerate(phrases):
            for phrase in told:
                if (key := folded(words_of(phrase))).strip():
                    whose.setdefault(key, set()).add(topic)
        self._automaton: Any = ahocorasick.Automaton()
        for key, topics in whose.items():
            self._automaton.add_word(key, (key.strip(), sorted(topics)))
        self.is_empty = not whose
        if whose:
            self._automaton.make_automaton()

    def found(self, words: str) -> list[tuple[str, list[int]]]:
        """The phrases that stand in the text, each as often as it stands there, with the topics they belong to."""
        if self.is_empty:
            return []
        return [told for _, told in self._automaton.iter(folded(words))]


class Exclusions:
    """Which topics a text is barred from."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._excluded = Finder(taxonomy.excluded)
        self._seeds = Finder(taxonomy.seeds)

    def barred(self, words: str) -> set[int]:
        """Topics whose excluded phrases stand in the text, and whose seed phrases do not."""
        if self._excluded.is_empty:
            return set()
        excluded = {topic for _, topics in self._excluded.found(words) for topic in topics}
        return (
            excluded - {topic for _, topics in self._seeds.found(words) for topic in topics} if excluded else excluded
        )
