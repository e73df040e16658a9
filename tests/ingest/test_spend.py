"""ops.spend: what was asked, what came back, what it cost; the ledger and what landed agree."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from config.brand import Budget, Limit
from ingest.answer import Answer
from ingest.budget import Price, Purse
from ingest.ledger import Ledger
from ingest.sources import Page
from ingest.spend import reconcile
from tests.warehouses import ANN, House, answer, post

AT = datetime(2026, 9, 7, 6, tzinfo=UTC)


def paid(house: House, cost: float, number: int = 0, run: str = "run-1") -> None:
    told = answer([post(number)], AT.isoformat())
    priced = Answer(told.url, 200, {}, told.body, told.asked_at, cost)
    priced.items("feed")
    house.landing.land(run, ANN, number, Page(priced, {"n": number}, "bluesky"))


def spend(house: House, ledger: Ledger) -> list[tuple[object, ...]]:
    with house.open() as con:
        reconcile(con, ledger, AT)
        reconcile(con, ledger, AT)  # again changes nothing
        return con.execute(
            "select run_id, calls, answers, records, new_posts, cost, held, unanswered from ops.spend order by run_id"
        ).fetchall()


def test_what_was_settled_and_what_was_held_stand_beside_what_came_back(tmp_path: Path) -> None:
    house, ledger = House(tmp_path), Ledger(tmp_path / "ledger.sqlite")
    limit = Limit(Decimal(9), None)
    purse = Purse(ledger, "bluesky", "run-1", Budget(limit, limit, limit))
    purse.settle(purse.reserve(Price(Decimal("0.5")), AT), Decimal("0.035"))
    purse.reserve(Price(Decimal("0.2")), AT)  # its answer never came
    paid(house, 0.035)
    house.load()
    assert spend(house, ledger) == [("run-1", 2, 1, 1, 1, Decimal("0.035"), Decimal("0.2"), 1)]


def test_a_ledger_that_was_lost_is_made_up_for_from_what_landed(tmp_path: Path) -> None:
    house, ledger = House(tmp_path), Ledger(tmp_path / "ledger.sqlite")
    paid(house, 0.1, 0)
    paid(house, 0.2, 1)
    house.load()
    assert spend(house, ledger) == [("run-1", 0, 2, 2, 2, Decimal("0.3"), Decimal(0), 0)]
    assert ledger.spent("bluesky", [("day", "2026-09-07")])[0].money == Decimal("0.3")


def test_what_costs_nothing_is_told_too(tmp_path: Path) -> None:
    house, ledger = House(tmp_path), Ledger(tmp_path / "ledger.sqlite")
    paid(house, 0.0)
    house.load()
    assert spend(house, ledger) == [("run-1", 1, 1, 1, 1, Decimal(0), Decimal(0), 0)]
