"""Pace and limits: what a header means, and that all processes of a machine keep one pace."""

from __future__ import annotations

import multiprocessing
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import TryLater
from ingest.limits import MOST_WAIT, Limit, read_limit, seconds_left
from ingest.pace import FIRST_PENALTY, MOST_PENALTY, NoPace, Pace

NOW = datetime(2026, 10, 26, 6, 0, tzinfo=UTC)
IN_90 = NOW + timedelta(seconds=90)
EPOCH = int(IN_90.timestamp())


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90), ("90.5", 90.5), ("0", 0), (" 90 ", 90), ('"90"', 90), ("90;w=300", 90),
        (str(EPOCH), 90), (f"{EPOCH}.25", 90.25), (str(EPOCH * 1000), 90), (str(EPOCH * 10**6), 90), (str(EPOCH * 10**9), 90),
        ("2026-10-26T06:01:30Z", 90), ("2026-10-26T06:01:30.000Z", 90), ("2026-10-26T06:01:30.123456Z", 90.123456),
        ("2026-10-26T08:01:30+02:00", 90), ("2026-10-26T06:01:30", 90), ("2026-10-26 06:01:30 UTC", None),
        ("Mon, 26 Oct 2026 06:01:30 GMT", 90), ("Monday, 26-Oct-26 06:01:30 GMT", 90), ("Mon Oct 26 06:01:30 2026", 90),
        ("Mon, 26 Oct 2026 05:00:00 GMT", 0), (str(EPOCH - 3600), 0), ("2020-01-01T00:00:00Z", 0),
        ("99999999999999999999", 86_400), ("2999-01-01T00:00:00Z", 86_400), ("31000000", 86_400), ("500000000", None),
        ("", None), ("soon", None), ("-5", None), ("nan", None), ("inf", None), ("1e9", None), ("٣٠", None), ("1_000", None),
        ("0000-01-01T00:00:00Z", None), ("99, 88", None),
    ],
)  # fmt: skip
def test_every_form_of_a_moment_is_told_from_the_others(text: str, seconds: float | None) -> None:
    found = seconds_left(text, NOW)
    if text == "2026-10-26 06:01:30 UTC":  # a form nobody documents: understood or not, never wrong
        assert found in (None, 90.0)
    else:
        assert found == (None if seconds is None else pytest.approx(seconds, abs=1e-3))


@given(st.text(max_size=40))
def test_no_header_raises_or_waits_longer_than_a_day(text: str) -> None:
    found = seconds_left(text, NOW)
    assert found is None or 0 <= found <= MOST_WAIT.total_seconds()
    read_limit({"retry-after": text, "ratelimit": text, "date": text, "x-ratelimit-remaining": text}, NOW)


@given(st.integers(1, 86_400))
def test_all_forms_of_one_moment_agree(left: int) -> None:
    moment = NOW + timedelta(seconds=left)
    epoch = int(moment.timestamp())
    forms = [
        str(left),
        str(epoch),
        str(epoch * 1000),
        str(epoch * 10**6),
        moment.isoformat(),
        format_datetime(moment, True),
    ]
    assert {seconds_left(form, NOW) for form in forms} == {float(left)}


@pytest.mark.parametrize(
    ("headers", "limit"),
    [
        ({"retry-after": "90"}, Limit(IN_90)),
        ({"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(EPOCH)}, Limit(None, 0, IN_90)),  # X
        ({"x-ratelimit-remaining": "12", "x-ratelimit-reset": "2026-10-26T06:01:30.000Z"}, Limit(None, 12, IN_90)),  # Mastodon
        ({"ratelimit-remaining": "2999", "ratelimit-reset": str(EPOCH), "ratelimit-policy": "3000;w=300"}, Limit(None, 2999, IN_90)),
        ({"x-ratelimit-remaining": "98.0", "x-ratelimit-reset": "90"}, Limit(None, 98, IN_90)),  # Reddit
        ({"ratelimit": "limit=100, remaining=5, reset=90"}, Limit(None, 5, IN_90)),
        ({"ratelimit": '"hour";r=50;t=3000, "burst";r=0;t=90'}, Limit(None, 0, IN_90)),
        ({"x-ratelimit-remaining": "many"}, Limit()),
        ({}, Limit()),
    ],
)  # fmt: skip
def test_limits_are_read_as_each_platform_tells_them(headers: dict[str, str], limit: Limit) -> None:
    assert read_limit(headers, NOW) == limit


def test_absolute_times_are_read_by_the_clock_of_the_server() -> None:
    theirs = NOW - timedelta(minutes=10)
    headers = {
        "date": format_datetime(theirs, True),
        "retry-after": format_datetime(theirs + timedelta(seconds=90), True),
    }
    assert read_limit(headers, NOW).retry_at == IN_90
    assert read_limit(headers | {"age": "5"}, NOW).retry_at == NOW, "a cached Date is no clock"


class Clock:
    """A clock that a test sets and that sleeping moves."""

    def __init__(self) -> None:
        self.now, self.slept = NOW.timestamp(), []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pace(tmp_path: Path, clock: Clock) -> Pace:
    return Pace(tmp_path, 1.0, clock=clock, sleep=clock.sleep)


def test_two_requests_to_one_host_are_an_interval_apart_and_hosts_do_not_wait_for_each_other(
    pace: Pace, clock: Clock
) -> None:
    pace.take("a.example", 5)
    pace.take("b.example", 5)
    assert clock.slept == []
    pace.take("A.example", 5)
    assert clock.slept == [1.0]


def test_tokens_have_a_pace_each(tmp_path: Path, clock: Clock, pace: Pace) -> None:
    other = Pace(tmp_path, 1.0, token="other", clock=clock, sleep=clock.sleep)
    pace.take("a.example", 5)
    other.take("a.example", 5)
    assert clock.slept == []


def test_a_wait_longer_than_patience_is_try_later_at_once(pace: Pace, clock: Clock) -> None:
    assert pace.note("a.example", 429, {"retry-after": "90"}) == IN_90
    with pytest.raises(TryLater, match=r"a\.example may not be asked before 2026-10-26T06:01:30Z") as caught:
        pace.take("a.example", 5)
    assert caught.value.until == IN_90
    assert clock.slept == []
    clock.now += 90
    pace.take("a.example", 5)


def test_a_limit_learned_by_one_is_kept_by_all(tmp_path: Path, pace: Pace, clock: Clock) -> None:
    pace.note("a.example", 200, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(EPOCH)})
    with pytest.raises(TryLater):
        Pace(tmp_path, 1.0, clock=clock, sleep=clock.sleep).take("a.example", 5)


def test_what_remains_is_counted_down_and_not_believed_on_a_429(pace: Pace, clock: Clock) -> None:
    told = {"x-ratelimit-remaining": "2", "x-ratelimit-reset": str(EPOCH)}
    pace.note("a.example", 200, told)
    pace.take("a.example", 5)
    pace.take("a.example", 5)
    pace.note("a.example", 200, told)  # an older answer comes in late
    with pytest.raises(TryLater) as caught:
        pace.take("a.example", 5)
    assert caught.value.until == IN_90
    clock.now = float(EPOCH)
    pace.take("a.example", 5)
    pace.note("b.example", 429, {"x-rate-limit-remaining": "14", "x-rate-limit-reset": str(EPOCH + 100)})
    with pytest.raises(TryLater):
        pace.take("b.example", 5)


def test_a_429_without_a_header_waits_twice_as_long_each_time_until_one_is_answered(pace: Pace, clock: Clock) -> None:
    waits = []
    for _ in range(8):
        until = pace.note("a.example", 429, {})
        waits.append(until.timestamp() - clock.now)
        assert pace.note("a.example", 429, {}) == until, "one refusal of several requests under way is one refusal"
        clock.now = until.timestamp()
    assert waits == [min(FIRST_PENALTY * 2**n, MOST_PENALTY) for n in range(8)]
    pace.note("a.example", 200, {})
    assert pace.note("a.example", 429, {}).timestamp() - clock.now == FIRST_PENALTY


def test_a_429_whose_reset_is_over_waits_the_default(pace: Pace, clock: Clock) -> None:
    assert (
        pace.note("a.example", 429, {"x-ratelimit-reset": str(EPOCH - 3600)}).timestamp() - clock.now == FIRST_PENALTY
    )


def test_a_503_with_retry_after_is_heeded(pace: Pace) -> None:
    assert pace.note("a.example", 503, {"retry-after": "90"}) == IN_90


def test_a_clock_set_back_never_lengthens_a_wait(pace: Pace, clock: Clock) -> None:
    pace.note("a.example", 429, {"retry-after": "90"})
    clock.now -= 5 * 365 * 86_400
    with pytest.raises(TryLater) as caught:
        pace.take("a.example", 5)
    assert caught.value.until.timestamp() - clock.now == pytest.approx(90)
    clock.now += 90
    pace.take("a.example", 5)


def test_a_torn_or_foreign_file_is_an_empty_one(tmp_path: Path, pace: Pace, clock: Clock) -> None:
    pace.note("a.example", 429, {"retry-after": "90"})
    (file,) = tmp_path.iterdir()
    for torn in (
        b"",
        b'{"noted_at": 17',
        b"[]",
        b"\0" * 512,
        b'{"noted_at": NaN}',
        file.read_bytes().replace(b"1", b"x"),
    ):
        file.write_bytes(torn)
        pace.take("a.example", 5)
        file.write_bytes(b"")
    assert clock.slept == []


def test_who_waited_while_another_was_refused_waits_on(tmp_path: Path, clock: Clock) -> None:
    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        other.note("a.example", 429, {"retry-after": "90"})

    other = Pace(tmp_path, 1.0, clock=clock)
    pace = Pace(tmp_path, 1.0, clock=clock, sleep=sleep)
    pace.take("a.example", 5)
    with pytest.raises(TryLater):
        pace.take("a.example", 5)


def test_a_folder_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "pace").write_text("a file stands in the way")
    with pytest.raises(TryLater, match="cannot be written"):
        Pace(tmp_path / "pace").take("a.example", 5)


def test_recorded_limits_are_read_at_the_time_of_the_recording() -> None:
    assert NoPace(NOW).note("a.example", 429, {"retry-after": "90"}) == IN_90
    NoPace(NOW).take("a.example", 0)


def _ask_five_times(folder: Path, times: multiprocessing.Queue[float]) -> None:
    pace = Pace(folder, 0.05)
    for _ in range(5):
        pace.take("a.example", 30)
        times.put(time.time())


def test_processes_share_one_pace(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    times: multiprocessing.Queue[float] = context.Queue()
    workers = [context.Process(target=_ask_five_times, args=(tmp_path, times)) for _ in range(3)]
    for worker in workers:
        worker.start()
    asked = sorted(times.get(timeout=30) for _ in range(15))
    for worker in workers:
        worker.join(10)
    # a process may be slow to note its own time, so single gaps say little: fifteen requests take fourteen intervals
    assert asked[-1] - asked[0] >= 14 * 0.05 - 0.04
