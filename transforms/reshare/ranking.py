"""Which posts could be shared on, and what speaks for each: core and the marts of interests -> reshare_candidates."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from sql import warehouse
from transforms.reshare import origins, rules

if TYPE_CHECKING:
    import duckdb

    from config import Config

log = logging.getLogger("earshot.reshare")

STAGED = ("staging.recent_posts", "staging.pickups", "staging.shareable", "staging.already_shared",
          "staging.brand_topics")  # fmt: skip
HABITS = ("marts.reshare_rules", "marts._answer_growth", "marts._platform_habits", "marts.account_habits",
          "marts._form_answers")  # fmt: skip
ASKED = 12  # times the length of the list: so many of the best are asked for, still there?


def candidates(con: duckdb.DuckDBPyConnection, config: Config, as_of: datetime) -> dict[str, list[dict[str, str]]]:
    """Build marts.reshare_candidates and marts.post_origins; returns the best by platform, to be asked for."""
    stage(con, config, as_of)
    build(con, (*HABITS, "marts.reshare_candidates"))
    origins.trace(con, ASKED * config.brand.reshare.list_length)
    return to_ask(con, ASKED * config.brand.reshare.list_length)


def stage(con: duckdb.DuckDBPyConnection, config: Config, as_of: datetime, names: tuple[str, ...] = STAGED) -> None:
    """What is read more than once, in memory, as of a time."""
    warehouse.create(con)
    rules.configure(con, config, as_of)
    warehouse.build(con, warehouse.order(names))


def build(con: duckdb.DuckDBPyConnection, names: tuple[str, ...]) -> None:
    """Make kept tables anew, all or none."""
    with warehouse.transaction(con):
        warehouse.build(con, warehouse.order(names))


def to_ask(con: duckdb.DuckDBPyConnection, most: int) -> dict[str, list[dict[str, str]]]:
    """The best that may be listed, and what is listed now, by platform."""
    found: dict[str, list[dict[str, str]]] = {}
    for platform, post_id, native_id, url in con.execute(
        """
        select platform, post_id, native_id, url
        from (
            select platform, post_id, native_id, url, score from marts.reshare_candidates
            where barred_by is null order by score desc, post_id limit $most
        )
        union
        select c.platform, c.post_id, c.native_id, c.url
        from marts.reshare_candidates as c
        join marts.reshare_recommendations as r using (post_id)
        where r.is_current
        order by platform, post_id
        """,
        {"most": most},
    ).fetchall():
        found.setdefault(platform, []).append({"post_id": post_id, "native_id": native_id, "url": url})
    return found
