"""Keep nothing longer than brand.yaml says: raw answers so many days, the words of posts so many, sums for ever.

Days count from when an answer came, and from when a post was last heard: what is read again is fresh again. Ids,
counts, topics and profiles stay; so do the lines of ops.* that say what was asked. Words that were emptied may lie in
the file until it is rewritten (`ingest.erasure.rewrite`).
"""

from __future__ import annotations

import json
import logging
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.listen import Run
from sql import warehouse

if TYPE_CHECKING:
    from config.brand import Retention

log = logging.getLogger("earshot.retain")

_AT = re.compile(rb'"(?:asked_at|ended_at)": "([^"]+)"')
_WORDS = {
    "texts": """
        update core.posts set title = null, text = null, html = null, content_warning = null
        where platform = $platform and last_seen_at < $until
            and (title is not null or text is not null or html is not null or content_warning is not null)
    """,
    "earlier wordings": """
        update core.post_versions set title = null, text = null, html = null, content_warning = null
        where seen_at < $until and (title is not null or text is not null or html is not null)
            and post_id ^@ ($platform || ':')
    """,
    "quoted texts": """
        update core.post_references set text = null
        where text is not null
            and post_id in (select post_id from core.posts where platform = $platform and last_seen_at < $until)
    """,
    "text alternatives": """
        update core.post_media set alt = null
        where alt is not null and alt <> ''
            and post_id in (select post_id from core.posts where platform = $platform and last_seen_at < $until)
    """,
}
_RAW = """
    update ops.rejects set raw = null
    where raw is not null and seen_at < $until
        and coalesce(platform, (select any_value(f.platform) from ops.fetches as f
            where f.landed_file = rejects.landed_file)) = $platform
"""


def retain(run: Run, *, dry: bool = False) -> dict[str, dict[str, int]]:
    """Remove and empty what is too old at the time of the run; returns how much of what, by platform.

    With `dry` nothing is changed. Killed and run again it ends the same.
    """
    done: dict[str, dict[str, int]] = {}
    with warehouse.connect(run.warehouse_file) as con:
        warehouse.create(con)
        for platform, rule in sorted(run.config.brand.retention.items()):
            files = list(_old_files(run, platform, run.as_of - timedelta(days=rule.raw_days)))
            counts = _empty(con, run.as_of, platform, rule, dry=dry)
            counts["landed files"] = len(files)
            if not dry:
                for file in files:
                    file.unlink(missing_ok=True)
            if any(counts.values()):
                done[platform] = {name: count for name, count in sorted(counts.items()) if count}
    if not dry:
        # replayed days hold what is kept above; they are made again where somebody wants them
        shutil.rmtree(run.settings.home / "replayed", ignore_errors=True)
        _sweep(run.landing.folder)
    for platform, what in done.items():
        log.info("%s: %s %s", platform, "too old:" if dry else "removed or emptied:", what)
    return done


def _empty(con: Any, as_of: datetime, platform: str, rule: Retention, *, dry: bool) -> Counter[str]:
    """Words of posts and raw records, in one transaction."""
    counts: Counter[str] = Counter()
    texts, raw = ((as_of - timedelta(days=days)).replace(tzinfo=None) for days in (rule.text_days, rule.raw_days))
    con.execute("begin")  # by hand: a dry run empties to count, and takes it back
    try:
        # what hangs on a post goes by the post's own age, and before it
        for name in reversed(_WORDS):
            counts[name] = _changed(con, _WORDS[name], {"platform": platform, "until": texts})
        counts["rejected records"] = _changed(con, _RAW, {"platform": platform, "until": raw})
        for table in _titled(con):
            counts["titles in advice"] += _changed(
                con,
                f"update {table} set title = null where title is not null and post_id in "
                "(select post_id from core.posts where platform = $platform and last_seen_at < $until)",
                {"platform": platform, "until": texts},
            )
        con.execute("rollback" if dry else "commit")
    except BaseException:
        con.execute("rollback")
        raise
    return counts


def _titled(con: Any) -> list[str]:
    """Marts that repeat the title of a post, where a title may be missing."""
    return [
        one
        for (one,) in con.execute(
            """
            select schema_name || '.' || table_name from duckdb_columns()
            where schema_name = 'marts' and database_name = current_database()
            group by schema_name, table_name
            having bool_or(column_name = 'post_id') and bool_or(column_name = 'title' and is_nullable)
            order by 1
            """
        ).fetchall()
    ]


def _old_files(run: Run, platform: str, until: datetime) -> Iterator[Path]:
    """What landed of a platform, was loaded, and is older than that."""
    for root in (run.landing.kept, *(run.landing.folder / what / "kept" for what in ("liveness", "links", "homes"))):
        for file in sorted((root / platform).rglob("*.json")):
            if _landed_at(file) < until:
                yield file


def _landed_at(file: Path) -> datetime:
    """When it was told, as its envelope says; where it does not, when it was written."""
    with file.open("rb") as opened:
        found = _AT.search(opened.read(2000))
    if found:
        try:
            moment = datetime.fromisoformat(found[1].decode())
        except ValueError:
            log.warning("%s tells no time of its own; it goes by the time it was written", file.name)
        else:
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _sweep(landing: Path) -> None:
    """Folders of runs that hold nothing any more."""
    for folder in sorted((one for one in landing.glob("**/kept/*/*") if one.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _changed(con: Any, statement: str, values: Mapping[str, Any]) -> int:
    (rows,) = con.execute(statement, values).fetchone() or (0,)
    return int(rows)


def message(done: Mapping[str, Mapping[str, int]]) -> str:
    """All of it in a line."""
    return json.dumps(done, sort_keys=True) if done else "nothing is older than brand.yaml allows"
