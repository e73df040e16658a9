"""The pure functions lent to SQL: Arrow in, Arrow out. They ask nobody, keep nothing and never raise.

A file that lends something has `FUNCTIONS`: {name in SQL: (function, types of its parameters, type of its
result)}. A function gets one Arrow array a parameter, NULLs included, and gives one of the same length. What
SQL says itself, in one line, is in macros.sql; in interests.sql what the marts of interests say, in reasons.sql the
sentences that tell why.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from sql.functions import canonical_url

if TYPE_CHECKING:
    import duckdb

Function = tuple[Callable[..., pa.Array], list[str], str]


_ADDRESS = "STRUCT(canonical_url VARCHAR, url_key VARCHAR, site VARCHAR, is_short BOOLEAN)"


def _web_addresses(urls: canonical_url.Strings) -> pa.Array:
    """`url_facts`, each named as the columns that keep it are."""
    facts = canonical_url.url_facts(urls)
    names = ["canonical_url", "url_key", "site", "is_short"]
    return pa.StructArray.from_arrays(facts.flatten(), names=names)


ADDRESSES: dict[str, Function] = {
    "canonical_url": (canonical_url.canonical_urls, ["VARCHAR"], "VARCHAR"),
    "url_key": (canonical_url.url_keys, ["VARCHAR"], "VARCHAR"),
    "site_of": (canonical_url.sites_of, ["VARCHAR"], "VARCHAR"),
    "is_short": (canonical_url.are_short, ["VARCHAR"], "BOOLEAN"),
    "web_address": (_web_addresses, ["VARCHAR"], _ADDRESS),
}


def functions() -> dict[str, Function]:
    """Every function of this folder by its name in SQL. Raises ValueError where two files lend one name."""
    found: dict[str, Function] = dict(ADDRESSES)
    for module in sorted(one.name for one in pkgutil.iter_modules(__path__)):
        for name, function in getattr(importlib.import_module(f"{__name__}.{module}"), "FUNCTIONS", {}).items():
            if name in found:
                raise ValueError(f"two files of sql/functions lend SQL a function {name!r}; rename one of them.")
            found[name] = function
    return found


def register(con: duckdb.DuckDBPyConnection) -> None:
    """Lend them all to `con`, until it is closed. A connection that has them already stays as it is."""
    # duckdb_functions() lists only what is lent to this connection's database, and asking costs a millisecond
    lent = {name for (name,) in con.execute("select function_name from duckdb_functions()").fetchall()}
    for name, (function, parameters, result) in functions().items():
        if name not in lent:
            con.create_function(  # type: ignore[call-overload]
                name, function, parameters, result, type="arrow", null_handling="special", side_effects=False
            )
    for file in sorted(Path(__file__).parent.glob("*.sql")):
        con.execute(file.read_text(encoding="utf-8"))
