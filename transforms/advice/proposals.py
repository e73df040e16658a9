"""Further accounts of people on the list, from what their own accounts and pages say; proposed, never linked.

What is said is read in said.py and judged in evidence.py. Mirrors that bridges make of an account are told apart, in
marts.account_mirrors: they are the same person's words, and nobody there is to be asked.
"""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from config.elsewhere import mirror_at
from config.handles import Handle
from sql import warehouse
from transforms.advice import evidence, said
from transforms.advice.evidence import ONE, SEVERAL, Claim
from transforms.advice.rules import configure
from transforms.advice.said import Person

if TYPE_CHECKING:
    import duckdb

    from config import Config

log = logging.getLogger("earshot.advise")
TABLES = ("marts.account_proposals", "marts.account_mirrors")


def propose(con: duckdb.DuckDBPyConnection, config: Config, as_of: datetime) -> int:
    """Build marts.account_proposals and marts.account_mirrors; returns how many proposals there are."""
    warehouse.create(con)
    configure(con, config, as_of)
    everybody = said.people(con)
    _hand_over(con, list(proposals(everybody, evidence.claims(everybody, said.held(con)))), list(mirrors(everybody)))
    with warehouse.transaction(con):
        warehouse.build(con, warehouse.order(TABLES))
        (rows,) = con.execute("select count(*) from marts.account_proposals").fetchone() or (0,)
    log.info("proposed %s accounts", rows)
    return int(rows)


def proposals(everybody: Iterable[Person], claimed: Iterable[Claim]) -> Iterator[dict[str, Any]]:
    """One row a person and account, with all that speaks for it, the strongest first; what is listed is left out."""
    own = {person.influencer_id: person for person in everybody}
    by_account: dict[tuple[str, str], list[Claim]] = {}
    for claim in claimed:
        by_account.setdefault((claim.influencer_id, claim.account.account_id), []).append(claim)
    for (influencer_id, account_id), told in sorted(by_account.items(), key=lambda one: one[0]):
        person, account = own[influencer_id], told[0].account
        if account_id in person.known or _is_same_site(account, person.account_ids):
            continue
        told.sort(key=lambda one: (-one.score, one.voice, one.evidence))
        best = told[0]
        is_several = best.score == ONE and len({one.voice for one in told}) > 1
        words = "; ".join(dict.fromkeys(one.evidence for one in told))
        yield {
            "influencer_id": influencer_id, "account_id": account_id, "platform": account.platform,
            "handle": account.handle, "url": account.url, "score": SEVERAL if is_several else best.score,
            "method": best.method, "evidence": words, "evidence_account_ids": sorted({one.by for one in told}),
            "evidence_urls": list(dict.fromkeys(url for one in told for url in one.urls)),
            "told_at": max((one.told_at for one in told if one.told_at), default=None),
            "csv_row": _row(influencer_id, account, words),
        }  # fmt: skip


def mirrors(everybody: Iterable[Person]) -> Iterator[dict[str, Any]]:
    """The mirrors of listed accounts that their profiles and pages name, each once."""
    for person in everybody:
        told = [(one.address, one.by["account_id"]) for one in person.named]
        told += [(claim[0], page.resolved_url) for page in person.pages.values() for claim in page.claims]
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for address, by in sorted(told):
            mirror = mirror_at(address)
            if mirror and mirror.original.account_id in person.known:
                found.setdefault((mirror.platform, mirror.handle), {
                    "influencer_id": person.influencer_id, "platform": mirror.platform, "handle": mirror.handle,
                    "mirrored_account_id": mirror.original.account_id, "told_by": by,
                })  # fmt: skip
        yield from (found[key] for key in sorted(found))


def _is_same_site(account: Handle, own: Iterable[str]) -> bool:
    """True where a feed of the person lies on that site already."""
    if account.platform != "feeds":
        return False
    return any(urlsplit(one.removeprefix("feeds:")).hostname == account.host for one in own if one.startswith("feeds:"))


def _row(influencer_id: str, account: Handle, words: str) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([influencer_id, account.platform, account.handle, words, ""])
    return line.getvalue()


def _hand_over(
    con: duckdb.DuckDBPyConnection, proposed: Sequence[Mapping[str, Any]], mirrored: Sequence[Mapping[str, Any]]
) -> None:
    import pyarrow as pa

    text, texts = pa.string(), pa.list_(pa.string())
    names = ("influencer_id", "account_id", "platform", "handle", "url", "method", "evidence", "csv_row")
    shape = pa.schema([
        *((one, text) for one in names), ("score", pa.decimal128(9, 6)), ("evidence_account_ids", texts),
        ("evidence_urls", texts), ("told_at", pa.timestamp("us")),
    ])  # fmt: skip
    con.register("proposed_accounts", pa.Table.from_pylist([dict(one) for one in proposed], schema=shape))
    shape = pa.schema(
        [(one, text) for one in ("influencer_id", "platform", "handle", "mirrored_account_id", "told_by")]
    )
    con.register("mirrored_accounts", pa.Table.from_pylist([dict(one) for one in mirrored], schema=shape))
