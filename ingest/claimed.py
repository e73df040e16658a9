"""What looks at the pages of accounts have told, taken into core.account_pages and core.page_claims."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.elsewhere import account_at
from ingest import look_steps
from ingest.redact import Forgotten, write
from sql import expectations, warehouse

if TYPE_CHECKING:
    import duckdb

TABLES = ("core.account_pages", "core.page_claims")
Told = Mapping[str, Any]  # a landed answer, see ingest.homes


def take(con: duckdb.DuckDBPyConnection, told: Sequence[Told], run_id: str) -> dict[str, int]:
    """One transaction; how many pages were looked at anew, and their claims. What was taken before changes nothing."""
    started = datetime.now(UTC).replace(tzinfo=None)
    pages = _fresh(con, told)
    claims = list(_claims(pages))
    if not pages:
        return {"pages": 0, "claims": 0}
    _hand_over(con, pages, claims)
    with warehouse.transaction(con):
        warehouse.build(con, warehouse.order(TABLES))
        sys.audit("earshot.stage", "claims taken")
        answers = expectations.demand(
            expectations.ask_facts(con, "core._claimed", len(pages)),
            "what was told waits in landing/homes/inbox. Mend the cause (most often ingest/claimed.py) and run the "
            "load again.",
        )
        told_by = ("account_id", "page_id", "asked_at")
        look_steps.note(con, "homes", run_id, pages, told_by, 0, answers, started)
    sys.audit("earshot.stage", "claims committed")
    return {"pages": len(pages), "claims": len(claims)}


def is_erased(who: Forgotten, address: str) -> bool:
    """Whether an address is that of an account that was erased on request."""
    found = account_at(address) if who else None
    return found is not None and any(who.is_named(found.platform, one) for one in (found.account_id, found.handle))


def left(told: Told, who: Forgotten) -> Told | None:
    """A landed answer without whom it names although they were erased on request; None where the page is theirs."""
    if is_erased(who, told["page_url"]):
        return None
    claims = [one for one in told["claims"] if not is_erased(who, one["claimed"])]
    return told if len(claims) == len(told["claims"]) else {**told, "claims": claims}


def unlist(landing: Path, marks: Collection[str]) -> int:
    """Take addresses that hold one of these marks out of what landed profiles link to; how many files that changed."""
    changed = 0
    for root in ("inbox", "kept"):
        for file in sorted((landing / root).rglob("*.json")):
            content = file.read_bytes()
            if not any(mark.encode() in content for mark in marks):
                continue
            told = json.loads(content)
            learned = told.get("learned") or {}
            links: list[Any] = learned["links"] if isinstance(learned.get("links"), list) else []
            left_over = [one for one in links if not any(mark in json.dumps(one) for mark in marks)]
            if len(left_over) < len(links):
                learned["links"] = left_over
                write(file, json.dumps(told, ensure_ascii=True).encode() + b"\n")
                changed += 1
    return changed


def _fresh(con: duckdb.DuckDBPyConnection, told: Sequence[Told]) -> list[dict[str, Any]]:
    """A row for each account and page: the newest look, where it is newer than what is known, of accounts we know."""
    accounts = {one for (one,) in con.execute("select account_id from core.accounts").fetchall()}
    known = {
        (account, page): at
        for account, page, at in con.execute("select account_id, page_id, looked_at from core.account_pages").fetchall()
    }
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for one in sorted(told, key=lambda each: str(each["asked_at"])):
        looked_at = datetime.fromisoformat(one["asked_at"]).astimezone(UTC).replace(tzinfo=None)
        for account_id in one["account_ids"]:
            key = (account_id, one["page_id"])
            # an account that was forgotten meanwhile has no pages
            if account_id in accounts and (key not in known or known[key] < looked_at):
                named = [each["named_by"] for each in (newest.get(key), one) if each]
                newest[key] = {**one, "account_id": account_id, "looked_at": looked_at,
                               "named_by": None if None in named else one["named_by"]}  # fmt: skip
    return [newest[key] for key in sorted(newest)]


def _claims(pages: Sequence[Told]) -> Iterator[dict[str, Any]]:
    for page in pages:
        for claim in page["claims"]:
            yield {"account_id": page["account_id"], "page_id": page["page_id"], "told_at": page["looked_at"], **claim}


def _hand_over(con: duckdb.DuckDBPyConnection, pages: Sequence[Told], claims: Sequence[Told]) -> None:
    import pyarrow as pa

    text, time = pa.string(), pa.timestamp("us")
    names = ("account_id", "page_id", "page_url", "named_by", "resolved_url", "failure")
    shape = pa.schema([*((name, text) for name in names), ("is_passing", pa.bool_()), ("looked_at", time)])
    con.register("told_pages", pa.Table.from_pylist([dict(one) for one in pages], schema=shape))
    shape = pa.schema([*((name, text) for name in ("account_id", "page_id", "claimed", "method")), ("told_at", time)])
    con.register("told_claims", pa.Table.from_pylist([dict(one) for one in claims], schema=shape))
