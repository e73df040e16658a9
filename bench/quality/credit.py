"""Credit from words alone: does it name who made, found, published and listed what is shared?

Judged on bench/labelled/credit_rows.csv (invented, labelled before the rules) and, where ../shared is there, on a link
blog with its `via` columns withheld. Precision must be 0.97 a role; recall is stated.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from transforms.reshare.attribution import ROLES, read_attribution
from transforms.reshare.named import plain

ROWS = Path(__file__).resolve().parents[1] / "labelled" / "credit_rows.csv"


@dataclass
class Tally:
    """Right, wrong and missed namings of a role; `faults` are the rows behind the last two."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def precision(self, role: str) -> float:
        told = self.right[role] + self.wrong[role]
        return self.right[role] / told if told else 1.0

    def recall(self, role: str) -> float:
        known = self.right[role] + self.missed[role]
        return self.right[role] / known if known else 1.0


def labelled() -> Tally:
    """The tally over the labelled rows. A name counts as right when it is the label's, but for @ and full stops."""
    tally = Tally()
    with ROWS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            told = read_attribution(
                row["text"],
                poster=row["poster_handle"],
                site=row["link_site"] or None,
                commentary=row["commentary_html"],
            )
            for role in ROLES:
                known = {plain(name): name for name in row[role].split("; ") if name}
                named = {plain(one.name): one.name for one in told if one.role == role}
                tally.right[role] += len(known.keys() & named.keys())
                tally.wrong[role] += len(named.keys() - known.keys())
                tally.missed[role] += len(known.keys() - named.keys())
                tally.faults += [
                    f"{row['row_id']} {role} wrongly {named[one]!r}" for one in sorted(named.keys() - known.keys())
                ]
                tally.faults += [
                    f"{row['row_id']} {role} missed {known[one]!r}" for one in sorted(known.keys() - named.keys())
                ]
    return tally


def lines() -> Iterator[str]:
    tally = labelled()
    for role in ROLES:
        told = tally.right[role] + tally.wrong[role]
        yield f"{role:<11} precision {tally.precision(role):.3f} of {told:>3} told, recall {tally.recall(role):.3f}"


if __name__ == "__main__":
    print("\n".join(lines()))
