"""Money: nothing is asked for that could cost more than is left, and nothing paid for is bought again."""

from __future__ import annotations

import json
import threading
from collections import Counter, defaultdict
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from config.brand import Budget, Limit
from ingest.budget import Price, Purse
from ingest.client import Client
from ingest.errors import OverBudget, Problem
from ingest.landing import Landing
from ingest.ledger import Ledger
from ingest.sources import Account, x
from ingest.visit import visit_batch
from ingest.x_api import PER_POST, POST, USER, cost_of
from tests.ingest.fakes.x import ME, X
from tests.ingest.replies import Reply, client_of

START = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def without_a_wire(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can hang here, so no thread watches each exchange: that alone would take most of the time."""
    watch = nullcontext(SimpleNamespace(expired=False))
    monkeypatch.setattr("ingest.client.Watch", lambda _: watch)
    monkeypatch.setattr("ingest.client.get_environ_proxies", lambda _: {})


def budget(run: str = "1", day: str = "3", month: str = "40", calls: int | None = None) -> Budget:
    return Budget(Limit(Decimal(run), calls), Limit(Decimal(day), None), Limit(Decimal(month), None))


def purse(folder: Path, limits: Budget, run_id: str = "run", accounts: int = 1) -> Purse:
    return Purse(Ledger(folder / "ledger.sqlite", durable=False), "x", run_id, limits, accounts)


class Killed(BaseException):
    """The process ends here."""


class Shop:
    """A platform that bills what it hands out, whether or not anybody is left to take it."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.now = START
        self.run = ""
        self.billed: dict[str, Decimal] = defaultdict(Decimal)

    def __call__(self, _: Any) -> Reply:
        fate = self.dice.random()
        if fate < 0.03:
            return Reply({"title": "Too Many Requests"}, 429)
        if fate < 0.06:
            return Reply("<html>", 503)
        if fate < 0.07:
            raise requests.ConnectTimeout
        posts = self.dice.choice([0, 0, self.dice.randint(0, self.asked), self.asked])
        told = {"data": [{"id": "1", "text": "t"}] * posts}
        told |= {
            "includes": {
                "tweets": [{}] * self.dice.randint(0, 2 * posts),
                "users": [{}] * self.dice.randint(0, 2 * posts),
            }
        }
        cost = POST * (posts + len(told["includes"]["tweets"])) + USER * len(told["includes"]["users"])
        for scope in (self.run, f"{self.now:%Y-%m-%d}", f"{self.now:%Y-%m}"):
            self.billed[scope] += cost
        if fate < 0.10:
            raise requests.ReadTimeout  # handed out, and never came
        if fate < 0.13:
            raise Killed
        return Reply(b'{"data": [{"id"' if fate < 0.14 else told)


@pytest.mark.parametrize("runs", [1_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_over_runs_with_random_answers_and_crashes_no_limit_is_ever_passed(tmp_path: Path, runs: int) -> None:
    dice = Random(7)
    shop, limits = Shop(dice), budget()
    answered = stopped = killed = 0
    for number in range(runs):
        shop.now, shop.run = START + timedelta(hours=7 * number), f"run-{number}"
        if number == runs // 2:
            limits = budget(run="0.5", day="0.7", month="20")  # somebody saves in mid-month
            month = f"{shop.now:%Y-%m}"
        client = client_of(shop, as_of=shop.now, platform="x")
        client.purse = purse(tmp_path, limits, shop.run)
        try:
            for _ in range(dice.randint(1, 4)):
                shop.asked = client.affordable(PER_POST, 100, 5)
                price = Price(PER_POST * shop.asked, cost_of)
                try:
                    client.get("https://api.x.com/2/users/1/tweets", price=price)
                    answered += 1
                except OverBudget:
                    raise
                except Problem:
                    continue
        except OverBudget:
            stopped += 1
        except Killed:
            killed += 1
    each = {scope: money for scope, money in shop.billed.items() if scope.startswith("run-")}
    days = {scope: money for scope, money in shop.billed.items() if len(scope) == 10 and not scope.startswith("run-")}
    months = {scope: money for scope, money in shop.billed.items() if len(scope) == 7 and not scope.startswith("run-")}
    assert max(each.values()) <= 1
    assert max(money for scope, money in each.items() if int(scope[4:]) >= runs // 2) <= Decimal("0.5")
    assert max(days.values()) <= 3
    assert max(months.values()) <= 40
    assert max(money for scope, money in months.items() if scope > month) <= 20
    assert answered > 0.3 * runs and stopped > 0.1 * runs and killed > 0.03 * runs, (answered, stopped, killed)
    # and a budget is there to be used: over these years most of it was
    assert sum(months.values()) > Decimal("0.5") * 20 * len(months)


class Person(X):
    """A fake of one of several accounts, found by its id."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.profile |= {"id": f"{ME}{number}", "username": f"ann{number}"}


class People:
    """Several accounts on one X that lets nobody page for free."""

    def __init__(self, number: int) -> None:
        self.people = [Person(one) for one in range(number)]
        self.asked: list[str] = []
        self.lose: Any = lambda: None

    def __call__(self, asked: Any) -> Reply:
        self.asked.append(asked.path)
        url, params = f"https://api.x.com{asked.path}", asked.params
        for one in self.people:
            mine = f"/users/{one.profile['id']}/" in asked.path
            if mine or params.get("usernames") == one.profile["username"]:
                reply = one.answer(url.replace(f"/users/{one.profile['id']}/", f"/users/{ME}/"), params)
                self.lose()
                return reply
        raise AssertionError(asked.url)

    @property
    def billed(self) -> Counter[str]:
        return Counter(f"{one.profile['username']} {post}" for one in self.people for post in one.billed)


def visit_all(
    people: People, tmp_path: Path, run: int, limits: Budget, cursors: dict[str, Any], known: set[str]
) -> dict[str, str]:
    """One run over everybody, longest-unserved first; cursors move with what landed. Outcome by account."""
    now = START + timedelta(hours=run)
    landing = Landing(tmp_path / "landing")
    batch = [
        (
            Account(f"x:ann{n}", "x", f"ann{n}", native_id=f"{ME}{n}" if f"x:ann{n}" in known else None),
            cursors.get(f"x:ann{n}", {}),
        )
        for n in cursors.get("order", range(len(people.people)))
    ]
    client: Client = client_of(people, as_of=now, platform="x")
    client.purse = purse(tmp_path, limits, f"run-{run}", len(batch))
    outcomes = {}
    try:
        visit_batch(x, batch, client, landing, f"run-{run}")
    except (Problem, Killed):
        pass
    for account, _ in batch:
        for file in landing.pages(f"run-{run}", account):
            told = json.loads(file.read_bytes())
            cursors[account.account_id] = told["cursor"] or cursors.get(account.account_id, {})
            known.add(account.account_id)
        ending = landing.ending(f"run-{run}", account)
        outcomes[account.account_id] = ending.outcome if ending else "killed"
    return outcomes


def test_no_post_is_bought_twice_save_those_in_flight_at_a_crash(tmp_path: Path) -> None:
    dice, people = Random(3), People(3)
    in_flight: list[str] = []
    before: Counter[str] = Counter()

    def lose() -> None:
        nonlocal before
        if dice.random() < 0.2:
            in_flight.extend((people.billed - before).elements())
            before = people.billed
            raise Killed
        before = people.billed

    people.lose = lose
    cursors: dict[str, Any] = {}
    known: set[str] = set()
    for run in range(60):
        for one in people.people:
            for number in range(dice.randint(0, 6)):
                one.post(START + timedelta(hours=run, minutes=-number - 1), dice.randint(1, 4000))
        visit_all(people, tmp_path, run, budget("50", "500", "5000"), cursors, known)
    lost = Counter(in_flight)
    assert len(in_flight) > 15
    assert {post: times for post, times in people.billed.items() if times > 1 + lost[post]} == {}
    people.lose = lambda: None
    visit_all(people, tmp_path, 61, budget("50", "500", "5000"), cursors, known)
    assert set(people.billed) == {f"{one.profile['username']} {post}" for one in people.people for post in one.posts}


def test_who_is_not_served_for_lack_of_money_keeps_its_turn_and_nobody_starves(tmp_path: Path) -> None:
    from ingest.plan import Standing, choose

    people = People(8)
    for one in people.people:
        for number in range(40):
            one.post(START - timedelta(hours=number + 1), number)
    cursors: dict[str, Any] = {}
    known: set[str] = set()
    standings = {f"x:ann{n}": Standing(Account(f"x:ann{n}", "x", f"ann{n}")) for n in range(8)}
    heard: Counter[str] = Counter()
    for run in range(60):
        now = START + timedelta(hours=run)
        chosen = choose(standings.values(), now, timedelta(minutes=30), 100)
        cursors["order"] = [int(one.account.handle[3:]) for one in chosen]
        outcomes = visit_all(people, tmp_path, run, budget("0.30", "500", "5000"), cursors, known)
        for name, outcome in outcomes.items():
            ending = Landing(tmp_path / "landing").ending(f"run-{run}", standings[name].account)
            assert ending is not None
            retry = datetime.fromisoformat(ending.retry_at) if ending.retry_at else None
            served = now if outcome == "complete" else standings[name].served_at
            standings[name] = replace(standings[name], visited_at=now, served_at=served, retry_at=retry)
            heard[name] += ending.pages
        if run == 7:
            assert set(heard.values()) - {0}, "the first runs"
            assert min(heard[name] for name in standings) >= 1, "after eight runs everybody was heard"
        if all(one.served_at for one in standings.values()):
            break
    assert all(one.served_at for one in standings.values()), "all were heard to the end"
    assert set(people.billed.values()) == {1}


def test_the_message_says_what_is_left_and_what_to_do(tmp_path: Path) -> None:
    mine = purse(tmp_path, budget("0.10"))
    mine.begin("x:ann", START)
    with pytest.raises(
        OverBudget,
        match=r"x: \$0.10 is left in this run, .* could cost \$0.18; x:ann keeps its turn\. Raise budgets\.x",
    ):
        mine.affordable(PER_POST, 100, 5, START)


def test_a_page_is_no_larger_than_can_be_paid_for(tmp_path: Path) -> None:
    assert purse(tmp_path, budget("0.50")).affordable(PER_POST, 100, 5, START) == 14
    assert purse(tmp_path, budget("99", "99", "99")).affordable(PER_POST, 100, 5, START) == 100


def test_the_tightest_limit_holds(tmp_path: Path) -> None:
    for limits, words in ((budget("9", "1", "9"), "per_day: money 1"), (budget("9", "9", "1"), "per_month: money 1")):
        mine = purse(tmp_path / words[:7], limits)
        mine.settle(mine.reserve(Price(Decimal("0.9")), START), Decimal("0.9"))
        with pytest.raises(OverBudget, match=words):
            mine.reserve(Price(Decimal("0.2")), START)


def test_a_new_day_has_new_money_and_a_new_run_too(tmp_path: Path) -> None:
    limits = budget("1", "1", "9")
    mine = purse(tmp_path, limits)
    mine.reserve(Price(Decimal(1)), START)
    with pytest.raises(OverBudget, match="per_day"):
        purse(tmp_path, limits, "another").reserve(Price(Decimal("0.1")), START + timedelta(hours=23, minutes=59))
    assert purse(tmp_path, limits, "third").reserve(Price(Decimal(1)), START + timedelta(days=1))


def test_calls_are_counted_even_where_they_are_free(tmp_path: Path) -> None:
    limits = budget("0", "0", "0", calls=3)
    mine = purse(tmp_path, limits)
    for _ in range(3):
        mine.settle(mine.reserve(Price(), START), Decimal(0))
    with pytest.raises(OverBudget, match="per_run: calls 3"):
        mine.reserve(Price(), START)


def test_units_of_a_quota_are_counted_as_many_as_they_are(tmp_path: Path) -> None:
    mine = purse(tmp_path, budget("0", "0", "0", calls=150))
    assert mine.reserve(Price(calls=100), START)
    with pytest.raises(OverBudget):
        mine.reserve(Price(calls=100), START)


def test_where_nothing_may_be_spent_nothing_that_costs_is_asked(tmp_path: Path) -> None:
    asked: list[Any] = []
    client = client_of(lambda one: asked.append(one) or Reply({}), platform="x")
    client.purse = purse(tmp_path, budget("0", "0", "0"))
    client.get("https://api.x.com/free")
    with pytest.raises(OverBudget):
        client.get("https://api.x.com/dear", price=Price(Decimal("0.005")))
    assert len(asked) == 1


def test_an_answer_that_failed_costs_nothing_and_one_that_never_came_may_have(tmp_path: Path) -> None:
    client = client_of([Reply("", 500), requests.ReadTimeout(), requests.ConnectTimeout()], as_of=START, platform="x")
    client.purse = purse(tmp_path, budget())
    left = []
    for _ in range(3):
        with pytest.raises(Problem):
            client.get("https://api.x.com/2/tweets", price=Price(Decimal("0.3")))
        left.append(client.purse.ledger.spent("x", [("run_id", "run")])[0].money)
    assert left == [0, Decimal("0.3"), Decimal("0.3")]


def test_many_at_once_never_spend_more_than_one_would(tmp_path: Path) -> None:
    limits, bought = budget("1", "1", "1"), []

    def spend() -> None:
        mine = purse(tmp_path, limits)
        for _ in range(30):
            try:
                receipt = mine.reserve(Price(Decimal("0.07")), START)
            except OverBudget:
                return
            bought.append(1)
            mine.settle(receipt, Decimal("0.07"))

    purse(tmp_path, limits)._left(START)  # the file is there before they start
    threads = [threading.Thread(target=spend) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(bought) == 14


def test_a_lost_ledger_learns_from_what_landed(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    for _ in range(2):
        ledger.at_least("x", "run-1", "2026-09-01", Decimal("0.75"))
    assert ledger.spent("x", [("day", "2026-09-01"), ("month", "2026-09")])[1].money == Decimal("0.75")
    with pytest.raises(OverBudget):
        Purse(ledger, "x", "run-2", budget("1", "1", "9")).reserve(Price(Decimal("0.3")), START)


def test_sums_by_run_and_day_tell_what_was_held(tmp_path: Path) -> None:
    mine = purse(tmp_path, budget())
    mine.settle(mine.reserve(Price(Decimal("0.5")), START), Decimal("0.2"))
    mine.reserve(Price(Decimal("0.3")), START)
    [entry] = mine.ledger.entries("2026-09")
    assert (entry["calls"], entry["settled"], entry["held"], entry["unanswered"]) == (
        2,
        Decimal("0.2"),
        Decimal("0.3"),
        1,
    )
