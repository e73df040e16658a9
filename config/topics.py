"""topics.csv: what a post may be about, in the words of those who write such posts."""

from __future__ import annotations

from dataclasses import dataclass

from config.faults import shown
from config.tables import Row, Sheet, Table

TOPICS = Sheet(
    "topics",
    required=("topic_id", "name", "seed_phrases"),
    optional=("description", "excluded_phrases", "sensitive"),
)


@dataclass(frozen=True)
class Topic:
    """One row of topics.csv. A sensitive topic is counted over the whole list, never for one person."""

    topic_id: str
    name: str
    description: str
    seed_phrases: tuple[str, ...]
    excluded_phrases: tuple[str, ...]
    sensitive: bool
    line: int


def read_topics(table: Table) -> tuple[Topic, ...]:
    """The topics of the file; ids and names may stand once only."""
    lines: dict[tuple[str, str], int] = {}
    topics = []
    for row in table.rows:
        topic = Topic(
            topic_id=row.identity("topic_id", "a short name, such as 'home-batteries'"),
            name=row.required("name", "the topic as reports should call it"),
            description=row.text("description"),
            seed_phrases=row.phrases("seed_phrases"),
            excluded_phrases=row.phrases("excluded_phrases"),
            sensitive=row.flag("sensitive"),
            line=row.line,
        )
        _once(row, "topic_id", topic.topic_id, lines)
        _once(row, "name", topic.name.casefold(), lines)
        _check_phrases(row, topic)
        topics.append(topic)
    return tuple(topics)


def _once(row: Row, column: str, key: str, lines: dict[tuple[str, str], int]) -> None:
    first = lines.setdefault((column, key), row.line)
    if key and first != row.line:
        what = f"{shown(row.text(column))} stands already in line {first}"
        row.fault(column, what, "remove one of the two rows, or name this topic otherwise")


def _check_phrases(row: Row, topic: Topic) -> None:
    if not row.raw("seed_phrases").strip("; \n"):
        example = "home battery; battery storage"
        row.fault("seed_phrases", "is empty", f"write some phrases that such posts use, such as '{example}'")
    seeds = {phrase.casefold() for phrase in topic.seed_phrases}
    for phrase in topic.excluded_phrases:
        if phrase.casefold() in seeds:
            what = f"{shown(phrase)} is a seed phrase of the same topic"
            row.fault("excluded_phrases", what, "remove it here or there")
