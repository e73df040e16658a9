"""What people who address a brand want: are trolls told from critics, and is abuse heard?

Judged on bench/labelled/replies_to_a_brand.csv (invented, labelled before the rules), and its abuse signal on 24,783
tweets of Davidson and others (2017), where ../shared is there. The list of abusive words was thinned while looking at
every fifth tweet, so the others judge it. Replies were scored eight times while whole kinds of words were added, and
their figures are no longer blind; blind they were: troll precision 0.842, recall 0.533, no critic called troll.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from pathlib import Path

from bench.quality.line import Line, at_least
from sql.functions.triage import abusive_words, triage

TITLE = "Triage of replies"
DATA = "bench/labelled/replies_to_a_brand.csv, 200 replies; labelled/hate_offensive_davidson, 19,826 of 24,783 tweets"
ROWS = Path(__file__).resolve().parents[1] / "labelled" / "replies_to_a_brand.csv"
TWEETS = "labelled/hate_offensive_davidson_labeled_data.csv.gz"


def run(shared: Path, *, quick: bool = False) -> list[Line]:
    return [*_replies(), *_abuse(shared / TWEETS, quick)]


def told_replies() -> list[tuple[dict[str, str], str, str]]:
    """Each labelled reply, what the rules say, and which rule said it."""
    with ROWS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told = [triage(row["text"]) for row in rows]
    return [(row, one.triage, one.rule) for row, one in zip(rows, told, strict=True)]


def _replies() -> list[Line]:
    rows = told_replies()
    pairs = Counter((row["label"], found) for row, found, _ in rows)
    lines = []
    for label in ("troll", "question", "praise", "criticism", "misinformed"):
        right = pairs[label, label]
        told = sum(count for (_, found), count in pairs.items() if found == label)
        known = sum(count for (true, _), count in pairs.items() if true == label)
        precision, recall = right / told if told else 0.0, right / known
        if label == "troll":
            lines += [*_troll(precision, recall)]
        else:
            lines.append(Line(f"{label}: precision and recall", f"{precision:.3f} and {recall:.3f}"))
    sharp = [row["reply_id"] for row, found, _ in rows if row["sharp_but_fair"] == "yes" and found == "troll"]
    critics = sum(row["sharp_but_fair"] == "yes" for row, _, _ in rows)
    lines.append(Line("sharp but fair critics called troll", f"{len(sharp)} of {critics}", "", "0", not sharp))
    return lines


def _troll(precision: float, recall: float) -> list[Line]:
    return [
        at_least("troll: precision", precision, 0.9, "blind, before words were added: 0.842"),
        at_least("troll: recall", recall, 0.6, "blind: 0.533"),
    ]


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
