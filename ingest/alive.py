"""Is it still there? Posts are asked for by their ids before anybody is advised to share them.

    ask(run, platform, posts)   in the platform's pool: asks, and writes down what it was told
    load(run)                   in the pool `warehouse`: ops.liveness, and tombstones for what is gone

What is told lies as one file a platform and run under landing/liveness/inbox, and moves to kept once it is loaded; a
run that is begun again asks nobody twice. A post is gone when it was missed twice, an hour apart, and not seen in
between; or once, where the platform says that it is gone for good. Then its words and counts go too, and the tombstone
bars its return. What nobody can tell of stays as it was: unseen, it is not recommended.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ingest import sources
from ingest.client import Client
from ingest.errors import OverBudget, Problem, StopSource, TryLater
from ingest.listen import Run, client_of, why_not
from ingest.looks import write
from ingest.robots import Robots
from ingest.secret import hide_known
from sql import warehouse

log = logging.getLogger("earshot.alive")

Post = Mapping[str, str]  # post_id, native_id, url
Told = dict[str, Any]  # post_id, is_there, evidence

DEFINITE = re.compile(r"\b(?:410|deleted|suspended|withheld|taken down|resource-not-found|not-authorized)\b")
_WHERE_TO_ASK = {"youtube": "https://www.youtube.com/oembed?format=json&url={}"}


def is_asked(run: Run, platform: str) -> bool:
    """Whether this run has asked this platform, loaded or not."""
    file = _file(run, platform)
    return file.exists() or _kept(run, file).exists()


def answers(run: Run, platform: str) -> dict[str, Any]:
    """What this run was told by a platform, and its problems; empty where it has not asked."""
    file = _file(run, platform)
    found = next((one for one in (file, _kept(run, file)) if one.exists()), None)
    return json.loads(found.read_bytes()) if found else {"told": [], "problems": []}


def ask(run: Run, platform: str, posts: Sequence[Post], heard: Sequence[Told] = ()) -> dict[str, int]:
    """Ask the platform for these posts; returns how many are there, missing, and untold.

    A problem ends the asking and is written down; who was not reached stays untold, and is asked again by a later run.
    `heard` is what the caller was told of some of them already: they are not asked for.
    """
    file = _file(run, platform)
    if not is_asked(run, platform):
        known = {one["post_id"] for one in heard}
        told, problems = _ask(run, platform, [one for one in posts if one["post_id"] not in known])
        told = [*heard, *told]
        write(file, {"run_id": run.run_id, "platform": platform, "told": told, "problems": problems})
    told = answers(run, platform)["told"]
    there = sum(one["is_there"] for one in told)
    done = {"there": there, "missing": len(told) - there, "untold": len(posts) - len(told)}
    log.info("asked %s: %s", platform, done)
    return done


def _ask(run: Run, platform: str, posts: Sequence[Post]) -> tuple[list[Told], list[str]]:
    """What was told of whom, each once, and what went wrong."""
    if not posts:
        return [], []
    source = sources.known().get(platform)
    if why := why_not(run, platform, source):
        return [], [why]
    told: dict[str, Told] = {}
    problems: list[str] = []
    with contextlib.closing(client_of(run, platform)) as client:
        by_id = {one["native_id"]: one["post_id"] for one in posts}
        tells = hasattr(source, "alive")

        def note(native_id: str, is_there: bool, evidence: str) -> None:
            if post_id := by_id.get(native_id):
                at = client.clock().isoformat()
                told[post_id] = {"post_id": post_id, "is_there": is_there, "evidence": evidence, "asked_at": at}

        def left() -> list[Post]:
            return [one for one in posts if one["post_id"] not in told]

        try:
            if tells:
                _by_id(source, [one["native_id"] for one in posts], client, note, problems)
            for one, is_there, evidence in _by_page(platform, left(), client, problems):
                note(one["native_id"], is_there, evidence)
        except (StopSource, TryLater, OverBudget) as problem:
            problems.append(hide_known(str(problem)))
    return list(told.values()), problems


def _by_id(source: Any, ids: list[str], client: Client, note: Any, problems: list[str]) -> None:
    """Ask the source for all; what one odd id spoils for its batch is asked for one by one."""
    known: set[str] = set()

    def hear(some: list[str]) -> None:
        for native_id, is_there, evidence in source.alive(some, client):
            known.add(native_id)
            note(native_id, is_there, evidence)

    try:
        hear(ids)
    except (StopSource, TryLater, OverBudget):
        raise
    except Problem as problem:
        log.info("asked one by one: %s", problem)
        for native_id in (one for one in ids if one not in known):
            try:
                hear([native_id])
            except (StopSource, TryLater, OverBudget):
                raise
            except Problem as odd:
                problems.append(hide_known(str(odd)))


def _by_page(
    platform: str, posts: Iterable[Post], client: Client, problems: list[str]
) -> Iterator[tuple[Post, bool, str]]:
    """Pages of the open web, and films where no key is set, are asked for where they stand; robots.txt is heeded."""
    if platform not in ("feeds", "youtube"):
        return
    robots = Robots(client)
    for one in posts:
        url = one["url"]
        where = _WHERE_TO_ASK[platform].format(quote(url, safe="")) if platform in _WHERE_TO_ASK else url
        try:
            if platform == "feeds":
                robots.heed(where)
            answer = client.get(where, accept="text/html, */*;q=0.5", ok=(200, 404, 410), untrusted=True)
        except Problem as problem:  # one site's trouble is no other's
            problems.append(hide_known(str(problem)))
            continue
        yield one, answer.status == 200, f"answered {answer.status}"


def load(run: Run) -> dict[str, int]:
    """Take what was told into ops.liveness, and remove what is gone; returns how many of each.

    A post is gone where it was missed twice an hour apart or once for good, and was not seen or heard since.
    """
    files = sorted((_folder(run) / "inbox").rglob("*.json"))
    with warehouse.connect(run.warehouse_file) as con:
        warehouse.create(con)
        with warehouse.transaction(con):
            told = sum(_take(con, json.loads(file.read_bytes())) for file in files)
            gone = _bury(con)
    for file in files:
        kept = _kept(run, file)
        kept.parent.mkdir(parents=True, exist_ok=True)
        os.replace(file, kept)
    log.info("told of %s posts, %s are gone", told, gone)
    return {"told": told, "gone": gone}


def _take(con: Any, answers: Mapping[str, Any]) -> int:
    """One file's answers, once however often it is loaded."""
    import pyarrow as pa

    rows = [
        one | {"run_id": answers["run_id"], "platform": answers["platform"],
               "is_definite": not one["is_there"] and bool(DEFINITE.search(one["evidence"]))}
        for one in answers["told"]
    ]  # fmt: skip
    con.execute(
        "delete from ops.liveness where run_id = $run and platform = $platform",
        {"run": answers["run_id"], "platform": answers["platform"]},
    )
    if rows:
        con.register("told_liveness", pa.Table.from_pylist(rows))
        con.execute(
            "insert into ops.liveness by name select * replace (asked_at::timestamptz at time zone 'UTC' as asked_at) "
            "from told_liveness order by post_id"
        )
    return len(rows)


_GONE = """
    create or replace temp table gone as
    with missed as (
        select m.post_id, m.platform, m.asked_at, m.is_definite, m.evidence
        from ops.liveness as m
        where not m.is_there
            and m.post_id not in (select post_id from core.tombstones)
            -- whoever was seen after that was only out of sight
            and not exists (
                select 1 from ops.liveness as t where t.post_id = m.post_id and t.is_there and t.asked_at >= m.asked_at
            )
            and not exists (
                select 1 from core.posts as p where p.post_id = m.post_id and p.last_seen_at > m.asked_at
            )
    )
    select
        post_id, any_value(platform) as platform, max(asked_at) as gone_at, arg_max(evidence, asked_at) as evidence,
        bool_or(is_definite) as is_definite
    from missed
    group by post_id
    having bool_or(is_definite) or max(asked_at) - min(asked_at) >= interval 1 hour
"""


def _bury(con: Any) -> int:
    """A tombstone for each post that is gone; its words and counts go with it, and so do the copies in other posts."""
    con.execute(_GONE)
    con.execute("""
        insert into core.tombstones by name
        select post_id, platform, gone_at,
            case when is_definite and regexp_matches(evidence, 'suspended|protected') then 'protected or suspended'
                when is_definite then 'deleted' else 'not found twice' end as reason,
            evidence, account_id
        from gone left join (select post_id, account_id from core.posts) using (post_id) order by post_id
    """)
    parts = [model.name for model in warehouse.models().values()
             if model.name.startswith("core.post_") and "post_id" in model.columns]  # fmt: skip
    for table in ("core.posts", *parts):
        con.execute(f"delete from {table} where post_id in (select post_id from gone)")
    con.execute("""
        update core.post_references
        set text = null, likes = null, replies = null, reposts = null, quotes = null, views = null, state = 'not found'
        where referenced_post_id in (select post_id from gone)
    """)
    return int((con.execute("select count(*) from gone").fetchone() or (0,))[0])


def _folder(run: Run) -> Path:
    return run.settings.landing_dir / "liveness"


def _file(run: Run, platform: str) -> Path:
    return _folder(run) / "inbox" / platform / f"{_safe(run.run_id)}.json"


def _kept(run: Run, file: Path) -> Path:
    return _folder(run) / "kept" / file.relative_to(_folder(run) / "inbox")


def _safe(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9@._-]+", "_", text).strip("._")[:120] or "_"
