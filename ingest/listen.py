"""The steps of listening, as the DAG `listen` and the command line call them: plan, visit, load, publish.

Each is a function of the run (`run_id`, `as_of`) and of what lies on disk; each may be killed and called again.
"""

from __future__ import annotations

import contextlib
import logging
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from config import Config, read_config
from config.settings import Settings, read_settings
from ingest import plan as planning
from ingest import sources, wanted
from ingest.budget import Purse
from ingest.client import Client, open_client
from ingest.credentials import Credentials, Keyring, from_environment, how_to_add
from ingest.errors import TryLater
from ingest.estimate import Estimate, Expects, estimate, heard, keep
from ingest.landing import Ending, Landing, now
from ingest.ledger import Ledger
from ingest.load import Loaded
from ingest.load import load as load_landed
from ingest.news import News, announce
from ingest.redact import forgotten
from ingest.report import Line, keep_report, read_report
from ingest.secret import Secret
from ingest.sources import Account
from ingest.spend import reconcile
from ingest.visit import visit_batch
from sql import warehouse

log = logging.getLogger("earshot.listen")

BATCH = 25  # accounts a task visits: a task costs the scheduler a second, an account a few requests
PATIENCE = timedelta(minutes=15)  # a run waits that long for a platform, not longer
MOST_ACCOUNTS = 1000  # of one platform in one run


@dataclass(frozen=True)
class Run:
    """One run: its name, its time, where its things lie, and who holds the keys."""

    run_id: str
    as_of: datetime
    settings: Settings
    keyring: Keyring = field(default=from_environment, compare=False)

    @classmethod
    def at(cls, as_of: datetime, settings: Settings | None = None, keyring: Keyring = from_environment) -> Run:
        """The run of a time; the same time gives the same run, so that a rerun goes on where it was cut."""
        moment = as_of.astimezone(UTC)
        return cls(f"listen-{moment:%Y-%m-%dT%H%M%SZ}", moment, settings or read_settings(), keyring)

    @cached_property
    def config(self) -> Config:
        return read_config(self.settings.config)

    @cached_property
    def landing(self) -> Landing:
        return Landing(self.settings.landing_dir)

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.settings.home / "ledger.sqlite")

    @property
    def warehouse_file(self) -> Path:
        return self.settings.warehouse_file


def plan(run: Run, platforms: Collection[str] = (), accounts: Collection[str] = ()) -> dict[str, list[dict[str, Any]]]:
    """What to visit, as batches by platform. Loads first what an earlier run landed, so that nothing is asked twice.

    `platforms` and `accounts` narrow the run; empty means all that are due. Raises ConfigFaults before anything is
    asked: for the configuration, and for names that nobody on the list bears. Accounts of platforms without a source,
    or without the credentials it needs, are written down as not collectable.
    """
    wanted.check(run.config, platforms, accounts)
    with warehouse.connect(run.warehouse_file) as con:
        load_landed(con, run.landing, run.config, run.as_of)
        reconcile(con, run.ledger, run.as_of)
        standings = list(_standings(con, run.config, accounts))
        before = heard(con, run.as_of)
    estimates: list[Estimate] = []
    planned: dict[str, list[dict[str, Any]]] = {}
    for platform in sorted({one.account.platform for one in standings}):
        if platforms and platform not in platforms:
            continue
        mine = [one for one in standings if one.account.platform == platform]
        source = sources.known().get(platform)
        if why := why_not(run, platform, source):
            log.warning("%s: not collectable: %s", platform, why)
            _not_collectable(run, mine, why)
            continue
        assert source is not None
        if accounts:  # who is named is asked, due or not; only where the platform asked for patience it gets it
            chosen = [one for one in mine if one.retry_at is None or one.retry_at <= run.as_of]
        else:
            chosen = planning.choose(mine, run.as_of, source.EVERY, MOST_ACCOUNTS)
        planned[platform] = [planning.to_json(batch) for batch in planning.batches(platform, chosen, BATCH)]
        due = planning.due(mine, run.as_of, source.EVERY)
        if due or chosen:
            estimates.append(
                estimate(
                    run.run_id, run.as_of, due, chosen, listed=len(mine), pace_seconds=source.PACE,
                    expects=getattr(source, "EXPECTS", Expects()), before=before,
                    budget=run.config.brand.budgets[platform],
                    money_left=_purse(run, platform).left(run.as_of if run.settings.replay else now()),
                )
            )  # fmt: skip
            log.info("planned %s", estimates[-1].words)
    keep(run.warehouse_file, estimates)
    return planned


def visit(run: Run, batch: Mapping[str, Any], *, may_wait: bool = True) -> Counter[str]:
    """Visit one batch; returns how many visits ended in which way.

    Raises StopSource, and TryLater where it is worth waiting for within this run; a longer wait, and any where nobody
    would come back (`may_wait` is false), is left to the run after it, which reads it in ops.agenda.
    """
    platform = str(batch["platform"])
    source = sources.known()[platform]
    accounts = planning.from_json(batch)
    with contextlib.closing(client_of(run, platform, int(batch["among"]))) as client:
        try:
            return visit_batch(source, accounts, client, run.landing, run.run_id)
        except TryLater as later:
            if may_wait and later.until - now() <= PATIENCE:
                raise
            log.warning("left to a later run: %s", later)
    endings = (run.landing.ending(run.run_id, account) for account, _ in accounts)
    return Counter(ending.outcome for ending in endings if ending)


def load(run: Run) -> Loaded:
    """Load all that has landed. Raises sql.expectations.CheckFailed, and then nothing of that slice is there."""
    with warehouse.connect(run.warehouse_file) as con:
        loaded = load_landed(con, run.landing, run.config, run.as_of)
        reconcile(con, run.ledger, run.as_of)
    log.info("loaded %s", loaded)
    return loaded


def publish(run: Run) -> News | None:
    """Put the read-only copy in its place; returns what it tells that no run has told of yet."""
    with warehouse.connect(run.warehouse_file) as con:
        news = announce(con, run.run_id)
    warehouse.publish(run.warehouse_file, run.settings.published_file)
    return news


def publish_copy(run: Run) -> Path:
    """Put the read-only copy in its place, and tell nobody."""
    return warehouse.publish(run.warehouse_file, run.settings.published_file)


def report(run: Run, dag_run_id: str | None = None) -> list[Line]:
    """How the run ended, account by account, as far as it was loaded; kept in ops.run_reports."""
    with warehouse.connect(run.warehouse_file) as con:
        warehouse.create(con)
        keep_report(con, run.run_id, "listen", dag_run_id)
        return read_report(con, run.run_id)


def why_not(run: Run, platform: str, source: ModuleType | None) -> str | None:
    """Why nobody can be asked on this platform; None where they can. A replay needs no credentials."""
    if source is None:
        return (
            f"no source reads {platform} here; import an export of it through `archive`, or take the line out of "
            "config/accounts.csv"
        )
    credentials = Credentials(platform) if run.settings.replay else run.keyring(platform)
    if warning := credentials.warning(run.as_of.date()):
        log.warning("%s", warning)
    missing = credentials.missing(getattr(source, "NEEDS", ()))
    if missing and not run.settings.replay:
        return f"{platform} needs credentials: {how_to_add(platform, missing)}"
    return None


def client_of(run: Run, platform: str, accounts: int = 1) -> Client:
    """The client of a platform, with its credentials and its purse, which so many accounts share."""
    source = sources.known()[platform]
    credentials = Credentials(platform) if run.settings.replay else run.keyring(platform)
    return open_client(
        platform=platform,
        pace_dir=run.settings.home / "pace",
        as_of=run.as_of,
        user_agent=run.settings.user_agent,
        replay=run.settings.replay,
        allow_hosts=run.settings.allow_hosts,
        pace_seconds=0.0 if run.settings.replay else source.PACE,
        token=_token(source, credentials),
        credentials=credentials,
        purse=_purse(run, platform, accounts),
    )


def _purse(run: Run, platform: str, accounts: int = 1) -> Purse:
    return Purse(run.ledger, platform, run.run_id, run.config.brand.budgets[platform], accounts)


def _token(source: ModuleType, credentials: Credentials) -> Secret | None:
    """The bearer token, for the source's own hosts or for the server named beside it."""
    hosts: tuple[str, ...] = getattr(source, "HOSTS", ())
    if not (credentials.token and hosts):
        return None
    named = urlsplit(credentials.base_url).hostname
    form = getattr(source, "HEADER", ("Authorization", "Bearer {}"))
    return Secret(credentials.token, (named,) if named else hosts, *form)


def _standings(con: Any, config: Config, accounts: Collection[str]) -> Iterator[planning.Standing]:
    known = {
        row["account_id"]: row
        for row in warehouse.rows(
            con,
            """
            select a.account_id, a.native_id, c.cursor::varchar as cursor,
                g.visited_at, g.served_at, g.failures, g.outcome, g.retry_at
            from core.accounts as a
            left join ops.cursors as c using (account_id)
            left join ops.agenda as g using (account_id)
            """,
        )
    }
    erased = forgotten(con)
    for one in config.accounts_to_listen():
        if erased and erased.is_named(one.platform, one.account_id):
            log.warning("an account in %s was erased on request and is not asked; take that line out", one.place)
            continue
        if accounts and one.account_id not in accounts and one.handle not in accounts:
            continue
        row = known.get(one.account_id, {})
        yield planning.Standing(
            account=Account(
                one.account_id, one.platform, one.handle, one.url, native_id=row.get("native_id"), is_brand=one.is_brand
            ),
            cursor=planning.read_cursor(row.get("cursor")),
            visited_at=_utc(row.get("visited_at")),
            served_at=_utc(row.get("served_at")),
            failures=row.get("failures") or 0,
            outcome=row.get("outcome"),
            retry_at=_utc(row.get("retry_at")),
        )


def _not_collectable(run: Run, standings: list[planning.Standing], why: str) -> None:
    for one in standings:
        at = run.as_of.isoformat()
        reason = f"{one.account.account_id}: {why}"
        run.landing.end(
            one.account,
            Ending(run.run_id, one.account.account_id, one.account.platform, "not collectable", reason, 0, at, at),
        )


def _utc(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at else None
