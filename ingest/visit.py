"""Visit the accounts of one batch: ask, land every page, write down how each visit ended.

A visit that is begun again in the same run goes on after its last landed page, loaded or not, and asks for no page a
second time; one that ended is not begun again.
One account's failure never moves, blocks or starves another.
"""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from types import ModuleType

from ingest.client import Client
from ingest.errors import CannotLand, OverBudget, Problem, StopSource, TryLater
from ingest.landing import Ending, Landing, last_cursor, now
from ingest.memory import is_remembered, remembered
from ingest.secret import hide_known
from ingest.sources import Account, Cursor, Page

log = logging.getLogger("earshot.visit")


def visit_batch(
    source: ModuleType,
    batch: Iterable[tuple[Account, Cursor]],
    client: Client,
    landing: Landing,
    run_id: str,
    *,
    most_pages: int = 50,
) -> Counter[str]:
    """Visit every account of a batch; returns how many visits ended in which way.

    Raises StopSource when the platform as a whole will not answer (every account left is marked `stopped`), and
    TryLater, after all others were served, when some must be asked again: call it again then, with the same batch.
    """
    ended: Counter[str] = Counter()
    late: list[TryLater] = []
    stop: StopSource | None = None
    for account, cursor in batch:
        before = landing.ending(run_id, account)
        if before is not None and before.outcome != "late":
            ended[before.outcome] += 1
            continue
        try:
            if stop is not None:
                raise stop
            if client.purse is not None:
                client.purse.begin(account.account_id, client.clock())
            outcome = _visit(source, account, cursor, client, landing, run_id, most_pages)
        except OverBudget as problem:
            # who was heard in part goes to the end of the queue; who was not keeps its turn
            heard = bool(landing.pages(run_id, account))
            outcome = _end(landing, run_id, account, problem, retry_at=client.clock() if heard else None)
        except StopSource as problem:
            stop = problem
            outcome = _end(landing, run_id, account, problem)
        except TryLater as problem:
            late.append(problem)
            outcome = _end(landing, run_id, account, problem)
        except Problem as problem:
            outcome = _end(landing, run_id, account, problem)
        except CannotLand:
            raise
        except Exception as fault:  # one account's oddity must not starve the others of its batch
            log.exception("unexpected failure: %s", account.account_id)
            outcome = _end(
                landing,
                run_id,
                account,
                Problem(
                    f"{account.account_id}: {type(fault).__name__} while reading its answers. This is a fault of "
                    f"ingest/sources/{account.platform}.py, not of the account; its cursor stays. Please report it."
                ),
            )
        ended[outcome] += 1
        if outcome == "complete":
            log.info("visited %s: %s", account.account_id, outcome)
    if stop is not None:
        raise stop
    if late:
        raise min(late, key=lambda problem: problem.until)
    return ended


def _visit(
    source: ModuleType, account: Account, cursor: Cursor, client: Client, landing: Landing, run_id: str, most_pages: int
) -> str:
    landed = landing.pages(run_id, account)
    client.memory = remembered(landed)
    number = len(landed)
    reading: Callable[..., Iterable[Page]] = source.visit
    started = now()
    for page in reading(account, last_cursor(landed) or cursor, client, client.as_of):
        if is_remembered(page.answer):
            continue
        sys.audit("earshot.stage", "asked")
        landing.land(run_id, account, number, page)
        sys.audit("earshot.stage", "landed")
        number += 1
        if number >= most_pages:
            return _end(
                landing,
                run_id,
                account,
                None,
                "over budget",
                started,
                f"{account.account_id}: {number} pages in one run is the most; the next run goes on from there",
                client.clock(),
            )
    return _end(landing, run_id, account, None, "complete", started)


def _end(
    landing: Landing,
    run_id: str,
    account: Account,
    problem: Problem | None,
    outcome: str = "",
    started: datetime | None = None,
    reason: str | None = None,
    retry_at: datetime | None = None,
) -> str:
    outcome = problem.outcome if problem else outcome
    if problem or reason:  # the last lines of a task's log say who was not heard, and why
        log.warning("%s: %s: %s", account.account_id, outcome, problem or reason)
    ended = now()
    retry_at = problem.until if isinstance(problem, StopSource | TryLater) else retry_at
    landing.end(
        account,
        Ending(
            run_id=run_id,
            account_id=account.account_id,
            platform=account.platform,
            outcome=outcome,
            reason=hide_known(str(problem)) if problem else reason,
            pages=len(landing.pages(run_id, account)),
            started_at=(started or ended).isoformat(),
            ended_at=ended.isoformat(),
            retry_at=retry_at.isoformat() if retry_at else None,
        ),
    )
    return outcome
