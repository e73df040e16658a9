"""What may be spent: a price for each question, and a purse for each run of a platform.

A question that costs names its price: the most it can cost, and what its answer did cost. The client reserves the most
before it asks, in a ledger that every process shares (ingest/ledger.py), and settles what it did cost afterwards. What
was asked and never answered stays reserved: the platform may have billed it. So spending never passes a limit of
brand.yaml, whatever crashes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_CEILING, Decimal

from config.brand import Budget, Limit
from ingest.answer import Answer
from ingest.errors import OverBudget
from ingest.ledger import Ledger

NOTHING = Decimal(0)


def _nothing(_: Answer) -> Decimal:
    return NOTHING


@dataclass(frozen=True, slots=True)
class Price:
    """What one question costs: at most `most` US dollars and always `calls` calls (or units of a quota).

    `of` reads off an answer that came back well what it did cost; other answers cost nothing.
    """

    most: Decimal = NOTHING
    of: Callable[[Answer], Decimal] = _nothing
    calls: int = 1


FREE = Price()


@dataclass(slots=True)
class Purse:
    """What one run may spend on one platform, `accounts` sharing it. One process has one; the ledger is shared."""

    ledger: Ledger
    platform: str
    run_id: str
    budget: Budget
    accounts: int = 1
    account_id: str = ""
    share: Decimal | None = None

    def begin(self, account_id: str, at: datetime) -> None:
        """From now on it is this account's turn: what it spends is its own, and so is its share of what is left."""
        self.account_id = account_id
        waiting = max(self.accounts - self.ledger.accounts(self.platform, self.run_id, account_id), 1)
        self.share = self._left(at)[0] / waiting if self._is_paid else None

    def left(self, at: datetime) -> Decimal:
        """The money this run may still spend."""
        return self._left(at)[0]

    def affordable(self, each: Decimal, most: int, least: int, at: datetime) -> int:
        """How many things of that price may be asked for at once, at most `most`. Raises OverBudget below `least`.

        An account that has spent its share gets no more while others may be waiting.
        """
        money, why = self._left(at)
        number = min(most, int(money / each)) if each else most
        if number < least:
            raise OverBudget(
                f"{self.platform}: ${money:.2f} is left {why}, and the next question could cost ${least * each:.2f}; "
                f"{self._whom} keeps its turn. Raise budgets.{self.platform} in brand.yaml, or wait."
            )
        if self.share is not None and self.ledger.account(self.platform, self.run_id, self.account_id) > self.share:
            raise OverBudget(
                f"{self.platform}: {self._whom} has spent its share of this run (${self.share:.2f}); the next run goes "
                "on from there."
            )
        return number

    def reserve(self, price: Price, at: datetime) -> str | None:
        """Put aside the most a question can cost; returns the receipt, None where nobody counts.

        Raises OverBudget where less is left in this run, day or month.
        """
        if not (price.most or self._counts_calls):
            return None
        receipt, short = self.ledger.reserve(
            self.platform, self.run_id, self.account_id, at, _up(price.most), price.calls, self._limits(at)
        )
        if short:
            raise OverBudget(
                f"{self.platform}: {short} in brand.yaml is used up, and the next question could cost "
                f"${price.most:.2f} and {price.calls} calls; {self._whom} keeps its turn. "
                f"Raise budgets.{self.platform}, or wait."
            )
        return receipt

    def settle(self, receipt: str | None, cost: Decimal) -> None:
        """Write down what a question did cost; 0 gives it back."""
        if receipt is not None:
            self.ledger.settle(receipt, _up(cost))

    @property
    def _whom(self) -> str:
        return self.account_id or "whoever was next"

    @property
    def _is_paid(self) -> bool:
        return any(limit.money for limit in (self.budget.per_run, self.budget.per_day, self.budget.per_month))

    @property
    def _counts_calls(self) -> bool:
        limits = (self.budget.per_run, self.budget.per_day, self.budget.per_month)
        return any(limit.calls is not None for limit in limits)

    def _limits(self, at: datetime) -> list[tuple[str, str, Limit]]:
        day = at.astimezone(UTC).date().isoformat()
        return [
            ("run_id", self.run_id, self.budget.per_run),
            ("day", day, self.budget.per_day),
            ("month", day[:7], self.budget.per_month),
        ]

    def _left(self, at: datetime) -> tuple[Decimal, str]:
        """The money left, and the limit that leaves the least."""
        words = {"run_id": "in this run", "day": "today (UTC)", "month": "this month"}
        limits = self._limits(at)
        spent = self.ledger.spent(self.platform, [(scope, value) for scope, value, _ in limits])
        return min(
            (max(limit.money - gone.money, NOTHING), words[scope])
            for (scope, _, limit), gone in zip(limits, spent, strict=True)
        )


def _up(money: Decimal) -> Decimal:
    """Millionths of a dollar, rounded up: the ledger counts whole ones."""
    return money.quantize(Decimal("0.000001"), ROUND_CEILING)
