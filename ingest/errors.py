"""What can go wrong when we ask, named for what to do next.

    Problem                     something an operator may have to hear of
    ├── StopSource              leave this platform alone for the rest of the run (401, 402, 403, usage capped)
    ├── SkipAccount             leave this account alone, go on with the others
    │   ├── NotFound            404: twice an hour apart means gone; the handle may have changed
    │   ├── Gone                410, suspended, taken down: definite
    │   └── OptedOut            the account asks not to be read by the likes of us
    ├── OverBudget              its next question could cost more than brand.yaml lets us spend; the cursor stays
    ├── TryLater                come back at `until` (429, 5xx, timeouts, resets); the cursor stays
    └── NotUnderstood           an answer that is not what the platform documents; the page is refused whole
        ├── RepeatedCursor      the platform handed out the same cursor twice: an error, not an endless loop
        ├── TooLarge            the body is over the cap
        └── Refused             the guard does not let this address be asked

CannotLand stands apart: what came back cannot be written down, so nobody is asked for anything more.

Every message says what, to whom, what now. None holds a secret: addresses are scrubbed before they get here.
"""

from __future__ import annotations

from datetime import UTC, datetime


class Problem(Exception):
    """Something went wrong while asking; `outcome` is the word `ops.visits` keeps for it."""

    outcome = "failed"


class StopSource(Problem):
    """The platform as a whole will not answer us in this run. `until` (UTC): when it says that it will again."""

    outcome = "stopped"

    def __init__(self, message: str, until: datetime | None = None) -> None:
        super().__init__(message)
        self.until = until.astimezone(UTC) if until else None

    def __reduce__(self) -> tuple[type[StopSource], tuple[str, datetime | None]]:
        return StopSource, (str(self), self.until)


class SkipAccount(Problem):
    """This account cannot be read; the others can."""


class NotFound(SkipAccount):
    """The platform does not know the account (any more)."""

    outcome = "not found"


class Gone(SkipAccount):
    """The account is suspended, deactivated or taken down, and the platform says so."""

    outcome = "gone"


class OptedOut(SkipAccount):
    """The account asks not to be indexed, or shows its posts to members only."""

    outcome = "opted out"


class OverBudget(Problem):
    """There is not money, or are not calls, enough left for the next question; a later run goes on."""

    outcome = "over budget"


class TryLater(Problem):
    """Not now. `until` (UTC) is when the platform, or our own patience, says to come back."""

    outcome = "late"

    def __init__(self, message: str, until: datetime) -> None:
        super().__init__(message)
        self.until = until.astimezone(UTC)

    def __reduce__(self) -> tuple[type[TryLater], tuple[str, datetime]]:
        # Airflow pickles exceptions between processes; without this `until` would be lost
        return TryLater, (str(self), self.until)


class NotUnderstood(Problem):
    """The answer is not of the documented kind: the page is refused and the cursor stays."""


class RepeatedCursor(NotUnderstood):
    """The platform handed out a cursor it had handed out before."""


class TooLarge(NotUnderstood):
    """The body is larger than we are willing to hold."""


class Refused(NotUnderstood):
    """The guard refused the address: private network, odd scheme, too many redirects."""


class CannotLand(Exception):
    """The landing folder takes no more: the disk is full, or not ours to write."""
