"""What a run is likely to take, said before anything is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from config.brand import Budget, Limit
from ingest.estimate import Estimate, Expects, Heard, estimate, heard, keep
from ingest.plan import Standing
from ingest.sources import Account
from tests.warehouses import ANN, House, post

NOW = datetime(2026, 9, 7, 6, tzinfo=UTC)
PAID = Expects(first=100, page=100, beside=1, post=Decimal("0.01"), account=Decimal("0.02"))


def budget(money: str = "1", calls: int | None = None, day: str = "9") -> Budget:
    return Budget(Limit(Decimal(money), calls), Limit(Decimal(day), None), Limit(Decimal(99), None))


def people(number: int, native_id: str | None = "1") -> list[Standing]:
    return [Standing(Account(f"x:p{n:03d}", "x", f"p{n:03d}", "https://x.com/p", native_id)) for n in range(number)]


def told(due: list[Standing], chosen: list[Standing] | None = None, **more: Any) -> Estimate:
    given: dict[str, Any] = {
        "listed": 60, "pace_seconds": 36.0, "expects": PAID, "before": {}, "budget": budget(), "money_left": Decimal(1),
    }  # fmt: skip
    return estimate("run-1", NOW, due, due if chosen is None else chosen, **(given | more))


def test_posts_calls_money_and_hours_are_said_in_figures_and_words() -> None:
    found = told(people(50), money_left=Decimal(100), budget=budget("100", day="500"))
    assert (found.accounts, found.due, found.posts, found.calls, found.cost) == (60, 50, 5000, 100, Decimal(50))
    assert (found.hours, found.runs, found.late_accounts) == (1.0, 1, [])
    assert found.words == "x: 50 accounts of 60 due, about 5,000 posts in 100 calls, $50.00 and 1.0 hours."


def test_who_will_be_late_and_how_many_runs_the_list_takes_is_said() -> None:
    found = told(people(50), money_left=Decimal(9), budget=budget("20", day="25"))
    assert found.runs == 3
    assert found.late_accounts == [f"x:p{number:03d}" for number in range(9, 50)]
    assert found.words == (
        "x: 50 accounts of 60 due, about 5,000 posts in 100 calls, $50.00 and 1.0 hours. This run may spend $9.00 and a "
        "day $25.00: this list takes 3 runs; these 41 accounts will be late: x:p009, x:p010, x:p011 and 38 more."
    )


def test_who_is_new_costs_a_look_up() -> None:
    assert told(people(2, native_id=None)).cost - told(people(2)).cost == Decimal("0.04")


def test_who_was_heard_an_hour_ago_has_little_new() -> None:
    before = {"x:p000": Heard(12.0, NOW - timedelta(hours=1)), "x:p001": Heard(0.0, NOW - timedelta(hours=1))}
    found = told(people(2), before=before)
    assert (found.posts, found.calls) == (1, 4), "a page is asked for even where nothing is expected"


def test_what_costs_nothing_speaks_of_no_money() -> None:
    found = told(people(3), expects=Expects(), budget=budget("0"), money_left=Decimal(0))
    assert (found.money_left, found.late_accounts) == (None, [])
    assert "$" not in found.words


def test_a_limit_of_calls_makes_late_too() -> None:
    found = told(people(10), expects=Expects(first=10), budget=budget("0", calls=6), money_left=Decimal(0))
    assert (found.runs, len(found.late_accounts)) == (4, 7)
    assert found.words.endswith(
        "this list takes 4 runs; these 7 accounts will be late: x:p003, x:p004, x:p005 and 4 more."
    )


def test_accounts_beyond_what_a_run_visits_are_late() -> None:
    due = people(4)
    found = told(due, due[:3], expects=Expects(), budget=budget("0"))
    assert found.late_accounts == ["x:p003"]
    assert "this account will be late: x:p003." in found.words


def test_a_day_may_be_tighter_than_a_run() -> None:
    assert "this list takes" in told(people(1), money_left=Decimal("0.5"), budget=budget("9", day="0.5")).words


def test_the_pace_of_an_account_is_what_it_posted_lately(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.land([post(number) for number in range(14)], at="2026-09-02T06:00:00+00:00")
    house.load()
    with house.open() as con:
        found = heard(con, NOW)
    assert found == {ANN.account_id: Heard(0.5, datetime(2026, 9, 2, 6, tzinfo=UTC))}


def test_estimates_are_kept_and_those_of_a_run_taken_up_again_are_its_first(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.load()
    for due in (people(3), people(50)):
        keep(house.file, [told(due, budget=budget("20"), money_left=Decimal(9))])
    [row] = house.ask("select platform, due, cost, late_accounts, words from ops.estimates")
    assert row[:4] == ("x", 3, Decimal(3), [])
    assert row[4].startswith("x: 3 accounts of 60 due")
