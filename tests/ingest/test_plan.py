"""Whom a run visits: nobody starves, the dead cost little, a plan keeps its budget whatever the clock says.

A retry is a visit to an account whose last visit failed, whoever's turn it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.plan import LONGEST_PAUSE, RETRY_SHARE, Standing, batches, choose, from_json, pause, to_json
from ingest.sources import Account

START = datetime(2026, 9, 7, 6, tzinfo=UTC)
EVERY = timedelta(minutes=30)
RUNS = 300
SEEDS = range(4)


@dataclass
class Told:
    """What a simulation saw. Waits are in runs; `retries` one number a run."""

    longest_ask: int = 0
    longest_hear: int = 0  # of accounts with at most two failures in a row since they were last heard
    retries: list[int] = field(default_factory=list)
    dead_visits: dict[str, list[int]] = field(default_factory=dict)


@cache
def simulate(
    seed: int, living: int = 900, dead: int = 100, most: int = 100, failing: float = 0.05, silent: bool = False
) -> Told:
    """Nobody was ever asked before; every account is due in every run; visits end some minutes after their run began.

    Of a dead account its platform says that it is gone; a `silent` one only fails, as a living one does by chance.
    """
    dice, told = Random(seed), Told()
    names = [f"bluesky:{number:04d}.example.com" for number in range(living + dead)]
    dice.shuffle(names)
    gone = set(names[:dead])
    agenda = {name: Standing(Account(name, "bluesky", name)) for name in names}
    asked, heard, stumbled = dict.fromkeys(names, -1), dict.fromkeys(names, 0), dict.fromkeys(names, 0)
    for run in range(RUNS):
        as_of = START + EVERY * run
        chosen = choose(agenda.values(), as_of, EVERY, most)
        told.retries.append(sum(one.failures > 0 for one in chosen))
        for one in chosen:
            name, ended = one.account.account_id, as_of + timedelta(seconds=dice.randrange(1, 420))
            if name in gone or dice.random() < failing:
                said = "gone" if name in gone and not silent else "failed"
                agenda[name] = replace(one, visited_at=ended, failures=one.failures + 1, outcome=said)
                stumbled[name] += 1
            else:
                agenda[name] = replace(one, visited_at=ended, served_at=ended, failures=0, outcome="complete")
                if stumbled[name] <= 2 and asked[name] >= 0:
                    told.longest_hear = max(told.longest_hear, run - heard[name] if one.served_at else 0)
                heard[name], stumbled[name] = run, 0
            if name in gone:
                told.dead_visits.setdefault(name, []).append(run)
            else:
                told.longest_ask = max(told.longest_ask, run - asked[name])
            asked[name] = run
    told.longest_ask = max(told.longest_ask, *(RUNS - asked[name] for name in names if name not in gone))
    return told


@pytest.mark.parametrize("seed", SEEDS)
def test_no_living_account_waits_more_than_13_runs(seed):
    assert simulate(seed).longest_ask <= 13
    assert simulate(seed).longest_hear <= 13


@pytest.mark.parametrize("seed", SEEDS)
def test_the_dead_lengthen_the_wait_of_others_by_at_most_one_run(seed):
    assert simulate(seed).longest_ask <= simulate(seed, dead=0).longest_ask + 1
    assert simulate(seed).longest_hear <= simulate(seed, dead=0).longest_hear + 1


@pytest.mark.parametrize("silent", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_retries_take_at_most_a_tenth_of_every_run(seed, silent):
    assert max(simulate(seed, silent=silent).retries) <= 10
    assert max(simulate(seed, dead=0).retries) <= 10


@pytest.mark.parametrize("seed", SEEDS)
def test_dead_accounts_of_which_nobody_says_so_delay_others_only_until_they_are_known(seed):
    # 245 accounts may have failed by the tenth run, and each gets a tenth of a run: whoever stumbled waits among them
    assert simulate(seed, silent=True).longest_ask <= 22


def test_the_dead_are_asked_more_and_more_seldom():
    for runs in simulate(0).dead_visits.values():
        assert len(runs) <= 14
        assert runs[-1] - runs[-2] >= 30


def test_pauses_grow_and_end_at_thirty_days():
    pauses = [pause(failures, EVERY) for failures in range(1, 40)]
    assert pauses == sorted(pauses)
    assert len(set(pauses)) > 8
    assert max(pauses) <= LONGEST_PAUSE
    assert pause(40, timedelta(days=90)) == timedelta(days=90)


def test_many_stumbles_silence_nobody_for_good():
    assert simulate(0, failing=0.2).longest_ask < RUNS


def test_who_was_never_asked_comes_first():
    served = [_standing(number, served=START - timedelta(days=9)) for number in range(5)]
    assert choose([*served, _standing(9)], START, EVERY, 1) == [_standing(9)]


def test_an_account_served_by_the_last_run_is_due_again_in_the_next():
    ended = START + timedelta(minutes=6)
    assert choose([_standing(1, visited=ended, served=ended)], START + EVERY, EVERY, 10)


def test_a_server_that_is_always_late_does_not_stand_first_for_ever():
    late = [_standing(n, visited=START, retry_at=START + timedelta(minutes=5)) for n in range(10)]
    quiet = [_standing(n, visited=START - EVERY, served=START - EVERY) for n in range(10, 20)]
    assert choose([*late, *quiet], START + EVERY, EVERY, 10) == quiet


def test_who_was_not_asked_because_the_platform_stopped_keeps_its_place():
    stopped = _standing(1, visited=START, served=START - timedelta(days=2))
    served = _standing(2, visited=START - timedelta(days=1), served=START - timedelta(days=1))
    assert choose([served, stopped], START + EVERY, EVERY, 1) == [stopped]


def test_what_retries_do_not_use_the_others_do():
    assert len(choose([_standing(number) for number in range(50)], START, EVERY, 20)) == 20


def test_a_batch_travels_unchanged():
    chosen = [replace(_standing(number), cursor={"newest": str(number)}) for number in range(5)]
    parts = batches("bluesky", chosen, 2)
    assert [part.label for part in parts] == [
        "bluesky 1/3 (2 accounts)",
        "bluesky 2/3 (2 accounts)",
        "bluesky 3/3 (1 account)",
    ]
    travelled = [pair for part in parts for pair in from_json(to_json(part))]
    assert travelled == [(one.account, one.cursor) for one in chosen]


def _standing(number, visited=None, served=None, failures=0, retry_at=None):
    account = Account(f"bluesky:{number:04d}", "bluesky", f"{number:04d}")
    return Standing(account, {}, visited, served, failures, retry_at)


# times a stored agenda may hold after a clock stood years back or ahead, minutes around now among them
moments = (
    st.none()
    | st.integers(-4_000_000, 4_000_000).map(lambda minutes: START + timedelta(minutes=minutes))
    | (st.integers(-90, 90).map(lambda minutes: START + timedelta(minutes=minutes)))
)
standings = st.lists(
    st.tuples(st.integers(0, 60), moments, moments, st.integers(0, 20), moments),
    max_size=60,
    unique_by=lambda row: row[0],
).map(lambda rows: [_standing(*row) for row in rows])
budgets = st.integers(0, 40)


@given(standings, budgets)
def test_a_plan_keeps_its_budget_and_picks_nobody_twice(agenda, most):
    chosen = [one.account.account_id for one in choose(agenda, START, EVERY, most)]
    assert len(chosen) == len(set(chosen)) <= most


@given(standings, budgets, st.randoms())
def test_the_same_agenda_gives_the_same_plan(agenda, most, dice):
    shuffled = dice.sample(agenda, len(agenda))
    assert choose(agenda, START, EVERY, most) == choose(shuffled, START, EVERY, most)


@given(standings, budgets)
def test_a_budget_is_used_while_somebody_healthy_is_due(agenda, most):
    chosen = choose(agenda, START, EVERY, most)
    healthy = [one for one in choose(agenda, START, EVERY, 1000) if not one.failures]
    assert len(chosen) == most or all(one in chosen for one in healthy)


@given(standings, budgets)
def test_nobody_is_asked_before_the_time_a_platform_set(agenda, most):
    for one in choose(agenda, START, EVERY, most):
        assert one.retry_at is None or one.retry_at <= START or one.retry_at >= START + LONGEST_PAUSE


@given(standings, budgets)
def test_nobody_is_asked_who_is_not_due(agenda, most):
    for one in choose(agenda, START, EVERY, most):
        last = one.visited_at if one.failures else one.served_at
        if last is not None and last <= START:
            # a quarter of an interval is forgiven: visits end minutes after their run began
            assert START - last >= pause(one.failures, EVERY) - EVERY / 4


@given(standings)
def test_no_clock_silences_an_account_for_good(agenda):
    heard, as_of = set(), START
    standing = {one.account.account_id: one for one in agenda}
    for _ in range(2 * 80):  # eighty days: the longest pause, and a few turns
        for one in choose(standing.values(), as_of, timedelta(days=1), 3):
            heard.add(one.account.account_id)
            standing[one.account.account_id] = replace(
                one, visited_at=as_of, served_at=as_of, failures=0, retry_at=None
            )
        if len(heard) == len(agenda):
            return
        as_of += timedelta(hours=12)
    raise AssertionError(f"never asked: {sorted(set(standing) - heard)}")


def test_retries_have_a_tenth():
    assert RETRY_SHARE == 0.1
