"""Who is listed: influencers and accounts as config/ has them now, handed to SQL, checked and committed."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import duckdb

from ingest import expectations
from ingest.slices import stage
from sql import warehouse

if TYPE_CHECKING:
    from config import Config

LISTED = ("core.influencers", "core.accounts", "core.account_links")


def take(con: duckdb.DuckDBPyConnection, config: Config) -> None:
    """Keep influencers and accounts as they are now, whether or not anything has landed.

    Where they are as they were, nothing is written, and nothing need be asked. Raises expectations.CheckFailed.
    """
    hand_over(con, config)
    started = datetime.now(UTC).replace(tzinfo=None)
    stage(con, {"": [warehouse.FOLDER / "staging" / "nothing.json"]})
    con.execute("begin")  # by hand: a list that is as it was is taken back, so that nothing is written
    try:
        before = _listed(con)
        warehouse.build(con, warehouse.order(LISTED))
        if _listed(con) == before:
            con.execute("rollback")
            return
        answers, step_id = expectations.check_listed(con), f"configure-{_digest(con)}"
        ended = datetime.now(UTC).replace(tzinfo=None)
        con.execute("delete from ops.validations where step_id = $id", {"id": step_id})
        con.execute("delete from ops.steps where step_id = $id", {"id": step_id})
        con.execute(
            """
            insert into ops.steps by name
            select $id as step_id, 'configure' as step, $started::timestamp as started_at, $ended::timestamp as ended_at
            """,
            {"id": step_id, "started": started, "ended": ended},
        )
        expectations.note(con, step_id, answers, ended)
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise


def _listed(con: duckdb.DuckDBPyConnection) -> list[tuple[int, int]]:
    """What depends on every row of the tables that the configuration moves."""
    return [con.execute(f"select count(*), bit_xor(hash(one)) from {name} as one").fetchall()[0] for name in LISTED]


def _digest(con: duckdb.DuckDBPyConnection) -> str:
    return hashlib.md5(repr(_listed(con)).encode(), usedforsecurity=False).hexdigest()


def hand_over(con: duckdb.DuckDBPyConnection, config: Config) -> None:
    """Hand the configured influencers and accounts to SQL as tables."""
    tables: dict[str, list[dict[str, Any]]] = {
        "configured_influencers": [
            {
                "influencer_id": i.influencer_id,
                "name": i.name,
                "role": i.role,
                "organisation": i.organisation,
                "tier": i.tier,
                "lists": list(i.lists),
                "since": i.since,
                "opted_out": i.opted_out,
            }
            for i in config.influencers
        ],
        "configured_accounts": [
            {
                "account_id": a.account_id,
                "platform": a.platform,
                "handle": a.handle,
                "influencer_id": a.influencer_id,
                "is_brand": a.is_brand,
                "url": a.url,
                "evidence": a.evidence,
                "verified_on": a.verified_on,
            }
            for a in (*config.accounts, *config.brand_accounts)
        ],
    }
    import pyarrow as pa

    for name, found in tables.items():
        con.register(name, pa.Table.from_pylist(found, schema=_schemas()[name]))


def _schemas() -> dict[str, Any]:
    import pyarrow as pa

    text, day = pa.string(), pa.date32()
    return {
        "configured_influencers": pa.schema(
            [
                ("influencer_id", text),
                ("name", text),
                ("role", text),
                ("organisation", text),
                ("tier", pa.int32()),
                ("lists", pa.list_(text)),
                ("since", day),
                ("opted_out", pa.bool_()),
            ]
        ),
        "configured_accounts": pa.schema(
            [
                ("account_id", text),
                ("platform", text),
                ("handle", text),
                ("influencer_id", text),
                ("is_brand", pa.bool_()),
                ("url", text),
                ("evidence", text),
                ("verified_on", day),
            ]
        ),
    }
