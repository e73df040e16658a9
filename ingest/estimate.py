"""What a run is likely to take, before anything is asked: posts, calls, money and hours, and who will be late.

An estimate is no limit: it stops nobody. What may be spent is kept by ingest/budget.py; what was spent is in ops.spend.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import duckdb

from ingest.plan import Standing
from sql import warehouse

if TYPE_CHECKING:
    from config.brand import Budget

WINDOW = timedelta(days=28)  # how far back an account's pace is looked at
_NAMED = 3  # late accounts a message names; the table names all


@dataclass(frozen=True, slots=True)
class Expects:
    """What a source is likely to take of an account.

    `first`: posts of one never read before; `page`: posts a page; `beside`: questions beside the pages; `post` and
    `account`: US dollars for a post, and for an account that must be looked up first.
    """

    first: int = 100
    page: int = 40
    beside: int = 1
    post: Decimal = Decimal(0)
    account: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Estimate:
    """One row of ops.estimates."""

    run_id: str
    platform: str
    made_at: datetime
    accounts: int
    due: int
    chosen: int
    posts: int
    calls: int
    cost: Decimal
    hours: float
    money_left: Decimal | None
    runs: int
    late_accounts: list[str]
    words: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard of an account before: posts a day over the last four weeks, and until when it was read (UTC)."""

    posts_a_day: float
    until: datetime


def heard(con: duckdb.DuckDBPyConnection, as_of: datetime) -> dict[str, Heard]:
    """What was heard of each account that was read before, by account_id."""
    now = as_of.astimezone(UTC).replace(tzinfo=None)
    rows = con.execute(
        """
        select account_id, any_value(c.moved_at),
            count(p.post_id) filter (p.created_at between $start::timestamp and $now::timestamp)
        from ops.cursors as c left join core.posts as p using (account_id)
        where c.moved_at is not null
        group by account_id
        """,
        {"start": now - WINDOW, "now": now},
    ).fetchall()
    return {account_id: Heard(posts / WINDOW.days, until.replace(tzinfo=UTC)) for account_id, until, posts in rows}


def estimate(
    run_id: str,
    as_of: datetime,
    due: Sequence[Standing],
    chosen: Sequence[Standing],
    *,
    listed: int,
    pace_seconds: float,
    expects: Expects,
    before: Mapping[str, Heard],
    budget: Budget,
    money_left: Decimal,
) -> Estimate:
    """What `due` accounts of one platform take. `chosen` are those this run visits, in their order."""
    first = {one.account.account_id for one in chosen}
    order = [*chosen, *(one for one in due if one.account.account_id not in first)]
    platform = order[0].account.platform
    posts = [_posts(before.get(one.account.account_id), as_of, expects) for one in order]
    calls = [expects.beside + max(math.ceil(number / expects.page), 1) for number in posts]
    costs = [
        number * expects.post + (expects.account if one.account.native_id is None else 0)
        for one, number in zip(order, posts, strict=True)
    ]
    is_paid = any(costs)
    most_calls = budget.per_run.calls
    late, spent, asked = [], Decimal(0), 0
    for number, one in enumerate(order):
        spent, asked = spent + costs[number], asked + calls[number]
        is_reached = (not is_paid or spent <= money_left) and (most_calls is None or asked <= most_calls)
        if number >= len(chosen) or not is_reached:
            late.append(one.account.account_id)
    hosts = len({urlsplit(one.account.url).hostname for one in order}) or 1
    hours = sum(calls) * pace_seconds / hosts / 3600
    runs = max(
        math.ceil(spent / budget.per_run.money) if is_paid and budget.per_run.money else 1,
        math.ceil(asked / most_calls) if most_calls else 1,
        math.ceil(len(order) / len(chosen)) if chosen else 1,
    )
    found = Estimate(
        run_id, platform, as_of.astimezone(UTC).replace(tzinfo=None), listed, len(due), len(chosen), sum(posts),
        sum(calls), spent, hours, money_left if is_paid else None, runs, late, "",
    )  # fmt: skip
    return Estimate(**(asdict(found) | {"words": _words(found, budget)}))


def keep(file: Path, estimates: Sequence[Estimate]) -> None:
    """Write them into ops.estimates; what the same run expected before it asked anything stays."""
    if not estimates:
        return
    import pyarrow as pa

    whole, text = pa.int64(), pa.string()
    kinds = {
        "run_id": text, "platform": text, "made_at": pa.timestamp("us"), "accounts": whole, "due": whole,
        "chosen": whole, "posts": whole, "calls": whole, "cost": pa.decimal128(18, 6), "hours": pa.float64(),
        "money_left": pa.decimal128(18, 6), "runs": whole, "late_accounts": pa.list_(text), "words": text,
    }  # fmt: skip
    rows: list[dict[str, Any]] = [asdict(one) for one in estimates]
    with warehouse.connect(file) as con:
        con.register("told_estimates", pa.Table.from_pylist(rows, schema=pa.schema(list(kinds.items()))))
        con.execute("begin")
        warehouse.build(con, [warehouse.models()["ops.estimates"]])
        con.execute("commit")


def _posts(before: Heard | None, as_of: datetime, expects: Expects) -> int:
    if before is None or before.until > as_of:
        return expects.first
    return math.ceil(before.posts_a_day * ((as_of - before.until) / timedelta(days=1)))


def _words(found: Estimate, budget: Budget) -> str:
    posts, calls, due = _many(found.posts, "post"), _many(found.calls, "call"), _many(found.due, "account")
    said = f"{found.platform}: {due} of {found.accounts} due, about {posts} in {calls}"
    said += f", ${found.cost:.2f}" if found.money_left is not None else ""
    said += f" and {found.hours:.1f} hours." if found.hours >= 0.05 else "."
    if not found.late_accounts:
        return said
    if found.money_left is not None:
        said += f" This run may spend ${found.money_left:.2f}"
        said += f" and a day ${budget.per_day.money:.2f}:" if budget.per_day.money < found.cost else ":"
    names = ", ".join(found.late_accounts[:_NAMED])
    more = len(found.late_accounts) - _NAMED
    names += f" and {more} more" if more > 0 else ""
    late = "this account" if len(found.late_accounts) == 1 else f"these {len(found.late_accounts)} accounts"
    return f"{said} this list takes {_many(found.runs, 'run')}; {late} will be late: {names}."


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")
