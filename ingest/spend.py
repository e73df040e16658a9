"""Ledger and warehouse, told of each other: what was spent stands in ops.ledger, and nothing paid for is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import duckdb

from ingest.ledger import Ledger
from sql import warehouse


def reconcile(con: duckdb.DuckDBPyConnection, ledger: Ledger, at: datetime) -> None:
    """Bring the ledger up to what ops.fetches says was paid, should its file have been lost, and copy it to ops.ledger.

    This month's and last month's.
    """
    months = [f"{at:%Y-%m}", f"{at.replace(day=1) - timedelta(days=1):%Y-%m}"]
    paid = con.execute(
        """
        select platform, run_id, asked_at::date as day, sum(round(cost, 6)::decimal(18, 6)) as cost
        from ops.fetches where cost > 0 and strftime(asked_at, '%Y-%m') in (select unnest($months)) group by all
        """,
        {"months": months},
    ).fetchall()
    for platform, run_id, day, cost in paid:
        ledger.at_least(platform, run_id, day.isoformat(), Decimal(cost))
    import pyarrow as pa

    money, day = pa.decimal128(18, 6), pa.date32()
    schema = pa.schema([
        ("platform", pa.string()), ("run_id", pa.string()), ("spent_on", day), ("calls", pa.int64()),
        ("settled", money), ("held", money), ("unanswered", pa.int64()),
    ])  # fmt: skip
    entries = [entry for month in months for entry in ledger.entries(month)]
    con.register("told_ledger", pa.Table.from_pylist(entries, schema=schema))
    try:
        with warehouse.transaction(con):
            warehouse.build(con, [warehouse.models()["ops.ledger"]])
    finally:
        con.unregister("told_ledger")
