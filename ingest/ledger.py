"""The ledger: every question that costs, reserved before it is asked and settled when its answer is there.

One SQLite file under EARSHOT_HOME, shared by every process; a reservation is on disk before the question goes out. A
row without a cost was asked and never settled: it counts what it could have cost, for good.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import TryLater

if TYPE_CHECKING:
    from config.brand import Limit

MILLION = 1_000_000
_TABLE = """
create table if not exists questions (
    receipt text primary key,
    platform text not null,
    run_id text not null,
    account_id text not null,
    asked_at text not null,
    day text not null,
    month text not null,
    most integer not null,     -- millionths of a dollar it could cost
    cost integer,              -- millionths of a dollar it did cost; NULL: nobody knows
    calls integer not null
);
create index if not exists by_run on questions (platform, run_id, account_id, cost, most, calls);
create index if not exists by_day on questions (platform, day, cost, most, calls);
create index if not exists by_month on questions (platform, month, cost, most, calls);
"""
_SCOPES = ("run_id", "day", "month")


@dataclass(frozen=True, slots=True)
class Spent:
    """Money and calls that are gone or reserved."""

    money: Decimal
    calls: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger in `file`. `durable`: a reservation outlives a power cut, not only a killed process."""

    file: Path
    durable: bool = True

    def reserve(
        self,
        platform: str,
        run_id: str,
        account_id: str,
        at: datetime,
        most: Decimal,
        calls: int,
        limits: Iterable[tuple[str, str, Limit]],
    ) -> tuple[str, str]:
        """Reserve within all limits (scope, its value, limit): (receipt, "") or, where one is too low, ("", its name).

        Nobody else can reserve between the look and the entry.
        """
        moment = at.astimezone(UTC)
        receipt = uuid.uuid4().hex
        with self._open() as con:
            # by hand: SQLite's lock is taken before the look, and what a limit refuses is taken back
            con.execute("begin immediate")
            for scope, value, limit in limits:
                spent = _spent(con, platform, scope, value)
                name = {"run_id": "per_run", "day": "per_day", "month": "per_month"}[scope]
                # what asks for no money is stopped by no limit of money
                if most and spent.money + most > limit.money:
                    con.execute("rollback")
                    return "", f"{name}: money {limit.money}"
                if limit.calls is not None and spent.calls + calls > limit.calls:
                    con.execute("rollback")
                    return "", f"{name}: calls {limit.calls}"
            con.execute(
                "insert into questions values (?, ?, ?, ?, ?, ?, ?, ?, null, ?)",
                (
                    receipt, platform, run_id, account_id, moment.isoformat(), f"{moment:%Y-%m-%d}", f"{moment:%Y-%m}",
                    int(most * MILLION), calls,
                ),
            )  # fmt: skip
            con.execute("commit")
        return receipt, ""

    def settle(self, receipt: str, cost: Decimal) -> None:
        """Write down what a question did cost, even where it is more than it could."""
        with self._open() as con:
            con.execute("update questions set cost = ? where receipt = ?", (int(cost * MILLION), receipt))

    def at_least(self, platform: str, run_id: str, day: str, cost: Decimal) -> None:
        """Make up for what is missing to this cost in a run and a day; called again it changes nothing."""
        with self._open() as con:
            con.execute("begin immediate")
            (found,) = con.execute(
                "select coalesce(sum(coalesce(cost, most)), 0) from questions "
                "where platform = ? and run_id = ? and day = ?",
                (platform, run_id, day),
            ).fetchone()
            missing = int(cost * MILLION) - found
            if missing > 0:
                con.execute(
                    "insert into questions values (?, ?, ?, '', ?, ?, ?, ?, ?, 0)",
                    (uuid.uuid4().hex, platform, run_id, day, day, day[:7], missing, missing),
                )
            con.execute("commit")

    def spent(self, platform: str, scopes: Iterable[tuple[str, str]]) -> list[Spent]:
        """What is gone or reserved in each of these: ("run_id", ...), ("day", "2026-11-26"), ("month", "2026-11")."""
        with self._open() as con:
            return [_spent(con, platform, scope, value) for scope, value in scopes]

    def account(self, platform: str, run_id: str, account_id: str) -> Decimal:
        """What one account has spent in a run."""
        with self._open() as con:
            (found,) = con.execute(
                "select coalesce(sum(coalesce(cost, most)), 0) from questions "
                "where platform = ? and run_id = ? and account_id = ?",
                (platform, run_id, account_id),
            ).fetchone()
        return Decimal(found) / MILLION

    def accounts(self, platform: str, run_id: str, but: str = "") -> int:
        """How many accounts, but for one, have spent anything in a run."""
        with self._open() as con:
            (found,) = con.execute(
                "select count(distinct account_id) from questions "
                "where platform = ? and run_id = ? and account_id <> ?",
                (platform, run_id, but),
            ).fetchone()
        return int(found)

    def entries(self, month: str) -> list[dict[str, Any]]:
        """Sums by platform, run and day of a month ("2026-11"), as ops.ledger has them."""
        query = """
            select platform, run_id, day, sum(calls), sum(cost), sum(most) filter (where cost is null),
                count(*) filter (where cost is null)
            from questions where month = ? group by platform, run_id, day order by platform, run_id, day
        """
        with self._open() as con:
            rows: Sequence[tuple[Any, ...]] = con.execute(query, (month,)).fetchall()
        return [
            {
                "platform": platform, "run_id": run_id, "spent_on": date.fromisoformat(day), "calls": calls,
                "settled": _dollars(settled), "held": _dollars(held), "unanswered": unanswered,
            }
            for platform, run_id, day, calls, settled, held, unanswered in rows
        ]  # fmt: skip

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """The file, opened for one deed: processes that fork share no connection."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.file, timeout=30, isolation_level=None)) as con:
                con.execute(f"pragma synchronous = {'full' if self.durable else 'off'}")
                con.execute(f"pragma journal_mode = {'delete' if self.durable else 'memory'}")
                if not con.execute("select 1 from sqlite_master where name = 'questions'").fetchone():
                    con.executescript(_TABLE)
                yield con
        except (sqlite3.Error, OSError) as fault:
            raise TryLater(
                f"{self.file} cannot be written ({fault}), and without it no budget can be kept; nothing was asked. "
                "Free some space or mend the file's rights.",
                datetime.now(UTC),
            ) from None


def _dollars(millionths: int | None) -> Decimal:
    return (Decimal(millionths or 0) / MILLION).quantize(Decimal("0.000001"))


def _spent(con: sqlite3.Connection, platform: str, scope: str, value: str) -> Spent:
    if scope not in _SCOPES:
        raise ValueError(f"{scope} is none of {', '.join(_SCOPES)}")
    money, calls = con.execute(
        f"select coalesce(sum(coalesce(cost, most)), 0), coalesce(sum(calls), 0) from questions "
        f"where platform = ? and {scope} = ?",
        (platform, value),
    ).fetchone()
    return Spent(Decimal(money) / MILLION, int(calls))
