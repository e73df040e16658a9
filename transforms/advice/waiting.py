"""What those who address the brand want, told to SQL: each text is judged once, whoever wrote it how often."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from transforms.advice import replies

if TYPE_CHECKING:
    import duckdb

ADDRESSING = """
    select post_id, text from staging.addressed
    where created_at > getvariable('as_of') - interval 28 days and how <> 'repost' and text is not null
    order by post_id
"""


def judge(con: duckdb.DuckDBPyConnection) -> None:
    """Register advice_triage, what was told of each post of staging.addressed; for marts.reply_queue."""
    import pyarrow as pa

    posts = con.execute(ADDRESSING).fetchall()
    texts = list(dict.fromkeys(text for _, text in posts))
    told = dict(zip(texts, map(_row, replies.judge(texts)), strict=True))
    words = pa.string()
    shape = pa.schema(
        {"post_id": words, "triage": words, "rule": words, "words": words, "sureness": words, "second_triage": words,
         "shares": pa.map_(words, pa.decimal128(3, 2))}
    )  # fmt: skip
    rows = [{"post_id": post, **told[text]} for post, text in posts]
    con.register("advice_triage", pa.Table.from_pylist(rows, schema=shape))


def _row(told: replies.Judged) -> dict[str, Any]:
    shares = {kind: Decimal(f"{share:.2f}") for kind, share in told.shares.items()}
    return {"triage": told.triage, "rule": told.rule, "words": told.words, "sureness": told.sureness,
            "second_triage": told.second, "shares": list(shares.items())}  # fmt: skip
