"""Fairness through the real agenda: who is visited is chosen from ops.agenda, and every visit is written into it.

1,000 accounts, a budget for 100 a run, 5 % of visits fail by chance, 100 accounts are gone and their platform says so.
The planner alone, with many seeds and hypothetical agendas, is tried in tests/ingest/test_plan.py; here the SQL that
keeps the agenda is in the loop, with visits that end some minutes after their run began.

A wait is counted from one visit to the next, and from one visit that was heard to the next. A retry is a visit to an
account whose last visit failed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from types import SimpleNamespace

import pyarrow as pa

from ingest.listed import take
from ingest.listen import _standings
from ingest.plan import choose
from ingest.sources import Account
from sql import warehouse
from tests.warehouses import people

START = datetime(2026, 9, 7, 6, tzinfo=UTC)
EVERY = timedelta(minutes=30)
BUDGET, RUNS = 100, 90


@dataclass
class Seen:
    longest_wait: int = 0  # of the living, from visit to visit
    longest_silence: int = 0  # of the living, from one that was heard to the next, with at most two failures between
    retries: list[int] = field(default_factory=list)  # one number a run
    visits: int = 0
    of_the_dead: dict[str, list[int]] = field(default_factory=dict)  # the runs in which each was asked


@cache
def simulate(dead: int, seed: int = 7) -> Seen:
    dice, seen = Random(seed), Seen()
    handles = [f"{number:04d}.example.com" for number in range(900 + dead)]
    accounts = [Account(f"bluesky:{handle}", "bluesky", handle) for handle in handles]
    gone = {f"bluesky:{handle}" for handle in dice.sample(handles, dead)}
    told = people(*accounts)
    listed = SimpleNamespace(
        accounts_to_listen=lambda: [
            SimpleNamespace(account_id=one.account_id, platform="bluesky", handle=one.handle, url="", is_brand=False)
            for one in accounts
        ]
    )
    last = {one.account_id: -1 for one in accounts}
    heard, stumbles = dict(last), dict.fromkeys(last, 0)
    with warehouse.connect(":memory:") as con:
        warehouse.create(con)
        con.execute("set variable inbox = '/inbox'")
        con.execute("set variable as_of = $at::timestamp", {"at": START.replace(tzinfo=None)})
        take(con, told)
        keeping = warehouse.order(("ops.visits", "ops.agenda"))
        for run in range(RUNS):
            as_of = START + EVERY * run
            chosen = choose(_standings(con, listed, ()), as_of, EVERY, BUDGET)
            seen.retries.append(sum(one.failures > 0 for one in chosen))
            seen.visits += len(chosen)
            rows = []
            for one in chosen:
                name = one.account.account_id
                ended = as_of + timedelta(seconds=dice.randrange(1, 420))
                fails = name in gone or dice.random() < 0.05
                rows.append(
                    {
                        "run_id": f"run-{run:03d}", "account_id": name, "platform": "bluesky", "pages": 1,
                        "outcome": "gone" if name in gone else "failed" if fails else "complete", "reason": "cut" if fails else None,
                        "started_at": as_of.replace(tzinfo=None), "ended_at": ended.replace(tzinfo=None), "retry_at": None,
                    }
                )  # fmt: skip
                if name in gone:
                    seen.of_the_dead.setdefault(name, []).append(run)
                else:
                    seen.longest_wait = max(seen.longest_wait, run - last[name])
                last[name] = run
                if not fails:
                    if one.served_at is not None and stumbles[name] <= 2:
                        seen.longest_silence = max(seen.longest_silence, run - heard[name])
                    heard[name], stumbles[name] = run, 0
                else:
                    stumbles[name] += 1
            con.register("told", pa.Table.from_pylist(rows))
            con.execute(
                "create or replace temp table landed_visits as select * replace (retry_at::timestamp as retry_at, reason::varchar as reason) from told"
            )
            con.execute("begin")
            warehouse.build(con, keeping)
            con.execute("commit")
        assert con.execute("select count(*), count(distinct account_id) from ops.agenda").fetchall() == [
            (900 + dead,) * 2
        ]
    seen.longest_wait = max(seen.longest_wait, *(RUNS - last[name] for name in last if name not in gone))
    return seen


def test_no_living_account_waits_more_than_13_runs():
    assert simulate(100).longest_wait <= 13
    assert simulate(100).longest_silence <= 13


def test_the_dead_lengthen_the_wait_of_the_others_by_at_most_one_run():
    assert simulate(100).longest_wait <= simulate(0).longest_wait + 1


def test_retries_take_at_most_a_tenth_of_every_run():
    assert max(simulate(100).retries) <= BUDGET / 10
    assert max(simulate(0).retries) <= BUDGET / 10


def test_pauses_grow_with_every_failure():
    for runs in simulate(100).of_the_dead.values():
        pauses = [later - earlier for earlier, later in zip(runs, runs[1:], strict=False)]
        # a pause is at least what the failures before it call for; a full lane may make it longer, never shorter
        assert all(pause >= least for pause, least in zip(pauses, (1, 1, 1, 2, 3, 5, 8, 13, 21, 34), strict=False))
        assert len(runs) <= 10


def test_the_budget_is_spent():
    assert simulate(100).visits >= 0.97 * BUDGET * RUNS
