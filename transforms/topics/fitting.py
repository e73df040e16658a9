"""Which engine tells now, and when a new one is fitted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sql import warehouse
from transforms.topics import engine as engines
from transforms.topics import reading
from transforms.topics.engine import Engine
from transforms.topics.learning import LEAST_TEXTS
from transforms.topics.phrases import Taxonomy

if TYPE_CHECKING:
    import duckdb

FITTED_FOR = timedelta(weeks=26)  # how long an engine holds, and how far back it looks
GROWN = 4  # times the texts it was fitted to, while these are few


def engine_for(con: duckdb.DuckDBPyConnection, home: Path, taxonomy: Taxonomy, until: datetime) -> Engine:
    """The engine that tells now: the one fitted last to this taxonomy, unless a new one is due."""
    folder = home / "engine"
    found = con.execute(
        """
        select engine_version, texts, window_to from marts.topic_engines
        where taxonomy_version = $1 and starts_with(engine_version, $2) and window_to <= $3
        order by window_to desc, engine_version limit 1
        """,
        [taxonomy.digest, engines.CODE, until],
    ).fetchone()
    if found and not _is_due(con, found[1], found[2], until) and (folder / found[0] / "engine.json").exists():
        return engines.load(folder, found[0])
    since = until - FITTED_FOR
    texts = [words for *_, words in reading.sample(con, since, until, engines.MOST_TEXTS * 3 // 2)]
    engine = engines.fit(taxonomy, [words for words in texts if words], (since, until))
    engine.save(folder)
    _register(con, engine)
    return engine


def _is_due(con: duckdb.DuckDBPyConnection, texts: int, fitted: datetime, until: datetime) -> bool:
    """Whether an engine has grown old, or what it could be fitted to has grown much."""
    if until >= fitted + FITTED_FOR:
        return True
    if texts >= engines.MOST_TEXTS // GROWN:
        return False
    (now,) = con.execute("select count(*) from core.posts where kind <> 'repost'").fetchone() or (0,)
    return bool(now >= max(GROWN * texts, LEAST_TEXTS) and texts < now)


def _register(con: duckdb.DuckDBPyConnection, engine: Engine) -> None:
    import pyarrow as pa

    told = {
        "engine_version": engine.version,
        "taxonomy_version": engine.taxonomy.digest,
        "topics": len(engine.taxonomy.topic_ids),
        "window_from": engine.window.first,
        "window_to": engine.window.until,
        "texts": engine.window.texts,
        "is_taught": engine.learnt.topics is not None,
    }
    con.register("fitted_engine", pa.Table.from_pylist([told]))
    warehouse.build(con, warehouse.order(("marts.topic_engines",)))
    con.unregister("fitted_engine")


def naive(moment: datetime) -> datetime:
    """In UTC, without the zone, as the warehouse keeps times."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
