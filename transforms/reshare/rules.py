"""What config/ says about sharing, handed to SQL: half-lives, whom and what never to share, the brand's feeds."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from config import Config

EXPIRES_HALF_LIVES = Decimal(4)  # as in marts.reshare_rules
NOTHING = r"[^\s\S]"  # a pattern that nothing matches


def configure(con: duckdb.DuckDBPyConnection, config: Config, as_of: datetime) -> None:
    """Set the variables and register the tables that the models of reshares read."""
    import pyarrow as pa

    brand = config.brand
    text, number = pa.string(), pa.decimal128(12, 4)
    platforms = [
        {
            "platform": platform,
            "half_life_hours": hours,
            "expires_hours": hours * EXPIRES_HALF_LIVES,
            "uses": brand.uses[platform],
        }
        for platform, hours in sorted(brand.freshness_hours.items())
    ]
    shape = [("platform", text), ("half_life_hours", number), ("expires_hours", number), ("uses", text)]
    con.register("reshare_platforms", pa.Table.from_pylist(platforms, schema=pa.schema(shape)))
    con.register(
        "reshare_barred",
        pa.Table.from_pylist(list(_barred(config)), schema=pa.schema([("kind", text), ("barred", text)])),
    )
    feeds = [{"account_id": one.account_id} for one in brand.content_feeds]
    con.register("reshare_feeds", pa.Table.from_pylist(feeds, schema=pa.schema([("account_id", text)])))
    caps = [
        {"cap": cap, "most": getattr(brand.reshare, cap)}
        for cap in ("list_length", "per_person", "per_source", "per_topic")
    ]
    con.register("reshare_caps", pa.Table.from_pylist(caps, schema=pa.schema([("cap", text), ("most", pa.int64())])))
    names = [name for one in brand.competitors for name in (one.name, *one.also_called)]
    variables: dict[str, tuple[str, Any]] = {
        "as_of": ("timestamp", as_of.astimezone(UTC).replace(tzinfo=None)),
        "bars_warnings": ("boolean", brand.no_reshare.content_warnings),
        "barred_words": ("varchar", any_of(brand.no_reshare.words)),
        "competitors": ("varchar", any_of(names if brand.no_reshare.competitors else ())),
    }
    for name, (kind, value) in variables.items():
        con.execute(f"set variable {name} = $value::{kind}", {"value": value})


def _barred(config: Config) -> Iterable[dict[str, str]]:
    barring = config.brand.no_reshare
    for one in barring.people:
        yield {"kind": "person", "barred": one}
    if barring.competitors:
        for competitor in config.brand.competitors:
            for account in competitor.accounts:
                yield {"kind": "competitor account", "barred": account.account_id}


def any_of(words: Iterable[str]) -> str:
    """A pattern (RE2) that finds any of these words or phrases, whole, in whatever case and spacing."""
    told = [r"\s+".join(re.escape(part) for part in word.split()) for word in words if word.strip()]
    if not told:
        return NOTHING
    return rf"(?i)(^|[^\p{{L}}\p{{N}}])({'|'.join(told)})($|[^\p{{L}}\p{{N}}])"
