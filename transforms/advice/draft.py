"""python -m transforms.advice.draft FILE: what sells in a draft, what it is about, and whom on the list it fits.

Ends with 1 where words sell, so that a pipeline can stop on it, and with 2 where there is nothing to read. Topics and
people are those of the published copy; where there is none only the words are looked at.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.settings import read_settings
from sql import warehouse
from sql.functions.tracked import find_salesy

if TYPE_CHECKING:
    import duckdb

MOST_PEOPLE = 8
_ABOUT = 0.5  # relevance from which a topic counts, as in marts.rules

_FITS = """
    select i.influencer_name, i.tier, n.topic_name, p.lift, p.confidence, p.recent_posts
    from marts.interest_profiles as p
    join core.influencers as i using (influencer_id)
    join marts.topics as n on n.topic_id = p.topic_id and not n.is_sensitive
    where p.week_start = (select max(week_start) from marts.interest_profiles)
        and p.topic_id in (select unnest($topics)) and i.is_listed and not i.is_opted_out
        and ((p.confidence <> 'not enough data' and p.lift >= 1) or p.recent_posts >= 3)
    qualify row_number() over (partition by p.influencer_id order by p.interest_share desc, p.topic_id) = 1
    order by p.lift desc, i.tier, i.influencer_id
    limit $most
"""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Words that sell: where, as written, and what to write instead."""

    line: int
    column: int
    written: str
    instead: str


def flaws(text: str) -> list[Flaw]:
    """Every phrase that sells, in the order of the text."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        found += [Flaw(number, start + 1, written, instead) for start, written, instead in find_salesy(line)]
    return found


def topics_of(con: duckdb.DuckDBPyConnection, home: Path, text: str) -> dict[str, float]:
    """What the text is about, by the engine that told the newest posts; empty where none was fitted yet."""
    newest = con.execute("select arg_max(engine_version, window_to) from marts.topic_engines").fetchone()
    if not (newest and newest[0]):
        return {}
    from transforms.topics import engine as engines

    engine = engines.load(home / "engine", newest[0])
    told = engine.relevance([text])[0]
    found = {topic: float(part) for topic, part in zip(engine.taxonomy.topic_ids, told, strict=True) if part >= _ABOUT}
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def people_for(con: duckdb.DuckDBPyConnection, topics: list[str]) -> list[dict[str, Any]]:
    """Whom on the list a text about these topics fits, best first."""
    return warehouse.rows(con, _FITS, {"topics": topics, "most": MOST_PEOPLE})


def told(name: str, text: str, home: Path, copy: Path) -> Iterator[str]:
    """The report, line by line."""
    found = flaws(text)
    for flaw in found:
        yield f'{name}, line {flaw.line}, column {flaw.column}: "{flaw.written}" sells; {flaw.instead}'
    if not found:
        yield f"{name}: no words that sell"
    if not copy.exists():
        yield f"there is no published copy at {copy} yet, so nobody can be named; run listen and profile first"
        return
    with warehouse.connect(copy, read_only=True) as con:
        topics = topics_of(con, home, text)
        if not topics:
            yield "it is about no topic of topics.csv"
            return
        yield "it is about " + ", ".join(f"{topic} ({part:.2f})" for topic, part in topics.items())
        people = people_for(con, list(topics))
        yield from map(_fit, people)
        if not people:
            yield "nobody on the list writes about that more than the others"


def _fit(row: Mapping[str, Any]) -> str:
    sure = " (few posts so far)" if row["confidence"] == "not enough data" else ""
    return (
        f"it fits {row['influencer_name']} (tier {row['tier'] or 3}), who writes about {row['topic_name']} "
        f"{float(row['lift']):.1f} times as much as the list{sure}"
    )


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        print("name the file that holds the draft: make draft-check FILE=draft.txt", file=sys.stderr)
        return 2
    file, settings = Path(arguments[0]), read_settings()
    text = file.read_bytes().decode("utf-8-sig", errors="replace")
    if not text.strip():
        print(f"{file} is empty; there is nothing to check", file=sys.stderr)
        return 2
    for line in told(str(file), text, settings.home, settings.published_file):
        print(line)
    return 1 if flaws(text) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
