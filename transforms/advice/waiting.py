"""What those who address the brand want, told to SQL: each text is judged once, whoever wrote it how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.advice import replies

if TYPE_CHECKING:
    import duckdb

ADDRESSING = """
    select post_id, text from staging.addressed
    where created_at > getvariable('as_of') - interval 28 days and how <> 'repost' and text is not null
    order by post_id
"""


def judge(con: duckdb.DuckDBPyConnection) -> None:
    """Register advice_triage: post, triage, rule, words; for the model marts.reply_queue, out of staging.addressed."""
    import pyarrow as pa

    posts = con.execute(ADDRESSING).fetchall()
    texts = list(dict.fromkeys(text for _, text in posts))
    told = dict(zip(texts, replies.judge(texts), strict=True))
    rows = [
        {"post_id": post, "triage": told[text].triage, "rule": told[text].rule, "words": told[text].words}
        for post, text in posts
    ]
    shape = pa.schema([(name, pa.string()) for name in ("post_id", "triage", "rule", "words")])
    con.register("advice_triage", pa.Table.from_pylist(rows, schema=shape))
