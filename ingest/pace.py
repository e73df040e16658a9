"""How often one host may be asked, shared by every process on this machine.

One small file per host and token lies in `folder`; whoever wants to ask locks it, takes the next free moment
and writes down when the one after that is. A process that is killed leaves at worst a moment unused; a torn
file is an empty one. The moments are wall-clock times, since processes share no other clock; a clock set back
never lengthens a wait.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import math
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from ingest.errors import TryLater
from ingest.limits import MOST_WAIT, Limit, read_limit

FIRST_PENALTY = 60.0  # seconds to wait after a 429 that says nothing
MOST_PENALTY = 3600.0
_SAME_WINDOW = 5.0  # seconds by which two tellings of one reset may differ

ReadLimit = Callable[[Mapping[str, str], datetime], Limit]


class Turns(Protocol):
    """Who says when a host may be asked: Pace, or NoPace for recorded answers."""

    def take(self, host: str, patience: float) -> None:
        """Return when it is our turn, or raise TryLater."""

    def note(self, host: str, status: int, headers: Mapping[str, str]) -> datetime:
        """Learn from an answer; returns when the host may be asked again."""


@dataclass(slots=True)
class _State:
    """What is known of one host. Times are epoch seconds; 0 is never, remaining -1 is not told."""

    noted_at: float = 0.0
    next_at: float = 0.0
    limited_until: float = 0.0
    penalty: float = 0.0
    remaining: int = -1
    reset_at: float = 0.0

    def at(self, now: float) -> None:
        """Make the state true at `now`: a clock set back shifts it, a window that is over is forgotten."""
        back = self.noted_at - now
        if back > 0:
            self.next_at, self.limited_until, self.reset_at = (
                moment - back for moment in (self.next_at, self.limited_until, self.reset_at)
            )
        most = now + MOST_WAIT.total_seconds()
        self.next_at, self.limited_until, self.reset_at = (
            min(moment, most) for moment in (self.next_at, self.limited_until, self.reset_at)
        )
        if self.reset_at <= now:
            self.remaining = -1
        self.noted_at = now

    def free_at(self, now: float) -> float:
        """When we may ask next."""
        spent = self.reset_at if self.remaining == 0 else 0.0
        return max(now, self.next_at, self.limited_until, spent)

    def learn(self, status: int, limit: Limit, now: float) -> None:
        """Take in what one answer told."""
        if status == 429:
            self._learn_refusal(limit, now)
            return
        if limit.retry_at and status >= 400:
            self.limited_until = max(self.limited_until, limit.retry_at.timestamp())
        elif status < 400:
            self.penalty = 0.0
        reset = limit.reset_at.timestamp() if limit.reset_at else 0.0
        if limit.remaining is None or reset <= now:
            return
        same = self.remaining >= 0 and abs(reset - self.reset_at) <= _SAME_WINDOW
        # others may have asked since this answer was made, and their answers may have come first
        self.remaining = min(self.remaining, limit.remaining) if same else limit.remaining
        self.reset_at = reset

    def _learn_refusal(self, limit: Limit, now: float) -> None:
        # what remains is not believed on a 429: X tells 14 left of 15 on it
        told = limit.retry_at or limit.reset_at
        until = told.timestamp() if told else 0.0
        if until <= now and not (limit.retry_at and told == limit.retry_at):
            if self.limited_until <= now or not self.penalty:
                self.penalty = min(self.penalty * 2 or FIRST_PENALTY, MOST_PENALTY)
                until = now + self.penalty
            else:  # others were under way when the first was refused: that is one refusal, not several
                until = self.limited_until
        self.limited_until = max(self.limited_until, until)


@dataclass(frozen=True, slots=True)
class Pace:
    """Waits a turn before each request and learns from each answer; `interval` seconds lie between two."""

    folder: Path
    interval: float = 1.0
    token: str = ""
    read: ReadLimit = read_limit
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep

    def take(self, host: str, patience: float) -> None:
        """Return when it is our turn to ask `host`; TryLater at once where it is beyond `patience`, in s."""
        given_up_at = time.monotonic() + 2 * patience + self.interval + 1.0
        while True:
            with self._state(host) as state:
                now = state.noted_at
                turn = state.free_at(now)
                is_ours = turn - now <= patience and time.monotonic() <= given_up_at
                if is_ours:
                    state.next_at = turn + self.interval
                    state.remaining -= state.remaining > 0
            if not is_ours:  # raised out here so that the state is written: it may have met a clock set back
                raise TryLater(
                    f"{host} may not be asked before {_shown(turn)}; it was not asked and the cursor stays.",
                    datetime.fromtimestamp(turn, UTC),
                )
            if turn <= now:
                return
            self.sleep(turn - now)
            with self._state(host) as state:
                # somebody else may have been refused while we waited; then we queue again
                if state.limited_until <= state.noted_at:
                    return

    def note(self, host: str, status: int, headers: Mapping[str, str]) -> datetime:
        """Learn from an answer; returns when the host may be asked again."""
        with self._state(host) as state:
            now = state.noted_at
            state.learn(status, self.read(headers, datetime.fromtimestamp(now, UTC)), now)
            return datetime.fromtimestamp(state.free_at(now), UTC)

    @contextmanager
    def _state(self, host: str) -> Iterator[_State]:
        """The state of a host, locked, true now; written back unless the body raises."""
        name = hashlib.sha256(f"{host.lower()}\n{self.token}".encode()).hexdigest()[:32]
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = os.open(self.folder / f"{name}.json", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as fault:
            raise self._unwritable(fault) from None
        try:
            self._lock(file, host)
            state = _read(os.pread(file, 4096, 0))
            state.at(self.clock())
            yield state
            try:
                # one write of one length: a reader sees the old state or the new one, a kill leaves no half
                os.pwrite(file, json.dumps(asdict(state)).encode().ljust(512), 0)
            except OSError as fault:
                raise self._unwritable(fault) from None
        finally:
            os.close(file)

    def _lock(self, file: int, host: str) -> None:
        """Lock, or TryLater: whoever holds it does so for microseconds, unless stopped in the middle."""
        until = time.monotonic() + 5
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as fault:
                if fault.errno not in (errno.EWOULDBLOCK, errno.EINTR):
                    raise self._unwritable(fault) from None
            else:
                return
            if time.monotonic() > until:
                raise TryLater(
                    f"the pace of {host} in {self.folder} is locked for 5 s; look for a stopped process.",
                    datetime.fromtimestamp(self.clock() + FIRST_PENALTY, UTC),
                )
            time.sleep(0.01)

    def _unwritable(self, fault: OSError) -> TryLater:
        return TryLater(
            f"{self.folder} cannot be written ({fault.strerror}), and without it no pace can be kept; "
            "nothing was asked. Free some space or mend the folder's rights.",
            datetime.fromtimestamp(self.clock() + 5 * FIRST_PENALTY, UTC),
        )


@dataclass(frozen=True, slots=True)
class NoPace:
    """Recorded answers need no waiting; what they tell is still read, at the time they were asked for."""

    now: datetime
    read: ReadLimit = read_limit

    def take(self, host: str, patience: float) -> None:
        """It is always our turn."""

    def note(self, host: str, status: int, headers: Mapping[str, str]) -> datetime:  # noqa: ARG002
        """When the recorded `host` would have wanted to be asked again."""
        state, now = _State(), self.now.timestamp()
        state.learn(status, self.read(headers, self.now), now)
        return self.now + timedelta(seconds=state.free_at(now) - now)


def _read(content: bytes) -> _State:
    try:
        told = json.loads(content)
        found = {field.name: float(told[field.name]) for field in fields(_State)}
    except (ValueError, TypeError, KeyError, RecursionError):
        return _State()
    if not all(map(math.isfinite, found.values())):
        return _State()
    return _State(**found | {"remaining": int(found["remaining"])})  # type: ignore[arg-type]


def _shown(moment: float) -> str:
    return datetime.fromtimestamp(math.ceil(moment), UTC).isoformat().replace("+00:00", "Z")
