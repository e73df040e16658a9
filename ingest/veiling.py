"""Put ids of somebody who is forgotten under a veil where the rows of others hold them, as `redact` does in pages.

Called by erasure.erase, within its transaction, when its temporary tables say who and what is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.redact import Forgotten, digest, unlinked, veil

if TYPE_CHECKING:
    import duckdb


def veil_rows(con: duckdb.DuckDBPyConnection) -> int:
    """What they answer, quote or repost of theirs, and the threads they began; returns how many rows changed."""
    import pyarrow as pa

    found = con.execute("""
        select distinct split_part(referenced_post_id, ':', 1) as platform,
            substr(referenced_post_id, strpos(referenced_post_id, ':') + 1) as called
        from core.post_references
        where state = 'forgotten' and referenced_post_id is not null and not contains(referenced_post_id, 'erased-')
        union
        select distinct platform, thread_id from core.posts
        where platform || ':' || thread_id in (from forgotten_posts)
    """).fetchall()
    told = [{"platform": platform, "called": called, "veil": veil(platform, called)} for platform, called in found]
    shape = pa.schema([(name, pa.string()) for name in ("platform", "called", "veil")])
    con.register("veils", pa.Table.from_pylist(told, schema=shape))
    changed = _updated(
        con,
        "update core.post_references as kept set referenced_post_id = v.platform || ':' || v.veil from veils as v "
        "where kept.state = 'forgotten' and kept.referenced_post_id = v.platform || ':' || v.called",
    )
    changed += _updated(
        con,
        "update core.posts as kept set thread_id = v.veil from veils as v "
        "where kept.platform = v.platform and kept.thread_id = v.called",
    )
    con.unregister("veils")
    return changed + _unlink(con)


def _unlink(con: duckdb.DuckDBPyConnection) -> int:
    """In the HTML of others no link leads to them."""
    who = Forgotten(
        frozenset(digest(f"{platform}:{name}") for platform, name in con.execute("from forgotten_names").fetchall()),
        frozenset(digest(one) for (one,) in con.execute("from forgotten_posts").fetchall()),
    )
    rows = con.execute("""
        select post_id, platform, html from core.posts
        where exists (select 1 from forgotten_marks as m where contains(posts.html, m.mark))
    """).fetchall()
    changed = 0
    for post_id, platform, html in rows:
        if (told := unlinked(platform, html, who)) != html:
            con.execute("update core.posts set html = $html where post_id = $id", {"html": told, "id": post_id})
            changed += 1
    return changed


def _updated(con: duckdb.DuckDBPyConnection, statement: str) -> int:
    (rows,) = con.execute(statement).fetchone() or (0,)
    return int(rows)
