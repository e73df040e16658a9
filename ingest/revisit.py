"""Come back to posts at set ages: are they still there, what do they count now, do they read otherwise?

    plan(run)            which posts are due, into files, one a platform; how many
    ask(run, platform)   in the platform's pool: counts and words land as pages, who is missing as liveness
    load(run)            the ordinary load, then tombstones; what was asked is marked

Daily for 30 days, weekly to 90, then monthly; who was missed once is asked again after an hour. A run asks so many of a
platform and no more, the longest overdue first. A source that can tell posts by their ids has a function

    again(ids, client) -> Iterator[Page]    as `visit` yields them, of one account; Page.told says who is there

and of the others, and of whom that did not tell, only liveness is asked (ingest/alive.py).
"""

from __future__ import annotations

import contextlib
import json
import logging
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any

from ingest import alive, compliance, sources
from ingest import listen as listening
from ingest.client import Client
from ingest.errors import OverBudget, Problem, StopSource, TryLater
from ingest.listen import Run, client_of, why_not
from ingest.load import Loaded
from ingest.memory import is_remembered, remembered
from ingest.redact import write
from ingest.report import Ended, Line, keep_report, read_report
from ingest.secret import hide_known
from ingest.sources import Account
from sql import warehouse

log = logging.getLogger("earshot.revisit")

MOST = 500  # posts of one platform in one run; runs are hourly
LOOK_AGAIN = timedelta(minutes=3)  # at a job that a platform works at by itself
# platforms whose posts can be asked for without the source's help
BY_PAGE = ("feeds", "youtube")

_DUE = """
    with told as (
        select post_id, max(asked_at) as asked_at, arg_max(is_there, asked_at) as is_there
        from ops.liveness group by post_id
    ),
    known as (
        select
            p.platform, p.account_id, p.post_id, p.native_id, coalesce(p.url, p.canonical_url, '') as url,
            $as_of::timestamp - p.created_at as age,
            $as_of::timestamp - greatest(p.last_seen_at, coalesce(t.asked_at, p.last_seen_at),
                coalesce(r.asked_at, p.last_seen_at)) as unseen,
            -- missed, and not heard since
            coalesce(not t.is_there and t.asked_at > p.last_seen_at, false) as is_missed
        from core.posts as p
        left join told as t using (post_id)
        left join ops.revisits as r using (post_id)
        where p.platform in (select unnest($platforms)) and not contains(p.native_id, '/app.bsky.feed.repost/')
    ),
    ripe as (
        select
            *,
            case
                when is_missed then interval 1 hour
                when age < interval 30 days then interval 23 hours
                when age < interval 90 days then interval 7 days
                else interval 30 days
            end as every
        from known
    )
    select platform, account_id, post_id, native_id, url
    from ripe
    where unseen >= every
    qualify row_number() over (
        partition by platform order by is_missed desc, epoch(unseen) / epoch(every) desc, post_id
    ) <= $most
    order by platform, account_id, post_id
"""


def run_at(run: Run) -> Run:
    """The run of a revisit: what it lands is not taken for what a run of `listen` landed."""
    return replace(run, run_id=f"revisit-{run.as_of:%Y-%m-%dT%H%M%SZ}")


def plan(run: Run, platforms: Collection[str] = (), most: int = MOST) -> dict[str, int]:
    """How many posts are due by platform; which, stands in files. A plan that is there is not made again."""
    folder = _folder(run)
    if not (done := folder / "planned.json").exists():
        able = [name for name, source in sources.known().items() if hasattr(source, "alive") or name in BY_PAGE]
        wanted = [name for name in able if not platforms or name in platforms]
        with warehouse.connect(run.warehouse_file) as con:
            warehouse.create(con)
            due = warehouse.rows(
                con, _DUE, {"as_of": run.as_of.replace(tzinfo=None), "platforms": wanted, "most": most}
            )
        counts: dict[str, int] = {}
        folder.mkdir(parents=True, exist_ok=True)
        for platform, posts in groupby(due, key=lambda one: str(one["platform"])):
            listed = list(posts)
            write(folder / f"{platform}.json", json.dumps(listed).encode())
            counts[platform] = len(listed)
        write(done, json.dumps(counts).encode())
    planned: dict[str, int] = json.loads(done.read_bytes())
    log.info("due: %s", planned or "nothing")
    return planned


def ask(run: Run, platform: str, *, may_wait: bool = True) -> dict[str, int]:
    """Ask a platform for the posts that are due; returns how many are there, missing, and untold.

    A problem ends the asking and is written down; who was not reached is asked by the next run. Raises TryLater where
    the platform is still at work for us.
    """
    posts: list[dict[str, str]] = json.loads((_folder(run) / f"{platform}.json").read_bytes())
    told: list[alive.Told] = []
    problems: dict[str, str] = {}
    if not alive.is_asked(run, platform):
        source = sources.known()[platform]
        if why := why_not(run, platform, source):
            problems[""] = why
        elif platform == "x":
            told = _by_job(run, posts, problems, may_wait=may_wait)
        elif hasattr(source, "again"):
            told = _again(run, platform, source, posts, problems)
        write(_folder(run) / f"{platform}.problems.json", json.dumps(problems).encode())
    return alive.ask(run, platform, posts, told)


def _again(
    run: Run, platform: str, source: ModuleType, posts: list[dict[str, str]], problems: dict[str, str]
) -> list[alive.Told]:
    """Account by account: what a source tells of its posts lands; who is there and who is missing is returned."""
    told: list[alive.Told] = []
    with contextlib.closing(client_of(run, platform)) as client:
        for account_id, some in groupby(posts, key=lambda one: one["account_id"]):
            mine = {one["native_id"]: one["post_id"] for one in some}
            account = Account(account_id, platform, account_id.partition(":")[2])
            try:
                for native_id, is_there, evidence in _pages(run, source, account, list(mine), client):
                    if post_id := mine.get(native_id):
                        at = client.clock().isoformat()
                        told.append({"post_id": post_id, "is_there": is_there, "evidence": evidence, "asked_at": at})
            except (StopSource, TryLater, OverBudget) as problem:
                problems[""] = hide_known(str(problem))
                break
            except Problem as problem:  # one account's trouble is no other's
                problems[account_id] = hide_known(str(problem))
    return told


def _pages(
    run: Run, source: ModuleType, account: Account, ids: list[str], client: Client
) -> Iterator[tuple[str, bool, str]]:
    landed = run.landing.pages(run.run_id, account)
    client.memory = remembered(landed)
    number = len(landed)
    for page in source.again(ids, client):
        if not is_remembered(page.answer):
            run.landing.land(run.run_id, account, number, page)
            number += 1
        yield from page.told


def _by_job(run: Run, posts: list[dict[str, str]], problems: dict[str, str], *, may_wait: bool) -> list[alive.Told]:
    """X tells of many posts at once and for no money, but in its own time: the job's id is kept until it is done."""
    file = _folder(run) / "x.job.json"
    with contextlib.closing(client_of(run, "x")) as client:
        try:
            if not file.exists():
                job = compliance.begin([one["native_id"] for one in posts], client)
                write(file, json.dumps(job.job_id).encode())
            job_id = json.loads(file.read_bytes())
            done = compliance.look(job_id, client)
            if done is None:
                raise compliance.wait_for(job_id, client.clock() + LOOK_AGAIN)
            missing = {native_id: why for native_id, _, why in compliance.gone(done, client)}
        except TryLater:
            if may_wait:
                raise
            problems[""] = "x: its compliance job is not done; the next run begins another"
            return []
        except Problem as problem:
            problems[""] = hide_known(str(problem))
            return []
        at = client.clock().isoformat()
    return [
        {
            "post_id": one["post_id"],
            "is_there": one["native_id"] not in missing,
            "evidence": missing.get(one["native_id"], f"not named by the compliance job {job_id}"),
            "asked_at": at,
        }
        for one in posts
    ]


def load(run: Run) -> tuple[Loaded, dict[str, int]]:
    """Take pages and liveness; mark what was come back to."""
    loaded = listening.load(run)
    marks = _marks(run)
    gone = alive.load(run)
    with warehouse.connect(run.warehouse_file) as con:
        warehouse.create(con)
        _mark(con, marks)
    return loaded, gone


def _marks(run: Run) -> list[dict[str, Any]]:
    """Who was come back to: all that were planned, of the platforms that were asked."""
    at = run.as_of.replace(tzinfo=None)
    return [
        {"post_id": one["post_id"], "asked_at": at}
        for platform in _planned(run)
        if alive.is_asked(run, platform) and not _problems(run, platform).get("")
        for one in json.loads((_folder(run) / f"{platform}.json").read_bytes())
    ]


def _mark(con: Any, marks: list[dict[str, Any]]) -> None:
    import pyarrow as pa

    schema = pa.schema([("post_id", pa.string()), ("asked_at", pa.timestamp("us"))])
    con.register("told_revisits", pa.Table.from_pylist(marks, schema=schema))
    try:
        with warehouse.transaction(con):
            warehouse.build(con, [warehouse.models()["ops.revisits"]])
    finally:
        con.unregister("told_revisits")


def report(run: Run, dag_run_id: str | None = None) -> list[Line]:
    """How it ended, account by account; kept in ops.run_reports."""
    ended: list[Ended] = []
    at: datetime = run.as_of
    for platform in _planned(run):
        problems = _problems(run, platform)
        posts = json.loads((_folder(run) / f"{platform}.json").read_bytes())
        answers = alive.answers(run, platform)
        told = {one["post_id"] for one in answers["told"]}
        heard = {one["account_id"] for one in posts if one["post_id"] in told}
        for account_id in dict.fromkeys(one["account_id"] for one in posts):
            why = problems.get(account_id) or problems.get("")
            if account_id not in heard and answers["problems"]:
                why = why or f"nobody could tell of its posts; the first of the problems: {answers['problems'][0]}"
            ended.append(Ended(account_id, platform, "failed" if why else "complete", why, at.isoformat()))
    with warehouse.connect(run.warehouse_file) as con:
        warehouse.create(con)
        keep_report(con, run.run_id, "revisit", dag_run_id, ended)
        return read_report(con, run.run_id)


def sweep(run: Run) -> None:
    """Remove the plan: posts' ids do not lie about longer than they are needed."""
    shutil.rmtree(_folder(run), ignore_errors=True)


def _planned(run: Run) -> Mapping[str, int]:
    file = _folder(run) / "planned.json"
    return json.loads(file.read_bytes()) if file.exists() else {}


def _problems(run: Run, platform: str) -> dict[str, str]:
    file = _folder(run) / f"{platform}.problems.json"
    return json.loads(file.read_bytes()) if file.exists() else {}


def _folder(run: Run) -> Path:
    return run.settings.home / "revisit" / run.run_id
