"""What config/ says about advice, handed to SQL: feeds, names, platforms, reply hours, marks on links, verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from transforms.reshare.rules import any_of

if TYPE_CHECKING:
    import duckdb

    from config import Config

# where nobody can be addressed: a feed and a file are read only
_READ_ONLY = ("feeds", "archive")
_TIERS = (("tier_1", 1), ("tier_2", 2), ("tier_3", 3), ("others", 0))


def configure(con: duckdb.DuckDBPyConnection, config: Config, as_of: datetime) -> None:
    """Set the variables and register the tables that the models of advice read."""
    now = as_of.astimezone(UTC).replace(tzinfo=None) if as_of.tzinfo else as_of
    for name, (shape, rows) in _tables(config, now).items():
        _register(con, name, shape, rows)
    for name, (kind, value) in _variables(config, now).items():
        con.execute(f"set variable {name} = $value::{kind}", {"value": value})


def _register(
    con: duckdb.DuckDBPyConnection, name: str, shape: dict[str, str], rows: Iterable[tuple[Any, ...]]
) -> None:
    import pyarrow as pa

    kinds = {
        "text": pa.string(),
        "bool": pa.bool_(),
        "int": pa.int32(),
        "number": pa.decimal128(12, 4),
        "date": pa.date32(),
    }
    schema = pa.schema([(column, kinds[kind]) for column, kind in shape.items()])
    con.register(name, pa.Table.from_pylist([dict(zip(shape, row, strict=True)) for row in rows], schema=schema))


def _tables(config: Config, now: datetime) -> dict[str, tuple[dict[str, str], list[tuple[Any, ...]]]]:
    """Name -> columns and rows."""
    brand = config.brand
    willing = set(brand.platforms)
    sla = brand.reply.sla_hours
    return {
        "advice_platforms": (
            {"platform": "text", "is_willing": "bool", "is_read_only": "bool", "uses": "text"},
            [(one, one in willing, one in _READ_ONLY, use) for one, use in sorted(brand.uses.items())],
        ),
        "advice_feeds": (
            {"account_id": "text", "offer": "text"},
            [(one.account_id, one.offer) for one in brand.content_feeds],
        ),
        "advice_names": ({"named": "text", "is_brand": "bool", "pattern": "text"}, list(_names(config))),
        "advice_rivals": (
            {"named": "text", "platform": "text", "handle": "text"},
            [
                (one.name, account.platform, account.handle.lstrip("@").lower())
                for one in brand.competitors
                for account in one.accounts
            ],
        ),
        "advice_sla": ({"tier": "int", "sla_hours": "number"}, [(tier, sla[name]) for name, tier in _TIERS]),
        "advice_decisions": (
            {"recommendation_id": "text", "decided": "text", "decided_on": "date"},
            list(_last_words(config, now)),
        ),
    }


def _names(config: Config) -> Iterator[tuple[str, bool, str]]:
    brand = config.brand
    yield brand.name, True, any_of((brand.name, *brand.also_called))
    for one in brand.competitors:
        yield one.name, False, any_of((one.name, *one.also_called))


def _last_words(config: Config, now: datetime) -> Iterator[tuple[str, str, Any]]:
    """What was decided last on each recommendation until now; never holds whatever was said after it."""
    last: dict[str, tuple[str, str, Any]] = {}
    dated = (one for one in config.decisions if one.on is None or one.on <= now.date())
    for one in sorted(dated, key=lambda each: (each.on is not None, each.on or now.date(), each.line)):
        if last.get(one.recommendation_id, ("", ""))[1] != "never":
            last[one.recommendation_id] = (one.recommendation_id, one.decided, one.on)
    yield from (last[name] for name in sorted(last))


def _variables(config: Config, now: datetime) -> dict[str, tuple[str, Any]]:
    brand, verdicts, reply, utm = config.brand, config.brand.verdicts, config.brand.reply, config.brand.utm
    return {
        "as_of": ("timestamp", now),
        "brand_name": ("varchar", brand.name),
        "any_name": ("varchar", any_of(_every_name(config))),
        "time_zone": ("varchar", reply.time_zone),
        "reply_opens": ("time", reply.opens),
        "reply_closes": ("time", reply.closes),
        "reply_days": ("integer[]", list(reply.days)),
        "utm_source": ("varchar", utm.source),
        "utm_medium": ("varchar", utm.medium),
        "utm_campaign": ("varchar", utm.campaign),
        "utm_content": ("varchar", utm.content),
        "threshold_share": ("decimal(9, 6)", verdicts.threshold_share),
        "confidence": ("decimal(9, 6)", verdicts.confidence),
        "minimum_posts": ("integer", verdicts.minimum_posts),
        "window_weeks": ("integer", verdicts.window_weeks),
        "response_days": ("integer", verdicts.response_days),
        "fixed_on": ("date", verdicts.fixed_on),
    }


def _every_name(config: Config) -> Iterator[str]:
    yield from (config.brand.name, *config.brand.also_called)
    for one in config.brand.competitors:
        yield from (one.name, *one.also_called)
