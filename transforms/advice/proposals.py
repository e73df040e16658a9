"""Further accounts of people on the list, from what their own accounts say of themselves; proposed, never linked.

A handle that is a domain proves the domain; a website that a profile names, or an address in its description, is their
word for it. Likeness of names or pictures is no evidence. Mirrors made by bridges are left out.
"""

from __future__ import annotations

import csv
import io
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from config.faults import NotUnderstood
from config.handles import Handle, normalise_handle
from config.platforms import owner
from sql import warehouse
from transforms.advice.rules import configure

if TYPE_CHECKING:
    import duckdb

    from config import Config

log = logging.getLogger("earshot.advise")

PROVEN, SEVERAL, ONE = 1.0, 0.7, 0.6
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")
_FEDIVERSE = re.compile(r"(?<![\w@.])@[\w.-]+@[\w-]+(?:\.[\w-]+)+")
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")
# names that a service gives away: they prove nothing of a domain
_GIVEN_AWAY = (".bsky.social", ".brid.gy", ".bsky.team")

_TOLD = """
    select
        a.account_id, a.influencer_id, a.platform, coalesce(a.handle_now, a.handle) as handle,
        a.website, a.description
    from core.accounts as a
    join core.influencers as i using (influencer_id)
    join advice_platforms as f on f.platform = a.platform
    where a.is_listed and not a.is_brand and i.is_listed and not i.is_opted_out and f.uses = 'individual'
    order by a.account_id
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """One account that another account says is its own."""

    influencer_id: str
    account: Handle
    by: str  # account_id
    evidence: str
    is_proven: bool


def propose(con: duckdb.DuckDBPyConnection, config: Config, as_of: datetime) -> int:
    """Build marts.account_proposals; returns how many there are."""
    warehouse.create(con)
    configure(con, config, as_of)
    found = list(proposals(claim for row in warehouse.rows(con, _TOLD) for claim in claims(row)))
    _hand_over(con, found)
    con.execute("begin")
    try:
        warehouse.build(con, warehouse.order(("marts.account_proposals",)))
        (rows,) = con.execute("select count(*) from marts.account_proposals").fetchone() or (0,)
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise
    log.info("proposed %s accounts", rows)
    return int(rows)


def claims(row: Mapping[str, Any]) -> Iterator[Claim]:
    """What one account says of itself."""
    handle, by = row["handle"].lower(), row["account_id"]
    if row["platform"] == "bluesky" and _DOMAIN.fullmatch(handle) and not handle.endswith(_GIVEN_AWAY):
        yield from _claim(row, f"https://{handle}", f"the handle on Bluesky, {handle}, is that domain", is_proven=True)
    if row["website"]:
        yield from _claim(row, row["website"], f"the profile of {by} names it as its website")
    words = row["description"] or ""
    for told in (*_ADDRESS.findall(words), *_FEDIVERSE.findall(words)):
        yield from _claim(row, told.rstrip(".,;:!?"), f"the description of {by} names it")


def _claim(row: Mapping[str, Any], told: str, evidence: str, *, is_proven: bool = False) -> Iterator[Claim]:
    if "brid.gy" in told:
        return
    address = urlsplit(told)
    known = owner(address.hostname or "")
    is_fediverse = told.startswith("@") or (known is None and re.fullmatch(r"/(?:@|users/)[\w.-]+/?", address.path))
    platform = "mastodon" if is_fediverse else known or "feeds"
    try:
        account = normalise_handle(platform, told)
    except NotUnderstood:
        return  # an address of the platform that is nobody's account: a post, a page of help
    yield Claim(row["influencer_id"], account, row["account_id"], evidence, is_proven)


def proposals(claimed: Iterable[Claim]) -> Iterator[dict[str, Any]]:
    """One row a person and account, with all that speaks for it; what speaks of itself only is left out."""
    by_account: dict[tuple[str, str], list[Claim]] = {}
    own: dict[str, set[str]] = {}
    for claim in claimed:
        by_account.setdefault((claim.influencer_id, claim.account.account_id), []).append(claim)
        own.setdefault(claim.influencer_id, set()).add(claim.by)
    for (influencer_id, account_id), told in sorted(by_account.items(), key=lambda one: one[0]):
        if account_id in own[influencer_id] or _is_same_site(told[0].account, own[influencer_id]):
            continue
        sayers = sorted({claim.by for claim in told})
        proven = [claim for claim in told if claim.is_proven]
        evidence = "; ".join(dict.fromkeys(claim.evidence for claim in (*proven, *told)))
        yield {
            "influencer_id": influencer_id, "account_id": account_id, "platform": told[0].account.platform,
            "handle": told[0].account.handle, "url": told[0].account.url,
            "score": PROVEN if proven else SEVERAL if len(sayers) > 1 else ONE, "evidence": evidence,
            "evidence_account_ids": sayers, "csv_row": _row(influencer_id, told[0].account, evidence),
        }  # fmt: skip


def _is_same_site(account: Handle, own: Iterable[str]) -> bool:
    """True where a feed of the person lies on that site already."""
    if account.platform != "feeds":
        return False
    return any(urlsplit(one.removeprefix("feeds:")).hostname == account.host for one in own if one.startswith("feeds:"))


def _row(influencer_id: str, account: Handle, evidence: str) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([influencer_id, account.platform, account.handle, evidence, ""])
    return line.getvalue()


def _hand_over(con: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]) -> None:
    import pyarrow as pa

    text = pa.string()
    names = ("influencer_id", "account_id", "platform", "handle", "url", "evidence", "csv_row")
    schema = pa.schema(
        [*((one, text) for one in names), ("score", pa.float64()), ("evidence_account_ids", pa.list_(text))]
    )
    con.register("proposed_accounts", pa.Table.from_pylist(rows, schema=schema))
