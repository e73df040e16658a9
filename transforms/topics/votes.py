"""What a text says word for word: a vote for the topic whose phrase, or whose own word, stands in it.

Votes are weak, a little nearness each: they tell topics apart that lie close together, and speak up where there are too
few posts to learn from. A phrase that several topics list is shared among them; a word counts by how much it is one
topic's own, and for less where the background says it too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from transforms.topics.background import THEMES
from transforms.topics.phrases import Finder, folded
from transforms.topics.scoring import Doubles
from transforms.topics.words import words_of

A_VOTE = 0.05  # of nearness: a phrase of several words that stands in the text
A_WORD = 0.5  # votes: a phrase of one word, or a word of a phrase that no other topic has
MOST_VOTES = 4  # a long text has room for all phrases
LEAST_LETTERS = 4  # of a word; shorter ones say little in most languages
LEAST_OWN = 1 / 3  # a word less a topic's own than this says nothing


class Votes:
    """The votes of one set of phrases: `phrases[n]` belongs to topic `owners[n]`."""

    def __init__(self, phrases: Sequence[str], owners: Sequence[int], topics: int) -> None:
        self._topics = topics
        self._worth = _words(phrases, owners, topics)
        for phrase, whose in _whole(phrases, owners).items():
            worth = self._worth.setdefault(phrase, np.zeros(topics))
            worth[sorted(whose)] += (1.0 if " " in phrase else A_WORD) / len(whose)
        told: list[list[str]] = [[] for _ in range(topics)]
        for phrase, worth in self._worth.items():
            told[int(worth.argmax())].append(phrase)
        self._finder = Finder(told)

    def nearness(self, texts: Sequence[str]) -> Doubles:
        """Texts x topics: how much nearer their words bring texts; a phrase counts once, however often it stands."""
        result = np.zeros((len(texts), self._topics))
        for row, words in enumerate(texts):
            for phrase in sorted({phrase for phrase, _ in self._finder.found(words)}):
                result[row] += self._worth[phrase]
        return np.minimum(result, MOST_VOTES) * A_VOTE


def _whole(phrases: Sequence[str], owners: Sequence[int]) -> dict[str, set[int]]:
    """Phrases as they are compared, and the topics that list them."""
    found: dict[str, set[int]] = {}
    for phrase, owner in zip(phrases, owners, strict=True):
        if key := _key(phrase):
            found.setdefault(key, set()).add(owner)
    return found


def _words(phrases: Sequence[str], owners: Sequence[int], topics: int) -> dict[str, Doubles]:
    """The words of the phrases, and what each is worth to each topic."""
    counts: dict[str, Doubles] = {}
    for phrase, owner in zip(phrases, owners, strict=True):
        for word in sorted(set(_key(phrase).split())):
            if len(word) >= LEAST_LETTERS:
                counts.setdefault(word, np.zeros(topics))[owner] += 1
    common = Counter(word for theme in THEMES.values() for word in {w for one in theme for w in _key(one).split()})
    own = {word: count / count.sum() / (1 + common[word]) for word, count in counts.items()}
    return {word: share * A_WORD * (share >= LEAST_OWN) for word, share in own.items() if share.max() >= LEAST_OWN}


def _key(phrase: str) -> str:
    return folded(words_of(phrase)).strip()
