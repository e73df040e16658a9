"""The labelled posts as the quality of topics is judged by: cleaned words, labels, taxonomies from seeds/."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from config import Topic
from config.cells import read_phrases
from transforms.topics.phrases import Taxonomy, taxonomy_of
from transforms.topics.words import words_of

HERE = Path(__file__).parent
TRANSLATED = HERE.parent / "labelled" / "translated_posts.csv"
AG_TOPICS = {"1": "world", "2": "sports", "3": "business", "4": "sci_tech"}
LANGUAGES = ("english", "spanish", "portuguese")


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts and what they are about by their editors; an empty set is about nothing that the taxonomy lists."""

    texts: tuple[str, ...]
    topics: tuple[frozenset[str], ...]

    def only(self, wanted: list[int]) -> Labelled:
        """Some of them."""
        return Labelled(tuple(self.texts[n] for n in wanted), tuple(self.topics[n] for n in wanted))


def seeds(name: str, without: frozenset[str] = frozenset()) -> Taxonomy:
    """The taxonomy of seeds/<name>.csv, some topics taken out."""
    return taxonomy_of(topic for topic in topics(name) if topic.topic_id not in without)


def topics(name: str) -> list[Topic]:
    """The topics of seeds/<name>.csv, as a configuration has them."""
    with (HERE / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [
            Topic(row["topic_id"], row["name"], row["description"], read_phrases(row["seed_phrases"]), (), False, 0)
            for row in csv.DictReader(file)
        ]


def ag_news(shared: Path) -> Labelled:
    """AG News, test rows: title and description, one of four topics."""
    with gzip.open(shared / "labelled" / "ag_news_test.csv.gz") as file:
        rows = list(csv.reader(io.TextIOWrapper(file, "utf-8")))
    return _labelled([(f"{title}. {text}", {AG_TOPICS[label]}) for label, title, text in rows])


def huffpost(shared: Path) -> Labelled:
    """HuffPost headlines with their short descriptions; what huffpost_topics.csv leaves out has no topic."""
    with (shared / "labelled" / "huffpost_topics.csv").open(encoding="utf-8", newline="") as file:
        topics = {row["category"]: {row["topic_id"]} for row in csv.DictReader(file)}
    with gzip.open(shared / "labelled" / "huffpost_news_category_9999.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return _labelled(
        [(f"{row['headline']}. {row['short_description']}", topics.get(row["category"], set())) for row in rows]
    )


def gov_blogs(shared: Path, least: int = 20) -> Labelled:
    """Posts of digital.gov with those of their editors' topics that at least `least` posts have."""
    with gzip.open(shared / "gov-blogs" / "digitalgov_news.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    counts = Counter(topic for row in rows for topic in set(row["topics"] or ()))
    found = [
        (
            f"{row['title'] or ''}. {row['body_markdown'] or row['summary'] or ''}",
            {topic for topic in row["topics"] or () if counts[topic] >= least},
        )
        for row in rows
    ]
    return _labelled([(text, topics) for text, topics in found if topics])


def translated(language: str) -> Labelled:
    """The hundred invented posts in one of LANGUAGES, on the topics of AG News."""
    with TRANSLATED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {"science_technology": "sci_tech"}
    return _labelled([(row[language], {names.get(row["topic"], row["topic"])}) for row in rows])


def _labelled(rows: list[tuple[str, set[str]]]) -> Labelled:
    return Labelled(tuple(words_of(text) for text, _ in rows), tuple(frozenset(topics) for _, topics in rows))
