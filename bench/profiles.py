"""How fast the marts are made: `python -m bench.profiles [--posts 1000000] [--folder ...]`.

Invented posts of 2,000 influencers over a year, tagged already, each with a few words, some of them copies on a
second account. Measured, each in a process of its own with imports apart: everything made anew (daily sums, voices,
profiles of every week, topic trends, links, checks), the same with rising phrases, a day's hundredth more, and ten
times the posts. Writes bench/profiles.md. Nothing here is a test: a shared machine has its moods.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bench.command import circumstances, tell
from bench.quality.line import Line, table
from sql import expectations, warehouse
from transforms import marts

REPORT = Path(__file__).with_name("profiles.md")
PEOPLE = 2000
TOPICS = 20
FIRST = datetime(2025, 11, 3, tzinfo=UTC)  # a Monday
DAYS = 367  # to a Wednesday: what is heard on a Thursday touches one week, as on six days of seven

INSIDE = (
    "The first line is what it names, with the fits of the memories. The whole build is, on the clock: the warehouse "
    "opened, the touched days found, copies looked for in the words of all posts, daily sums, profiles of every week, "
    "trends, shared links, completeness, the questions of Great Expectations, the commit and the closing of the file. "
    "Outside: reading and tagging the posts, the imports of the process, rising phrases where the line does not name "
    "them, publishing. Memory is the peak of the process. The day is a Thursday, so that one week of profiles is made "
    "anew; on a Monday it is two. bench/day.md holds a day, from text on, to what was promised of it."
)

_PEOPLE = """
    insert into core.influencers by name
    select 'person-' || n as influencer_id, 'Person ' || n as influencer_name, 1 + n % 3 as tier,
        false as is_opted_out, true as is_listed
    from range($people) as r (n);
"""
_ACCOUNTS = """
    insert into core.accounts by name
    select platform || ':person-' || n as account_id, platform, 'person-' || n as handle,
        'person-' || n as influencer_id, false as is_brand, true as is_listed
    from range($people) as r (n) cross join (values ('bluesky', 1), ('mastodon', 2)) as p (platform, every)
    where n % every = 0;
"""
# two people in three are of few topics; one post in ten is a copy of the one before on the person's other account
_POSTS = """
    insert into core.posts by name
    with drawn as (
        select
            n, hash(n // $each, 'who') % $people as who, hash(n, 'what') as what,
            n % 10 = 9 and hash(n - 1, 'who') % $people % 2 = 0 as is_copy
        from range($from, $until) as r (n)
    ),
    told as (
        select *, case when is_copy then n - 1 else n end as original from drawn
    ),
    placed as (
        select *,
            case when is_copy then hash(original // $each, 'who') % $people else who end as person,
            $first::timestamp + to_seconds((original - $from) * $seconds // ($until - $from)
                + case when is_copy then 3600 else 0 end) as moment
        from told
    )
    select
        case when is_copy then 'mastodon' else 'bluesky' end || ':post-' || n as post_id,
        case when is_copy then 'mastodon' else 'bluesky' end as platform, 'post-' || n as native_id,
        case when is_copy then 'mastodon' else 'bluesky' end || ':person-' || person as account_id,
        case what % 10 when 0 then 'repost' when 1 then 'quote' when 2 then 'reply' else 'original' end as kind,
        text_of(original) as text,
        moment as created_at, 'told' as created_at_basis, what % 40 as likes, md5('' || n) as version_hash,
        false as is_edited, moment as first_seen_at, moment as last_seen_at, 'page' as landed_file
    from placed
    order by moment;
"""
# fourteen words of five thousand: they are tagged already, and copies are told by their pairs
INVENTED = """
    create or replace temp macro text_of(n) as
        array_to_string(list_transform(range(14), lambda i: 'w' || hash(n, i) % 5000), ' ')
"""
_TOPICS = """
    insert into marts.post_topics
    select p.post_id,
        'topic-' || ((hash(p.account_id, hash(p.post_id) % (1 + hash(p.account_id) % 7)) + t) % $topics) as topic_id,
        case when t = 0 then 0.8 else 0.6 end as relevance, 'own', 'bench', p.last_seen_at
    from core.posts as p cross join range(2) as r (t)
    where (t = 0 or hash(p.post_id, 'two') % 2 = 0) and p.created_at >= $first::timestamp;
"""
# a page is shared in the week it is new; one share in a hundred is of an older one, as on ../shared/data/influencers
_LINKS = """
    insert into core.post_links
    select post_id, 1, page, page
    from (
        select
            post_id,
            'https://pages.example/' || case
                when hash(post_id, 'late') % 100 = 0 then hash(post_id) % (1000 * week + 1000)
                else 1000 * week + hash(post_id) % 1000
            end as page
        from (
            select post_id, (created_at::date - date '2025-11-03') // 7 as week
            from core.posts where hash(post_id, 'link') % 5 = 0 and created_at >= $first::timestamp
        )
    );
    insert into core.links by name
    select link_id, link_id as canonical_url, 'pages.example' as site, '2025-11-03'::timestamp as first_shared_at,
        '' as first_post_id
    from (select distinct link_id from core.post_links)
    where link_id not in (select link_id from core.links);
"""


def config(topics: Sequence[Any] = ()) -> Any:
    """What the marts ask of a configuration; without topics those of the posts that are tagged already."""
    invented = [
        SimpleNamespace(topic_id=f"topic-{n}", name=f"Topic {n}", description="", sensitive=n == 0)
        for n in range(TOPICS)
    ]
    return SimpleNamespace(
        topics=topics or invented, brand=SimpleNamespace(uses={"bluesky": "individual", "mastodon": "individual"})
    )


def write(
    file: Path, first: int, after: int, since: datetime, days: int, *, texts: str = INVENTED, tagged: bool = True
) -> None:
    """Put the posts first ... after into a warehouse, spread over days. `texts` says what each of them is."""
    with warehouse.connect(file) as con:
        warehouse.create(con)
        (people,) = con.execute("select count(*) from core.influencers").fetchone() or (0,)
        if not people:
            con.execute(_PEOPLE, {"people": PEOPLE})
            con.execute(_ACCOUNTS, {"people": PEOPLE})
        moment = since.replace(tzinfo=None)
        con.execute(texts)
        con.execute(
            _POSTS,
            {
                "from": first,
                "until": after,
                "people": PEOPLE,
                "each": 3,
                "first": moment,
                "seconds": days * 86400 - 7200,
            },
        )
        if tagged:
            con.execute(_TOPICS, {"topics": TOPICS, "first": moment})
        for statement in _LINKS.split(";")[:-1]:
            con.execute(statement, {"first": moment} if "$first" in statement else {})
        con.execute("checkpoint")


def build(file: Path, since: datetime | None, days: int, *, phrases: bool) -> dict[str, Any]:
    """Make the marts of the window, or all of them; a process of its own calls this."""
    expectations.great_expectations()
    import scipy.special  # type: ignore[import-untyped] # noqa: F401

    with warehouse.connect(file) as con:
        con.execute("select 1")
    span = marts.Window(since, since + timedelta(days=days)) if since else None
    stages: dict[str, float] = {}
    sys.addaudithook(
        lambda event, of: stages.update({of[0]: time.perf_counter()}) if event == "earshot.stage" else None
    )
    started, burnt = time.perf_counter(), time.process_time()
    with warehouse.connect(file) as con:
        built = marts.build(con, config(), span, "bench", phrases=phrases)
    return {
        "seconds": time.perf_counter() - started,
        "cpu": time.process_time() - burnt,
        "summed": stages["marts built"] - stages["marts voiced"],
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "posts": built.posts,
        "profiles": built.profiles,
        "weeks": built.weeks,
    }


def measure(what: str, **arguments: Any) -> dict[str, Any]:
    """One of `write` and `build` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.profiles", "--do", what, json.dumps(arguments)],
        check=True, capture_output=True, text=True, env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def do(what: str, arguments: dict[str, Any]) -> None:
    """What a process of its own was asked for."""
    since = datetime.fromisoformat(arguments["since"]) if arguments.get("since") else None
    file, days = Path(arguments["file"]), arguments.get("days", DAYS)
    if what == "write":
        write(file, arguments["first"], arguments["after"], since or FIRST, days)
        print("{}")
    else:
        print(json.dumps(build(file, since, days, phrases=arguments["phrases"])))


def run(posts: int, folder: Path, *, tenfold: bool) -> list[Line]:
    """Every line of the report."""
    file = folder / "warehouse.duckdb"
    measure("write", file=str(file), first=0, after=posts)
    spare = folder / "spare.duckdb"
    shutil.copy(file, spare)
    anew = measure("build", file=str(file), phrases=False)
    told = f"{posts:,} tagged posts of {PEOPLE:,} influencers"
    lines = [
        Line(
            f"{told}: daily sums, profiles, trends", f"{anew['summed']:.1f} s", f"{anew['profiles']:,} profiles",
            "under 20 s", anew["summed"] < 20,
        ),
        Line("the whole build: copies, links, checks and commit too", f"{anew['seconds']:.1f} s", _cost(anew)),
    ]  # fmt: skip
    whole = measure("build", file=str(spare), phrases=True)
    lines.append(Line("the same with rising phrases", f"{whole['seconds']:.1f} s", _cost(whole)))
    spare.unlink()
    lines.append(_day(file, posts, anew))
    if tenfold:
        file.unlink()
        measure("write", file=str(file), first=0, after=10 * posts)
        try:
            tenth = measure("build", file=str(file), phrases=False)
        except subprocess.CalledProcessError as fault:
            why = (fault.stderr or "").strip().splitlines()[-1:] or ["it was killed"]
            return [*lines, Line(f"{10 * posts:,} posts", "not finished", why[0][:200], "at most 11 times", False)]
        ratio = tenth["seconds"] / anew["seconds"]
        what = f"{tenth['seconds']:.1f} s, {ratio:.1f} times as long"
        lines.append(Line(f"{10 * posts:,} posts", what, _cost(tenth), "at most 11 times", ratio <= 11))
        lines.append(_day(file, 10 * posts, tenth))
    return lines


def _day(file: Path, posts: int, whole: dict[str, Any]) -> Line:
    """A hundredth more, heard on the day after the last."""
    day, more = FIRST + timedelta(days=DAYS), posts // 100
    measure("write", file=str(file), first=posts, after=posts + more, since=day.isoformat(), days=1)
    found = measure("build", file=str(file), since=day.isoformat(), days=1, phrases=False)
    part = found["seconds"] / whole["seconds"]
    what = f"a day's {more:,} posts more to {posts:,}"
    return Line(what, f"{found['seconds']:.2f} s, {part:.1%} of the whole build", _cost(found))


def _cost(found: dict[str, Any]) -> str:
    return f"{found['cpu']:.1f} s of processor time, {found['peak'] / 2**30:.2f} GiB"


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m bench.profiles", description="How fast the marts are made.")
    reader.add_argument("--posts", type=int, default=1_000_000)
    reader.add_argument("--folder", type=Path, default=Path("var/bench/profiles"))
    reader.add_argument("--no-tenfold", action="store_true", help="leave out ten times the posts")
    reader.add_argument("--dry", action="store_true", help="print, do not write bench/profiles.md")
    reader.add_argument("--do", nargs=2, help=argparse.SUPPRESS)
    asked = reader.parse_args()
    if asked.do:
        do(asked.do[0], json.loads(asked.do[1]))
        return 0
    shutil.rmtree(asked.folder, ignore_errors=True)
    asked.folder.mkdir(parents=True)
    try:
        lines = run(asked.posts, asked.folder, tenfold=not asked.no_tenfold)
    finally:
        shutil.rmtree(asked.folder, ignore_errors=True)
    text = "\n".join([
        "# Speed of the marts", "", circumstances(), "",
        table(lines), "", INSIDE, "",
    ])  # fmt: skip
    return tell(text, lines, None if asked.dry else REPORT)


if __name__ == "__main__":
    sys.exit(main())
