"""What a group of texts says that the others do not: its phrases, and a row for topics.csv made of them."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import regex

from transforms.topics.phrases import folded

LONGEST = 3  # words of a phrase
FREQUENT = 0.02  # a word that stands in more texts than this holds sentences together and says nothing
A_PROPOSAL = 12  # phrases; a dozen serve best
_WORD = regex.compile(r"[\p{L}][\p{L}\p{M}\p{N}'’-]*")
_NUMBERED = regex.compile(r"\p{N}")


def phrases_of(texts: Sequence[str], groups: Sequence[int], count: int, most: int = A_PROPOSAL) -> list[list[str]]:
    """The phrases of each of `count` groups, best first; `groups[n]` is the group of text n, -1 for none.

    A phrase is worth how often its group says it, times how rarely the others do, and more for each word; of two that
    hold each other the better one is taken.
    """
    cut = [_WORD.findall(words.casefold())[:250] for words in texts]
    seen = Counter(word for words in cut for word in set(words))
    glue = _glue(cut, seen, groups)
    said: list[Counter[str]] = [Counter() for _ in range(count)]
    everywhere: Counter[str] = Counter()
    for words, group in zip(cut, groups, strict=True):
        if group >= 0:
            own = set(_grams(words, glue))
            said[group].update(own)
            everywhere.update(own)
    return [_best(one, everywhere, most) for one in said]


def _glue(cut: Sequence[Sequence[str]], seen: Counter[str], groups: Sequence[int]) -> set[str]:
    """The words that hold sentences together: frequent ones (in few texts everything is frequent) that most groups say.
    What is frequent in some groups alone is what they talk about.
    """
    frequent = {word for word, times in seen.items() if times > max(FREQUENT * len(cut), 20)}
    where: dict[str, set[int]] = {word: set() for word in frequent}
    for words, group in zip(cut, groups, strict=True):
        for word in frequent.intersection(words):
            where[word].add(group)
    most = len(set(groups)) / 2
    return {word for word, found in where.items() if len(found) > most} | {word for word in seen if len(word) < 3}


def _grams(words: Sequence[str], glue: set[str]) -> Iterable[str]:
    """Runs of words that neither begin nor end with glue."""
    for at, word in enumerate(words):
        if word in glue:
            continue
        for size in range(1, LONGEST + 1):
            run = words[at : at + size]
            if len(run) == size and run[-1] not in glue:
                yield " ".join(run)


def _best(said: Counter[str], everywhere: Counter[str], most: int) -> list[str]:
    least = 2 if len(said) < 5_000 else 3
    worth = {
        phrase: times * float(np.log1p(times / (everywhere[phrase] - times + 1))) * (1 + 0.5 * phrase.count(" "))
        for phrase, times in said.items()
        if times >= least
    }
    chosen: list[str] = []
    for phrase in sorted(worth, key=lambda one: (-worth[one], one)):
        if any(f" {phrase} " in f" {other} " or f" {other} " in f" {phrase} " for other in chosen):
            continue
        chosen.append(phrase)
        if len(chosen) == most:
            break
    return chosen


def proposed_row(phrases: Sequence[str], taken: Mapping[str, str], language: str | None = None) -> tuple[str, str, str]:
    """topic_id, name and a line for topics.csv. `taken`: names by the ids that stand there already."""
    name = phrases[0][:60] if phrases else "unnamed"
    name = name[:1].upper() + name[1:]
    names = {other.casefold() for other in taken.values()}
    number, plain = 1, name
    while name.casefold() in names:
        number += 1
        name = f"{plain} {number}"
    topic_id, number = _identity(plain), 1
    base = topic_id
    while topic_id in taken:
        number += 1
        topic_id = f"{base}-{number}"
    written = io.StringIO()
    described = f"Proposed from posts; say in your own words what it is about{f' ({language})' if language else ''}"
    csv.writer(written, lineterminator="").writerow(
        [
            topic_id,
            name,
            described,
            "; ".join(phrase.replace(";", " ").replace(",", " ") for phrase in phrases),
            "",
            "no",
        ]
    )
    return topic_id, name, written.getvalue()


def _identity(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    found = "-".join(regex.findall(r"[a-z0-9]+", plain))[:48].strip("-")
    return found if found and not _NUMBERED.match(found) else f"topic-{found}".strip("-")


def unheard(phrases: Iterable[str], seeds: Iterable[str]) -> list[str]:
    """Phrases that stand in no seed phrase, and in which none stands."""
    known = [folded(seed) for seed in seeds]
    return [phrase for phrase in phrases if not any(folded(phrase) in seed or seed in folded(phrase) for seed in known)]
