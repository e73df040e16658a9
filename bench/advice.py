"""How fast the advice is made: `python -m bench.advice [--posts 1000000] [--folder ...]`.

The invented year of bench.profiles (posts of 2,000 influencers, tagged, profiles made), and a brand beside it: 500
pieces in its feed, 2,000 posts of its own, answers, mentions, quotes, reposts and visits. Measured, in a process of its
own with imports apart: candidates and list of reshares, then all marts of advice with their questions. Writes
bench/advice.md.
Nothing here is a test: a shared machine has its moods.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bench import profiles
from bench.command import tell
from bench.quality.line import Line, table
from sql import expectations, warehouse

REPORT = Path(__file__).with_name("advice.md")
AS_OF = profiles.FIRST + timedelta(days=profiles.DAYS)
FEED = "feeds:https://brand.example/feed.xml"
ITEMS, OWN = 500, 2000

_BRAND = """
    insert into core.accounts by name
    select platform || ':' || handle as account_id, platform, handle, true as is_brand, true as is_listed
    from (values ('bluesky', 'brand.example'), ('mastodon', 'brand@brand.example'),
        ('feeds', 'https://brand.example/feed.xml')) as t (platform, handle);
    insert into core.posts by name
    select 'feeds:item-' || n as post_id, 'feeds' as platform, 'item-' || n as native_id,
        'feeds:https://brand.example/feed.xml' as account_id, 'article' as kind, 'Piece ' || n as title,
        'What we measured' as text,
        'https://brand.example/p/' || n as url, 'https://brand.example/p/' || n as canonical_url,
        $as_of - to_hours((n * 8640 // $items)::bigint) as created_at, 'told' as created_at_basis,
        md5('item' || n) as version_hash, false as is_edited, created_at as first_seen_at,
        created_at as last_seen_at, 'page' as landed_file
    from range($items) as r (n);
    insert into core.posts by name
    select 'bluesky:own-' || n as post_id, 'bluesky' as platform, 'own-' || n as native_id,
        'bluesky:brand.example' as account_id,
        'original' as kind, 'Seen today ' || n as text, $as_of - to_hours((n * 4320 // $own)::bigint) as created_at,
        'told' as created_at_basis, md5('own' || n) as version_hash, false as is_edited, created_at as first_seen_at,
        created_at as last_seen_at, 'page' as landed_file
    from range($own) as r (n);
    insert into marts.post_topics
    select 'feeds:item-' || n, 'topic-' || (1 + n % 19), 0.9, 'own', 'bench', $as_of from range($items) as r (n);
"""
# one reply in four is to the brand; quotes and reposts are of somebody's earlier post; one post in 50 names the brand
_RELATIONS = """
    insert into core.post_references by name
    select p.post_id, 1 as position, 'replied_to' as relation,
        'bluesky:own-' || hash(p.post_id) % $own as referenced_post_id
    from core.posts as p where p.kind = 'reply' and hash(p.post_id, 'brand') % 4 = 0;
    insert into core.post_references by name
    select p.post_id, 1 as position, case p.kind when 'quote' then 'quoted' else 'reposted' end as relation,
        'bluesky:post-' || (try_cast(substr(p.native_id, 6) as bigint) - 1 - hash(p.post_id) % 3000)::varchar
            as referenced_post_id,
        'somebody' as author_handle, 'What they said' as text, p.created_at - interval 2 hours as created_at
    from core.posts as p where p.kind in ('quote', 'repost');
    insert into core.post_mentions by name
    select post_id, 1 as position, 'brand.example' as mentioned_handle
    from core.posts where hash(post_id, 'mention') % 50 = 0 and account_id not like '%brand%';
    insert into ops.visits by name
    select 'run-' || w as run_id, account_id, platform, 'complete' as outcome, 1 as pages,
        $as_of - to_days((7 * w)::integer) as started_at, started_at as ended_at
    from core.accounts cross join range(8) as r (w);
    update core.posts set url = 'https://posts.example/' || native_id, author_handle = split_part(account_id, ':', 2),
        author_name = split_part(account_id, ':', 2) where url is null;
"""


def config() -> Any:
    """What reshares and advice ask of a configuration, with the defaults of brand.yaml."""
    from config.platforms import PLATFORMS

    hours = {"tier_1": Decimal(4), "tier_2": Decimal(8), "tier_3": Decimal(16), "others": Decimal(24)}
    brand = SimpleNamespace(
        name="Brand", also_called=("Brandly",), accounts=(), language="en",
        competitors=(SimpleNamespace(name="Rival", also_called=(), accounts=()),),
        content_feeds=(SimpleNamespace(account_id=FEED, url="https://brand.example/feed.xml", offer="article"),),
        platforms=("bluesky", "mastodon", "feeds"), uses=dict.fromkeys(PLATFORMS, "individual"),
        freshness_hours={name: one.half_life_hours for name, one in PLATFORMS.items()},
        no_reshare=SimpleNamespace(competitors=True, people=(), words=(), content_warnings=True),
        reshare=SimpleNamespace(list_length=10, per_person=2, per_source=2, per_topic=3, no_repeat_days=30),
        reply=SimpleNamespace(
            time_zone="Europe/Madrid", days=(0, 1, 2, 3, 4), opens=clock(9), closes=clock(17), sla_hours=hours,
        ),
        utm=SimpleNamespace(source="{platform}", medium="social", campaign="{month}_{slug}", content="{content_item}"),
        verdicts=SimpleNamespace(
            threshold_share=Decimal("0.10"), confidence=Decimal("0.95"), minimum_posts=30, window_weeks=8,
            response_days=14, fixed_on=date(2026, 1, 1),
        ),
    )  # fmt: skip
    return SimpleNamespace(brand=brand, decisions=(), topics=profiles.config().topics)


def write(file: Path, posts: int) -> None:
    """The invented year, the brand in it, and the marts of interests."""
    from transforms import marts

    profiles.write(file, 0, posts, profiles.FIRST, profiles.DAYS)
    values = {"as_of": AS_OF.replace(tzinfo=None), "items": ITEMS, "own": OWN}
    with warehouse.connect(file) as con:
        for statement in (_BRAND + _RELATIONS).split(";\n"):
            if statement.strip():
                con.execute(statement, {name: one for name, one in values.items() if f"${name}" in statement})
        con.execute("checkpoint")
        marts.build(con, config(), None, "bench", phrases=False)


def advise(file: Path) -> dict[str, Any]:
    """Make reshares and advice; a process of its own calls this."""
    from transforms import advice, reshare

    expectations.great_expectations()
    figures: dict[str, Any] = {}
    with warehouse.connect(file) as con:
        warehouse.create(con)
        for name, part in (
            ("candidates", lambda: reshare.candidates(con, config(), AS_OF)),
            ("recommend", lambda: reshare.recommend(con, config(), AS_OF)),
            ("advice", lambda: advice.build(con, config(), AS_OF)),
        ):
            started, burnt = time.perf_counter(), time.process_time()
            told = part()
            figures[name] = time.perf_counter() - started
            figures[f"{name}_cpu"] = time.process_time() - burnt
            figures[f"{name}_told"] = told if name != "candidates" else {one: len(ids) for one, ids in told.items()}
    figures["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return figures


def measure(what: str, file: Path, posts: int) -> dict[str, Any]:
    """One of `write` and `advise` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.advice", "--do", what, "--posts", str(posts), "--folder", str(file.parent)],
        check=True, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def run(posts: int, folder: Path) -> list[Line]:
    """Every line of the report."""
    file = folder / "warehouse.duckdb"
    measure("write", file, posts)
    told = measure("advise", file, posts)
    parts = ("candidates", "recommend", "advice")
    seconds, burnt = sum(told[name] for name in parts), sum(told[f"{name}_cpu"] for name in parts)
    what = f"{posts:,} posts, {profiles.PEOPLE:,} influencers, {ITEMS} pieces: reshares and advice"
    rows = told["advice_told"]
    small = f"{rows['marts.content_matches']:,} matches, {rows['marts.reply_queue']:,} replies"
    return [
        Line(what, f"{seconds:.1f} s", f"{burnt:.1f} s of processor time; {small}", "under 60 s", seconds < 60),
        Line("its peak of memory", f"{told['peak'] / 2**30:.2f} GiB", "", "under 2 GiB", told["peak"] < 2 * 2**30),
        *(
            Line(f"of it {name}", f"{told[name]:.1f} s", f"{told[f'{name}_cpu']:.1f} s of processor time")
            for name in parts
        ),
    ]


def main() -> int:
    reader = argparse.ArgumentParser(prog="python -m bench.advice", description="How fast the advice is made.")
    reader.add_argument("--posts", type=int, default=1_000_000)
    reader.add_argument("--folder", type=Path, default=Path("var") / "bench-advice", help="where the warehouse is made")
    reader.add_argument("--dry", action="store_true", help="print, do not write bench/advice.md")
    reader.add_argument("--do", choices=("write", "advise"), help=argparse.SUPPRESS)
    asked = reader.parse_args()
    file = asked.folder / "warehouse.duckdb"
    if asked.do == "write":
        write(file, asked.posts)
        print("{}")
        return 0
    if asked.do == "advise":
        print(json.dumps(advise(file)))
        return 0
    shutil.rmtree(asked.folder, ignore_errors=True)
    lines = run(asked.posts, asked.folder)
    shutil.rmtree(asked.folder, ignore_errors=True)
    text = (
        "# How fast the advice is made\n\n`make bench` writes this. "
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}.\n\n"
        f"{table(lines)}\n"
    )
    return tell(text, lines, None if asked.dry else REPORT)


if __name__ == "__main__":
    sys.exit(main())
