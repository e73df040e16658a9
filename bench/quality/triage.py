"""What people who address a brand want: are trolls told from critics, and is abuse heard?

Judged on the sets of bench/labelled (invented, each by another hand, labelled before the rules they judge); a set that
is not there yet is left out. What was known of a set when the rules were written stands beside its figures. The abuse
signal is judged on 24,783 tweets of Davidson and others (2017), where ../shared is there; its words were thinned while
looking at every fifth tweet, so the others judge it.
"""

from __future__ import annotations

import csv
import gzip
import io
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bench.quality.line import Line, at_least
from sql.functions.reply_words import abusive_words

TITLE = "Triage of replies"
DATA = (
    "bench/labelled/replies_to_a_brand*.csv, 200 replies each; "
    "labelled/hate_offensive_davidson, 19,826 of 24,783 tweets"
)
FOLDER = Path(__file__).resolve().parents[1] / "labelled"
TWEETS = "labelled/hate_offensive_davidson_labeled_data.csv.gz"
CHATTER = "influencers/x_posts.parquet"
MOST_CHATTER = 1500
KINDS = ("question", "praise", "criticism", "misinformed", "troll")


@dataclass(frozen=True, slots=True)
class Set:
    """Labelled replies: what it is called, which rows of which file, what was known of them, how words alone did."""

    name: str
    file: str
    known: str
    before: str = ""
    first_row: int = 0
    every: int = 1

    def rows(self) -> list[dict[str, str]]:
        """Its rows; none where the file is not there."""
        file = FOLDER / self.file
        if not file.exists():
            return []
        with file.open(encoding="utf-8", newline="") as opened:
            return list(csv.DictReader(opened))[self.first_row :: self.every]


# name, file, what was known of it when the rules were written, how words alone did, first row, every how many
SETS = (
    Set("first set", "replies_to_a_brand.csv", "looked at", "words alone, blind: 0.842, 0.533, no critic"),
    Set("second set", "replies_to_a_brand_2.csv", "odd rows looked at", "words alone, blind: 0.706, 0.400, 4 critics"),
    Set("its odd rows", "replies_to_a_brand_2.csv", "looked at", "words alone: 0.714, 0.357, 1 critic", 0, 2),
    Set(
        "its even rows",
        "replies_to_a_brand_2.csv",
        "five of its trolls looked at, figures seen",
        "words alone: 0.700, 0.438, 3 critics",
        1,
        2,
    ),
    Set(
        "third set",
        "replies_to_a_brand_3.csv",
        "five of its trolls looked at, figures seen; before that, blind: 1.000, 0.667",
    ),
    Set(
        "fourth set",
        "replies_to_a_brand_4.csv",
        "its trolls looked at; before that, blind: 0.941, 0.533; before talk was no trolling: 0.909, 0.667",
    ),
    Set("fifth set", "replies_to_a_brand_5.csv", "not looked at; judged once the rules were done"),
)


def run(shared: Path, *, quick: bool = False) -> list[Line]:
    lines = [line for one in SETS if (rows := one.rows()) for line in _replies(one, rows)]
    return [*lines, _pace(), _chatter(shared / CHATTER), *_abuse(shared / TWEETS, quick)]


def told_replies(one: Set = SETS[0]) -> list[tuple[dict[str, str], str, str]]:
    """Each labelled reply of a set, what the rules say, and which rule said it."""
    from transforms.advice import replies

    rows = one.rows()
    told = replies.judge([row["text"] for row in rows])
    return [(row, found.triage, found.rule) for row, found in zip(rows, told, strict=True)]


def _replies(one: Set, rows: list[dict[str, str]]) -> list[Line]:
    told = told_replies(one)
    pairs = Counter((row["label"], found) for row, found, _ in told)
    figures = {kind: _precision_and_recall(pairs, kind) for kind in KINDS}
    others = "; ".join(f"{kind} {figures[kind][0]:.3f} and {figures[kind][1]:.3f}" for kind in KINDS[:-1])
    sharp = [row["reply_id"] for row, found, _ in told if row["sharp_but_fair"] == "yes" and found == "troll"]
    critics = sum(row["sharp_but_fair"] == "yes" for row in rows)
    beside = f"{one.known}; {one.before}" if one.before else one.known
    return [
        at_least(f"{one.name}: precision of troll", figures["troll"][0], 0.9, beside),
        at_least(f"{one.name}: recall of troll", figures["troll"][1], 0.6),
        Line(f"{one.name}: sharp but fair critics called troll", f"{len(sharp)} of {critics}", "", "0", not sharp),
        Line(f"{one.name}: precision and recall of the others", others),
    ]


def _precision_and_recall(pairs: Counter[tuple[str, str]], kind: str) -> tuple[float, float]:
    told = sum(count for (_, found), count in pairs.items() if found == kind)
    known = sum(count for (true, _), count in pairs.items() if true == kind)
    return pairs[kind, kind] / told if told else 0.0, pairs[kind, kind] / known if known else 0.0


def _pace() -> Line:
    """Time of one reply, in company, once the encoder is there."""
    from transforms.advice import replies

    texts = [f"{row['text']} ({number})" for number in range(5) for one in SETS[:2] for row in one.rows()]
    replies.judge(texts[:1])
    started = time.process_time()
    replies.judge(texts)
    each = (time.process_time() - started) / len(texts) * 1000
    return Line(
        f"processor time of a reply, of {len(texts):,}",
        f"{each:.2f} ms",
        "no gate: it depends on the machine",
        "under 1 ms",
    )


def _chatter(file: Path) -> Line:
    """Real answers of journalists and politicians to each other: hardly one is to a brand, and few are trolls."""
    what = "real answers, to no brand, called troll"
    if not file.exists():
        return Line(what, "not judged", f"{file.name} is not there")
    import pyarrow.parquet as pq

    from transforms.advice import replies

    answers = [text for text in pq.read_table(file, columns=["text"])["text"].to_pylist() if (text or "")[:1] == "@"]
    told = replies.judge(answers[:: len(answers) // MOST_CHATTER][:MOST_CHATTER])
    share = sum(one.triage == "troll" for one in told) / len(told)
    return Line(
        what,
        f"{share:.3f}",
        f"{len(told):,} of {len(answers):,}; of 40 of those called troll 11 were, by one reader",
    )


def _abuse(file: Path, quick: bool) -> list[Line]:
    if not file.exists():
        return [Line("abuse signal", "not judged", f"{file.name} is not there")]
    with gzip.open(file, "rt", encoding="utf-8", newline="") as opened:
        rows = [row for number, row in enumerate(csv.DictReader(io.StringIO(opened.read()))) if number % 5]
    rows = rows[:: 4 if quick else 1]
    found = Counter((row["class"], bool(abusive_words(row["tweet"]))) for row in rows)
    share = {label: found[label, True] / (found[label, True] + found[label, False]) for label in "012"}
    return [
        at_least("abuse heard in tweets labelled hate", share["0"], 0.6),
        Line("abuse heard in tweets labelled offensive", f"{share['1']:.3f}"),
        Line("false alarms in tweets labelled neither", f"{share['2']:.4f}", "", "at most 0.02", share["2"] <= 0.02),
    ]
