"""Who was erased on request does not come back: not by a line of the configuration, not in other people's posts."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from ingest.redact import digest, forgotten, redact_file

if TYPE_CHECKING:
    import duckdb

log = logging.getLogger("earshot.load")

# whose records, or whose words in others' records, are among what is staged
_TOUCHED = """
    with told as (
        select landed_file, platform, is_withheld, native_id, refs, mentions from staging._posts
    ),
    named as (
        select landed_file, platform, unnest(refs) as told from told
    ),
    mentioned as (
        select landed_file, platform, unnest(mentions) as told from told
    ),
    keys as (
        select landed_file, 'post' as subject, platform || ':' || native_id as called from told
        union all select landed_file, 'post', platform || ':' || told.native_id from named
        union all select landed_file, 'name', platform || ':' || told.author_native_id from named
        union all select landed_file, 'name', platform || ':' || told.author_handle from named
        union all select landed_file, 'name', platform || ':' || told.native_id from mentioned
        union all select landed_file, 'name', platform || ':' || told.handle from mentioned
    )
    select landed_file from told where is_withheld
    union
    select k.landed_file from keys as k
    join ops.suppressions as s on s.subject = k.subject and s.id_hash = sha256(k.called)
"""


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Let staging know of the digests; NULL where nobody was ever erased, so that it costs nothing."""
    con.execute(
        "set variable forgotten = (select list(id_hash order by id_hash) from ops.suppressions where subject = 'name')"
    )


def left(con: duckdb.DuckDBPyConnection, config: Any) -> Any:
    """The configuration without whom it still lists although they were erased."""
    people = {
        key for (key,) in con.execute("select id_hash from ops.suppressions where subject = 'influencer'").fetchall()
    }
    names = forgotten(con)
    if not (people or names):
        return config
    kept = [one for one in config.influencers if digest(one.influencer_id) not in people]
    ids = {one.influencer_id for one in kept}
    return SimpleNamespace(
        influencers=kept,
        accounts=[
            one for one in config.accounts
            if one.influencer_id in ids and not names.is_named(one.platform, one.account_id)
        ],
        brand_accounts=config.brand_accounts,
    )  # fmt: skip


def redact(con: duckdb.DuckDBPyConnection, files: Mapping[str, Path]) -> int:
    """Take their words out of the landed pages that are staged; how many pages were changed."""
    who = forgotten(con)
    if not who:
        return 0
    touched = [name for (name,) in con.execute(_TOUCHED).fetchall() if name in files]
    changed = sum(bool(redact_file(files[name], who)) for name in sorted(touched))
    if changed:
        log.info("%s landed pages quoted somebody who was erased on request; the words were taken out", changed)
    return changed
