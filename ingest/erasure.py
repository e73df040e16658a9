"""Erase somebody, or one post, from every kept table; and the file anew, so that no word stays in its bytes.

    erase(con)          rows that are theirs or name them go; what others keep of them loses its words
    suppress(con, at)   digests that bar their return
    rewrite(file)       the warehouse copied into a fresh file: DELETE alone leaves the words in the old one

Who and what is meant, ingest/meant.py has found. Marts are derived: a row that names them anywhere is deleted, and made
anew from what is left.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.veiling import veil_rows
from sql import warehouse

if TYPE_CHECKING:
    import duckdb

# whose rows need more thought than "delete what names them"
_BY_HAND = ("ops.fetches", "ops.suppressions", "ops.published")

# what others hold of theirs: counts stay and ids under a veil, words and names go
_OTHERS = {
    "core.post_references": """
        update core.post_references
        set text = null, author_handle = null, author_name = null, author_native_id = null, referenced_url = null,
            state = 'forgotten'
        where state is distinct from 'forgotten' and (
            referenced_post_id in (from forgotten_posts)
            or author_handle in (select called from forgotten_names)
            or author_native_id in (select called from forgotten_names)
            or author_name in (select influencer_name from forgotten_people))
    """,
    "core.post_mentions": """
        update core.post_mentions set mentioned_handle = null, mentioned_url = null, mentioned_native_id = null
        where mentioned_native_id in (select called from forgotten_names)
            or mentioned_handle in (select called from forgotten_names)
            or mentioned_url in (select called from forgotten_names)
    """,
    "reposts": """
        update core.posts
        set title = null, text = null, html = null, url = null, canonical_url = null, content_warning = null,
            hashtags = null, version_hash = md5(concat_ws(chr(31), '', '', '', ''))
        where kind = 'repost' and post_id in (
            select post_id from core.post_references
            where relation = 'reposted' and referenced_post_id in (from forgotten_posts))
    """,
    "core.links": """
        update core.links set title = null, author = null, site_name = null
        where (title is not null or author is not null or site_name is not null) and (
            link_id in (from forgotten_pages)
            or exists (
                select 1 from forgotten_marks as m
                where contains(links.author, m.mark) or contains(links.site_name, m.mark)))
    """,
}
_LINKS = (
    """
    delete from core.links
    where link_id in (select link_id from core.post_links where post_id in (from forgotten_posts))
        and link_id not in (select link_id from core.post_links where post_id not in (from forgotten_posts))
    """,
    """
    update core.links as kept
    set first_post_id = left_over.post_id, first_shared_at = left_over.created_at
    from (
        select l.link_id, arg_min(p.post_id, (p.created_at, p.post_id)) as post_id, min(p.created_at) as created_at
        from core.post_links as l join core.posts as p using (post_id)
        where l.post_id not in (from forgotten_posts)
        group by l.link_id
    ) as left_over
    where kept.link_id = left_over.link_id and kept.first_post_id in (from forgotten_posts)
    """,
    # what led to a page that went, and who first posted what leads to one that stays
    "delete from core.links where leads_to is not null and leads_to not in (select link_id from core.links)",
    """
    update core.links as kept
    set first_post_id = page.first_post_id, first_shared_at = page.first_shared_at
    from core.links as page
    where page.link_id = kept.leads_to and kept.first_post_id in (from forgotten_posts)
    """,
)
# what others' profiles and pages name as theirs; rows that hang on an account of theirs go by their key
_NAMED = {
    "core.profile_links": """
        delete from core.profile_links
        where exists (select 1 from forgotten_marks as m where contains(profile_links.url, m.mark))
            or url in (select called from forgotten_names)
    """,
    "core.account_pages": """
        delete from core.account_pages
        where exists (
            select 1 from forgotten_marks as m
            where contains(account_pages.page_url, m.mark) or contains(account_pages.resolved_url, m.mark))
    """,
    "core.page_claims": """
        delete from core.page_claims
        where claimed in (select called from forgotten_names)
            or exists (select 1 from forgotten_marks as m where contains(page_claims.claimed, m.mark))
            or not exists (
                select 1 from core.account_pages as p
                where p.account_id = page_claims.account_id and p.page_id = page_claims.page_id)
    """,
}


def erase(con: duckdb.DuckDBPyConnection) -> Counter[str]:
    """Within a transaction of the caller's: rows deleted or emptied, by table."""
    done: Counter[str] = Counter()
    for name, statement in _OTHERS.items():
        done[f"{name}, emptied"] += _changed(con, statement)
    for statement in _LINKS:
        done["core.links"] += _changed(con, statement)
    for name, statement in _NAMED.items():
        done[name] += _changed(con, statement)
    for table, columns in _tables(con).items():
        if table in _BY_HAND:
            continue
        done[table] += _delete(con, table, columns)
    done["ops.fetches"] += _changed(con, "delete from ops.fetches where account_id in (from forgotten_accounts)")
    done["ops.fetches, emptied"] += _changed(
        con,
        "update ops.fetches set url = null "
        "where exists (select 1 from forgotten_marks as m where contains(fetches.url, m.mark))",
    )
    done["marts._texts"] += _orphans(con)
    done["ids of theirs, veiled"] += veil_rows(con)
    return Counter({name: count for name, count in done.items() if count})


def suppress(con: duckdb.DuckDBPyConnection, at: object) -> int:
    """Digests of who and what was erased; returns how many are new. Once, however often it is called."""
    return _changed(
        con,
        """
        insert into ops.suppressions by name
        with told as (
            select 'influencer' as subject, null as platform, sha256(influencer_id) as id_hash from forgotten_people
            union
            select 'name', platform, sha256(platform || ':' || called) from forgotten_names
            union
            select 'post', split_part(post_id, ':', 1), sha256(post_id) from forgotten_posts
        )
        select subject, platform, id_hash, $at::timestamp as erased_at from told
        anti join ops.suppressions using (subject, id_hash)
        """,
        {"at": at},
    )


def rewrite(file: Path) -> tuple[int, int]:
    """Copy the warehouse into a fresh file and put that in its place; returns its bytes before and after."""
    fresh = file.with_name(f".{file.name}.fresh")
    _remove(fresh)
    before = file.stat().st_size
    with warehouse.connect(fresh) as con:
        warehouse.create(con)
        quoted = str(file).replace("'", "''")
        con.execute("set preserve_insertion_order = true")
        con.execute(f"attach '{quoted}' as old (read_only)")
        for schema, table in con.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'old' and not internal "
            "order by schema_name, table_name"
        ).fetchall():
            con.execute(f'create schema if not exists "{schema}"')
            con.execute(f'create table if not exists "{schema}"."{table}" as from old."{schema}"."{table}" limit 0')
            con.execute(f'insert into "{schema}"."{table}" by name from old."{schema}"."{table}"')
        con.execute("detach old")
        con.execute("checkpoint")
    with fresh.open("rb") as written:
        os.fsync(written.fileno())
    os.replace(fresh, file)
    for left in (file.with_name(f"{file.name}.wal"), fresh.with_name(f"{fresh.name}.wal")):
        left.unlink(missing_ok=True)
    return before, file.stat().st_size


def _remove(file: Path) -> None:
    for one in (file, file.with_name(f"{file.name}.wal")):
        one.unlink(missing_ok=True)


def _tables(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, str]]]:
    """Every table of the file with its columns and their types: also such as no model knows any more."""
    found: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in con.execute(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() "
        "where table_oid in (select table_oid from duckdb_tables() where database_name = current_database() "
        "and not temporary) and database_name = current_database() and not internal order by 1, column_index"
    ).fetchall():
        found.setdefault(table, []).append((column, kind))
    return found


def _delete(con: duckdb.DuckDBPyConnection, table: str, columns: Iterable[tuple[str, str]]) -> int:
    """Delete the rows of a table that are theirs, or that name them in any column."""
    named: list[str] = []
    is_core = table.startswith("core.")
    for column, kind in columns:
        if kind == "VARCHAR":
            # in core only keys decide: what others wrote of them is others' words
            if not is_core or column in ("post_id", "account_id", "influencer_id"):
                named.append(f"{column} in (from forgotten_tokens)")
            if not is_core:
                named.append(f"exists (select 1 from forgotten_marks as m where contains(one.{column}, m.mark))")
        elif not is_core and kind in ("VARCHAR[]", "MAP(VARCHAR, VARCHAR)"):
            each = column if kind == "VARCHAR[]" else f"map_values({column})"
            named.append(
                f"rowid in (select row_id from (select rowid as row_id, unnest({each}) as told from {table}) as told "
                "where told.told in (from forgotten_tokens) "
                "or exists (select 1 from forgotten_marks as m where contains(told.told, m.mark)))"
            )
        elif not is_core and (kind == "JSON" or "VARCHAR" in kind):
            told = f"one.{column}::varchar"
            named.append(f"exists (select 1 from forgotten_marks as m where contains({told}, m.mark))")
            named.append(f"exists (select 1 from forgotten_tokens as t where contains({told}, t.token))")
    names = {column for column, _ in columns}
    if table.startswith("marts.") and "week_start" in names and names & {"phrase", "phrases", "cluster_id"}:
        # phrases are other people's as well; which of them were theirs alone is found by making the week anew
        named.append("week_start in (from forgotten_weeks)")
    return _changed(con, f"delete from {table} as one where {' or '.join(named)}") if named else 0


def _orphans(con: duckdb.DuckDBPyConnection) -> int:
    """What is known of texts that nobody kept wrote."""
    return sum(
        _changed(
            con,
            f"delete from marts.{table} where text_hash not in "
            "(select text_hash from marts._post_texts where text_hash is not null)",
        )
        for table in ("_text_topics", "_cluster_texts", "_texts")
    )


def _changed(con: duckdb.DuckDBPyConnection, statement: str, values: dict[str, object] | None = None) -> int:
    (rows,) = (con.execute(statement, values) if values else con.execute(statement)).fetchone() or (0,)
    return int(rows)
