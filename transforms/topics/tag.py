"""The step `tag`: new and edited posts get topics; what another engine told is told again, a portion a run.

    tag(file, home, topics, until)     all of it, here and now

or in three, so that a DAG may map over the costly middle while nobody holds the warehouse:

    plan(con, home, topics, until)     what is to be read -> portions of distinct texts, as files
    tell(portion)                      a portion's languages and topics, as a file beside it
    take(con, plan)                    one transaction: the marts that rest on them

A step is a function of its window: `until` is its end, and stands on each row as `tagged_at`. A plan may be told and
taken again after a kill: a portion that is told stays told, and what was taken is not taken twice. One plan at a time.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from config import Topic
from sql import warehouse
from transforms.topics import reading
from transforms.topics.engine import Engine
from transforms.topics.fitting import engine_for, naive
from transforms.topics.phrases import taxonomy_of
from transforms.topics.telling import tell, told_file

if TYPE_CHECKING:
    import duckdb

MOST_POSTS = 100_000  # read by one plan; the next one takes the rest
MOST_STALE = 20_000  # texts told again by one plan
A_PORTION = 4_096  # texts
TABLES = (
    "marts._post_texts", "marts._texts", "marts._text_topics", "marts.post_topics", "marts.post_languages",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What one step is to tell: paths are text, so that it travels between tasks."""

    engine_folder: str
    engine_version: str
    until: str
    posts: str
    portions: tuple[str, ...]
    read: int
    texts: int
    stale: int
    stale_left: int

    @property
    def step_id(self) -> str:
        """What it is known by once it is taken."""
        return f"tag-{Path(self.posts).parent.name}"

    @property
    def is_empty(self) -> bool:
        """Nothing new, nothing stale."""
        return self.read == 0 and self.texts == 0


@dataclass(frozen=True, slots=True)
class Tagged:
    """What a step did; the figures of the run report. `stale_left` texts wait for the next runs."""

    engine_version: str = ""
    posts: int = 0
    texts: int = 0
    stale: int = 0
    stale_left: int = 0
    gone: int = 0


def tag(file: Path, home: Path, topics: Iterable[Topic], until: datetime, *, processes: int = 1) -> Tagged:
    """Plan, tell and take until no new post is left, and one portion of stale texts. The warehouse is held only to
    read and to write.
    """
    total = Tagged()
    listed = tuple(topics)
    while True:
        with warehouse.connect(file) as con:
            plan_ = plan(con, home, listed, until, most_stale=MOST_STALE if total == Tagged() else 0)
        for _ in told(plan_, processes):
            pass
        with warehouse.connect(file) as con:
            done = take(con, plan_)
        total = Tagged(
            done.engine_version,
            total.posts + done.posts,
            total.texts + done.texts,
            total.stale + done.stale,
            done.stale_left,
            total.gone + done.gone,
        )
        if plan_.read < MOST_POSTS:
            return total


def told(plan_: Plan, processes: int) -> Iterator[str]:
    """Tell every portion of a plan, in so many processes; the files, as they are done."""
    if processes <= 1 or len(plan_.portions) <= 1:
        yield from (tell(plan_.engine_folder, plan_.engine_version, portion) for portion in plan_.portions)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from transforms.topics.vectors import one_thread

    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=one_thread) as pool:
        for number, path in enumerate(pool.map(_tell_one, [(plan_, portion) for portion in plan_.portions]), 1):
            _say(f"tag: told {number} of {len(plan_.portions)} portions")
            yield path


def _tell_one(what: tuple[Plan, str]) -> str:
    plan_, portion = what
    return tell(plan_.engine_folder, plan_.engine_version, portion)


def plan(
    con: duckdb.DuckDBPyConnection,
    home: Path,
    topics: Iterable[Topic],
    until: datetime,
    *,
    most_stale: int = MOST_STALE,
) -> Plan:
    """Find what is new, edited or stale, fit an engine where one is due, and write the texts to be told to files."""
    warehouse.create(con)
    until = naive(until)
    engine = engine_for(con, home, taxonomy_of(topics), until)
    posts = reading.new(con, MOST_POSTS)
    stale = reading.stale(con, engine.version, most_stale)
    (stale_left,) = con.execute(
        "select count(*) from marts._texts where engine_version <> $1", [engine.version]
    ).fetchone() or (0,)
    texts = {key: words for _, _, _, key, words in posts if key is not None}
    known = _known(con, texts, engine.version)
    wanted = {key: words for key, words in texts.items() if key not in known}
    again = {key: words for _, _, _, key, words in stale if key is not None and key not in wanted}
    parts = [(post_id, part, version, key) for post_id, part, version, key, _ in posts]
    # the same posts may be planned again, where marts were emptied; the same plan is taken once
    (taken,) = con.execute("select count(*) from ops.steps where step = 'tag'").fetchone() or (0,)
    return write(home, engine, until, parts, wanted, again, int(stale_left), int(taken))


def write(
    home: Path,
    engine: Engine,
    until: datetime,
    parts: Sequence[tuple[str, str, str, str | None]],
    wanted: dict[str, str],
    again: dict[str, str],
    stale_left: int,
    taken: int = 0,
) -> Plan:
    """The files of a plan: parts of posts, and portions of texts to be told. The same plan has the same files."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = sorted((wanted | again).items())
    what = json.dumps([taken, engine.version, until.isoformat(), parts, [key for key, _ in texts]])
    folder = home / "tagging" / hashlib.sha256(what.encode()).hexdigest()[:32]
    for unfinished in (home / "tagging").glob("*/"):
        if unfinished != folder:
            shutil.rmtree(unfinished, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    names = ("post_id", "part", "version_hash", "text_hash")
    columns = zip(*parts, strict=True) if parts else ((), (), (), ())
    pq.write_table(
        pa.table([pa.array(column, pa.string()) for column in columns], names=list(names)), folder / "posts.parquet"
    )
    portions = []
    for at in range(0, len(texts), A_PORTION):
        path = folder / f"texts-{at // A_PORTION:05d}.parquet"
        keys, words = zip(*texts[at : at + A_PORTION], strict=True)
        pq.write_table(pa.table({"text_hash": pa.array(keys), "words": pa.array(words)}), path)
        portions.append(str(path))
    return Plan(
        engine_folder=str(home / "engine"),
        engine_version=engine.version,
        until=until.isoformat(),
        posts=str(folder / "posts.parquet"),
        portions=tuple(portions),
        read=len({post_id for post_id, *_ in parts}),
        texts=len(texts),
        stale=len(again),
        stale_left=stale_left,
    )


def take(con: duckdb.DuckDBPyConnection, plan_: Plan) -> Tagged:
    """What was told, into the marts, in one transaction; posts that are gone leave them. The files of the plan go."""
    warehouse.create(con)
    left = max(plan_.stale_left - plan_.stale, 0)
    if con.execute("select 1 from ops.steps where step_id = $1", [plan_.step_id]).fetchone():
        # killed between the commit and its being known
        shutil.rmtree(Path(plan_.posts).parent, ignore_errors=True)
        return Tagged(plan_.engine_version, plan_.read, plan_.texts, plan_.stale, left)
    files = [str(told_file(portion)) for portion in plan_.portions]
    con.execute("create or replace temp table told_posts as select * from read_parquet($1)", [plan_.posts])
    con.execute(
        "create or replace temp table told_texts "
        "(text_hash varchar, language varchar, topics varchar[], ten_thousandths integer[])"
    )
    if files:
        con.execute("insert into told_texts by name select * from read_parquet($1)", [files])
    con.execute("""
        create or replace temp table told_topics as
        select text_hash, unnest(topics) as topic_id, unnest(ten_thousandths) as ten_thousandths from told_texts
    """)
    con.execute("set variable engine_version = $1", [plan_.engine_version])
    con.execute("set variable window_to = $1::timestamp", [plan_.until])
    with warehouse.transaction(con):
        con.execute(_MOVED)
        con.execute(_LEFT)
        warehouse.build(con, warehouse.order(TABLES))
        (gone,) = con.execute("select count(*) from moved_posts where is_gone").fetchone() or (0,)
        _note(con, plan_)
    sys.audit("earshot.stage", "tagged")
    # words do not lie about longer than they are needed: who is forgotten is forgotten here as well
    shutil.rmtree(Path(plan_.posts).parent, ignore_errors=True)
    if plan_.stale_left:
        _say(f"tag: told {plan_.stale} stale texts again with {plan_.engine_version}, {left} are left for later runs")
    return Tagged(plan_.engine_version, plan_.read, plan_.texts, plan_.stale, left, int(gone))


def _note(con: duckdb.DuckDBPyConnection, plan_: Plan) -> None:
    """The step, as ops.steps keeps it."""
    con.execute(
        """
        insert into ops.steps by name
        select $step_id as step_id, 'tag' as step, $until::timestamp as window_to, $posts as posts,
            $until::timestamp as started_at, $until::timestamp as ended_at
        """,
        {"step_id": plan_.step_id, "until": plan_.until, "posts": plan_.read},
    )


def _known(con: duckdb.DuckDBPyConnection, texts: Iterable[str], version: str) -> set[str]:
    """Those of these texts that this engine has told."""
    import pyarrow as pa

    con.register("asked_texts", pa.table({"text_hash": pa.array(list(texts), pa.string())}))
    found = con.execute(
        "select text_hash from marts._texts semi join asked_texts using (text_hash) where engine_version = $1",
        [version],
    ).fetchall()
    con.unregister("asked_texts")
    return {key for (key,) in found}


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


_MOVED = """
    create or replace temp table moved_posts as
    select post_id, bool_or(is_gone) as is_gone, bool_or(is_read) as is_read
    from (
        select post_id, true as is_gone, false as is_read from marts._post_texts anti join core.posts using (post_id)
        union all
        select post_id, false, true from told_posts semi join core.posts using (post_id, version_hash)
        union all
        select post_id, false, false from marts._post_texts semi join told_texts using (text_hash)
    )
    group by post_id
"""
_LEFT = """
    create or replace temp table left_texts as
    select distinct text_hash from marts._post_texts
    where text_hash is not null and post_id in (select post_id from moved_posts where is_gone or is_read)
"""
