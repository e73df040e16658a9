"""How fast and how large a report is: `python -m bench.report [--people 2000] [--posts 1000000] [--folder ...]`.

An invented warehouse: everybody has posts over a year, eight interests, accounts on two platforms, pages they shared;
two hundred wait for an answer, five hundred matches, thirty topics. Measured in a process of its own, imports included:
compose, and every format, down to the files of each person. The size of report.html is measured for 200 people as well.
Writes bench/report.md. Nothing here is a test: a shared machine has its moods.
"""

# ruff: noqa: E501 - rows of invented tables read best as rows

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from hashlib import md5
from pathlib import Path
from typing import Any

from config import read_config
from sql import warehouse

REPORT = Path(__file__).with_name("report.md")
ROOT = Path(__file__).resolve().parents[1]
WEEK = "2026-W43"
AS_OF = datetime(2026, 10, 26, 6, 30, tzinfo=UTC)
SECONDS, MEMORY, LETTERS = 60, 2 << 30, 2_000_000  # what is asked: of 2,000 people, and of 200

_WAREHOUSE = """
insert into core.influencers by name
select 'person-' || n as influencer_id, 'Person Number ' || n as influencer_name, 'analyst' as role,
    'Organisation ' || n % 300 as organisation, 1 + n % 3 as tier, false as is_opted_out, true as is_listed
from range($people) as r (n);
insert into core.accounts by name
select platform || ':person-' || n as account_id, platform, 'person-' || n as handle, 'person-' || n as influencer_id,
    false as is_brand, true as is_listed
from range($people) as r (n) cross join (values ('bluesky'), ('mastodon')) as p (platform);
insert into core.posts by name
select
    'bluesky:' || n as post_id, 'bluesky' as platform, n::varchar as native_id, 'bluesky:person-' || n % $people as account_id,
    'original' as kind, 'Words number ' || n || ' on what was heard, measured and thought of in this week and the one before' as text,
    'https://social.example/person-' || n % $people || '/' || n as url,
    timestamp '2025-10-27' + to_minutes((n * 524160 // $posts)::bigint) as created_at, 'told' as created_at_basis, 1 as likes,
    md5(n::varchar) as version_hash, false as is_edited, timestamp '2026-10-26' as first_seen_at,
    timestamp '2026-10-26' as last_seen_at, 'page' as landed_file
from range($posts) as r (n);
insert into marts.post_voices by name
select
    post_id, split_part(account_id, ':', 2) as influencer_id, account_id, platform, kind, created_at,
    created_at::date as created_on, date_trunc('week', created_at)::date as week_start, 1 as weight, 'individual' as uses,
    post_id as voice_id, true as is_voice, true as is_personal
from core.posts;
insert into marts.rules values ('week_posts', 10, 'the line of a topic over weeks has a point where so many posts were heard');
insert into marts.topics by name
select 'topic-' || n as topic_id, 'Topic Number ' || n as topic_name, '' as description, n = 7 as is_sensitive from range(30) as r (n);
insert into marts.post_topics by name
select post_id, 'topic-' || hash(post_id) % 30 as topic_id, 0.8 as relevance, 'own' as method, 'bench' as engine_version,
    timestamp '2026-10-26' as tagged_at
from core.posts;
insert into core.links by name
select 'link-' || n as link_id, 'https://page.example/' || n as canonical_url, 'A page that was shared ' || n as title,
    'page.example' as site, timestamp '2026-10-20' as first_shared_at, 'bluesky:1' as first_post_id
from range(5000) as r (n);
insert into core.post_links by name
select post_id, 1 as position, 'https://page.example/' || hash(post_id) % 5000 as url, 'link-' || hash(post_id) % 5000 as link_id
from core.posts where hash(post_id, 'link') % 5 = 0;
insert into marts.topic_trends by name
select
    topic_id, week_start, is_sensitive, 100 as posts, 50 as people, 90 as weighted_posts,
    (1 + hash(topic_id, week_start) % 9)::decimal(9, 6) / 150 as voice_share, 0.03 as voice_share_before, 1 as change_ratio, 0 as z_score,
    ['rising', 'steady', 'fading', 'not enough data'][(1 + hash(topic_id, week_start) % 4)::int] as trend,
    case when not is_sensitive then 'person-3' end as top_influencer_id, case when is_sensitive then [] else ['bluesky:999'] end as evidence_post_ids
from marts.topics cross join (select unnest(range(date '2026-08-03', date '2026-10-20', interval 7 days))::date as week_start);
insert into marts.interest_profiles by name
select
    'person-' || n as influencer_id, 'topic-' || (n + t) % 30 as topic_id, date '2026-10-19' as week_start,
    0.3 / (t + 1) as interest_share, 0.2 / (t + 1) as low_share, 0.4 / (t + 1) as high_share, 0.03 as baseline_share, 2 as lift, 2.5 as z_score,
    90 as effective_posts, 20 as topic_posts, case when n % 7 = 0 then 'not enough data' else 'solid' end as confidence,
    ['steady', 'rising', 'new', 'fading'][(1 + hash(n, t) % 4)::int] as trend, date '2026-01-01' as first_on, date '2026-10-20' as last_on,
    list_transform(range(1, 6), k -> 'bluesky:' || ($posts - $people * k + n)) as evidence_post_ids
from range($people) as r (n) cross join range(8) as u (t);
insert into marts.shared_links by name
select
    'link-' || n as link_id, date '2026-10-19' as week_start, 'https://page.example/' || n as canonical_url, 'page.example' as site,
    'A page that was shared ' || n as title, 9 as people, 8 as people_others, 9 as voices, 9 as posts,
    list_transform(range(9), k -> 'person-' || (n + k) % $people) as influencer_ids, timestamp '2026-10-20' as first_at,
    'person-' || n % $people as first_influencer_id, 'bluesky:1' as first_post_id, true as is_first_week, 9 as people_ever,
    ['bluesky:' || n] as evidence_post_ids
from range(5000) as r (n);
insert into marts.rising_phrases by name
select
    date '2026-10-19' as week_start, 'some phrase ' || n as phrase, 2 as words, n + 1 as rank, 40 as posts, 25 as people, 5 as days,
    1 as posts_before, 9 as ratio, 9 as z_score, list_transform(range(25), k -> 'person-' || (n + k) % $people) as influencer_ids,
    ['bluesky:5'] as evidence_post_ids
from range(200) as r (n);
insert into marts.completeness by name
select
    account_id, date '2026-10-19' as week_start, influencer_id, platform, case when hash(account_id) % 20 = 0 then 'late' else 'complete' end as state,
    timestamp '2026-10-26' as heard_until, 8 as visits, 8 as complete_visits
from core.accounts;
insert into marts.presence by name
select
    split_part(account_id, ':', 2) as influencer_id, platform, 'active' as state, [account_id] as account_ids, handle, 100 as followers,
    60 as heard_days, 30 as posts, 5 as shared, 4 as posts_per_week, ['link'] as formats, 'Monday' as best_weekday, 9 as best_from_hour,
    12 as best_to_hour, 30 as best_sample, 'UTC' as time_zone, 4 as response_hours, 9 as response_sample,
    timestamp '2026-10-20' as last_post_at, timestamp '2026-10-26' as last_heard_at, 'solid' as confidence, 'told' as reason,
    ['bluesky:7'] as evidence_post_ids
from core.accounts;
insert into marts.platform_reach by name
select platform, true as is_allowed, $people as people, 1 as reach_share, [] as only_here_ids, [] as unknown_ids
from (values ('bluesky'), ('mastodon')) as p (platform);
insert into marts.platform_shortlist by name
select 1 as set_size, 1 as place, ['bluesky'] as platforms, 1 as reach_share, $people as people, 'bluesky' as added_platform,
    1 as added_share, [] as added_ids, [] as lost_ids, [] as unknown_ids, true as is_chosen, 'told' as reason;
insert into marts.reply_queue by name
select
    'reply-' || n as recommendation_id, 'bluesky:' || n as post_id, 'bluesky' as platform, 'bluesky:us' as brand_account_id,
    'mention' as addressed_by, 'person-' || n % $people as author_influencer_id, timestamp '2026-10-22' as created_at, n + 1 as place,
    'open' as state, 9 as waiting_hours, 4 as sla_hours, true as is_late, 'question' as triage, 'question' as rule, '?' as words,
    'Waiting.' as reason, ['bluesky:' || n] as evidence_post_ids, timestamp '2026-11-20' as expires_at
from range(200) as r (n);
insert into core.content_items by name
select 'item-' || n as content_item_id, 'feeds:' || n as post_id, 'feeds:us' as account_id, 'Our piece ' || n as title,
    'https://us.example/' || n as canonical_url, 'article' as form, 'article' as offer, timestamp '2026-10-01' as published_at, [] as faults
from range(100) as r (n);
insert into marts.content_matches by name
select
    'match-' || n as recommendation_id, 'item-' || n // 5 as content_item_id, 'person-' || n % $people as influencer_id, 1 + n % 5 as place,
    0.5 as score, 0 as interest_part, 0 as relevance_part, 0 as tier_part, 0 as freshness_part, 0 as openness_part, 'topic-1' as topic_id,
    ['some phrase'] as angle_words, 'bluesky' as platform, 12 as response_sample, 30 as best_sample, 'UTC' as time_zone,
    'https://us.example/' as tracked_url, 'They care.' as reason, ['bluesky:9'] as evidence_post_ids, timestamp '2026-11-02' as expires_at
from range(500) as r (n);
insert into marts.outcomes by name
select
    'bluesky:act-' || n as act_id, 'share' as act, 'person-' || n % $people as influencer_id, 'bluesky' as platform,
    'bluesky:us' as brand_account_id, timestamp '2026-10-20' as act_at, timestamp '2026-11-03' as watched_until, false as is_complete,
    n % 2 = 0 as did_respond, case when n % 2 = 0 then 'reply' end as responded_by, 0.1 as base_rate, 14 as base_days,
    n % 2 = 0 as is_beyond_base, [] as evidence_post_ids
from range(300) as r (n);
"""


def _file(folder: Path, people: int, posts: int) -> Path:
    """Another one where a table has changed since."""
    tables = "".join(model.statements[0] for model in warehouse.models().values())
    return folder / f"report-{people}-{posts}-{md5((_WAREHOUSE + tables).encode()).hexdigest()[:8]}.duckdb"


def furnish(folder: Path, people: int, posts: int) -> None:
    """The invented warehouse, where it is not there yet."""
    file = _file(folder, people, posts)
    if file.exists():
        return
    (folder / f".{file.name}.part").unlink(missing_ok=True)
    with warehouse.connect(part := folder / f".{file.name}.part") as con:
        warehouse.create(con)
        # what no report reads is left out
        for schema, table, column in con.execute(
            "select schema_name, table_name, column_name from duckdb_columns() where schema_name in ('core', 'marts') "
            "and not is_nullable and not internal"
        ).fetchall():
            con.execute(f"alter table {schema}.{table} alter column {column} drop not null")
        for statement in _WAREHOUSE.split(";\n"):
            if statement.strip():
                wanted = {
                    name: value for name, value in (("people", people), ("posts", posts)) if f"${name}" in statement
                }
                con.execute(statement, wanted)
    part.rename(file)


def measure(folder: str, people: int, posts: int) -> dict[str, Any]:
    """Compose and write, in this process; what it took and how large it is."""
    started = time.perf_counter()
    from transforms.weekly.compose import compose
    from transforms.weekly.document import Week
    from transforms.weekly.write import write

    file = _file(Path(folder), people, posts)
    target = Path(tempfile.mkdtemp(dir=folder))
    with warehouse.connect(file, read_only=True) as con:
        report = compose(con, read_config(ROOT / "sample" / "config"), Week.named(WEEK), AS_OF)
    composed = time.perf_counter() - started
    write(report, target)
    figures = {
        "people": people, "posts": posts, "composed": composed, "seconds": time.perf_counter() - started,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "pages": len(list((target / "people").glob("*.html"))),
        **{name: (target / f"report.{name}").stat().st_size for name in ("html", "pdf", "xlsx", "md")},
    }  # fmt: skip
    shutil.rmtree(target)
    return figures


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--people", type=int, default=2000)
    asked.add_argument("--posts", type=int, default=1_000_000)
    asked.add_argument("--folder", type=Path, default=ROOT / "var" / "bench")
    told = asked.parse_args()
    told.folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for people, posts in ((200, 100_000), (told.people, told.posts)):
        furnish(told.folder, people, posts)
        code = f"import json; from bench.report import measure; print(json.dumps(measure({str(told.folder)!r}, {people}, {posts})))"
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stderr)
            return 1
        lines.append(json.loads(done.stdout.splitlines()[-1]))
        print(lines[-1], flush=True)
    REPORT.write_text(words(lines), encoding="utf-8")
    small, large = lines
    is_met = large["seconds"] <= SECONDS and large["memory"] <= MEMORY and small["html"] <= LETTERS
    return 0 if is_met else 1


def words(lines: list[dict[str, Any]]) -> str:
    """bench/report.md."""
    told = [
        "# How fast and how large a report is", "",
        f"Made by `python -m bench.report`, load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores. Asked: 2,000 people and",
        "1,000,000 posts in 60 s and 2 GiB; report.html under 2 MB for 200 people.", "",
        "| people | posts | seconds | of them composing | peak memory, MiB | report.html, kB | .pdf, kB | .xlsx, kB | .md, kB | files of people |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]  # fmt: skip
    for one in lines:
        told.append(
            f"| {one['people']:,} | {one['posts']:,} | {one['seconds']:.1f} | {one['composed']:.1f} | {one['memory'] / 2**20:,.0f} "
            f"| {one['html'] / 1000:,.0f} | {one['pdf'] / 1000:,.0f} | {one['xlsx'] / 1000:,.0f} | {one['md'] / 1000:,.0f} | {one['pages']:,} |"
        )
    return "\n".join(told) + "\n"


if __name__ == "__main__":
    sys.exit(main())
