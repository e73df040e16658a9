"""How a run ended, account by account: the figures of its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from sql import warehouse

# what a person may have to act on comes first
_ORDER = ("failed", "stopped", "not found", "gone", "over budget", "late", "opted out", "not collectable", "complete")


@dataclass(frozen=True, slots=True)
class Line:
    """One account in one run; posts are those this run heard, `cost` in the currency of brand.yaml."""

    account_id: str
    outcome: str
    reason: str | None
    pages: int
    new: int
    edited: int
    recounted: int
    rejected: int
    cost: float | None

    def __str__(self) -> str:
        heard = f"{self.new} new, {self.edited} edited, {self.recounted} counted anew"
        if self.rejected:
            heard += f", {self.rejected} rejected (see ops.rejects)"
        if self.cost:
            heard += f", cost {self.cost:.2f}"
        return f"{self.outcome:<16}{self.account_id}: {heard}" + (f" | {self.reason}" if self.reason else "")


def read_report(con: duckdb.DuckDBPyConnection, run_id: str) -> list[Line]:
    """A line an account that the run visited, or could not; those that need somebody first."""
    found = warehouse.rows(
        con,
        """
        select
            v.account_id, v.outcome, v.reason, v.pages,
            coalesce(sum(f.new_posts), 0)::bigint as new,
            coalesce(sum(f.edited_posts), 0)::bigint as edited,
            coalesce(sum(f.recounted_posts), 0)::bigint as recounted,
            coalesce(sum(f.rejected_records), 0)::bigint as rejected,
            sum(f.cost::decimal(18, 6))::double as cost
        from ops.visits as v
        left join ops.fetches as f on f.run_id = v.run_id and f.account_id = v.account_id
        where v.run_id = $run
        group by all
        """,
        {"run": run_id},
    )
    lines = [Line(**row) for row in found]
    return sorted(lines, key=lambda line: (_rank(line.outcome), line.account_id))


def summary(lines: Sequence[Line]) -> str:
    """The report in a line: how many accounts ended in which way."""
    if not lines:
        return "no account was due"
    endings = Counter(line.outcome for line in lines)
    told = ", ".join(f"{endings[outcome]} {outcome}" for outcome in sorted(endings, key=_rank, reverse=True))
    accounts = "1 account" if len(lines) == 1 else f"{len(lines)} accounts"
    return f"{accounts}: {told}; {sum(line.new for line in lines)} new posts"


def _rank(outcome: str) -> int:
    return _ORDER.index(outcome) if outcome in _ORDER else -1
