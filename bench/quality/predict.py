"""Do profiles predict what no tagger made? Hashtags, people quoted and domains of next week, person by person.

Each is put in the place of topics: the daily sums are filled with it, the profiles are built by the product's own
models week after week, and each week's estimate is held against what the person wrote in the week after.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.quality import estimates
from bench.quality.line import Line
from sql import warehouse
from transforms import weeks

TITLE = "Profiles predict"
DATA = (
    "influencers: X posts of 2020 until 30 November; hacker-news: stories. A person counts in a week with at least 20 "
    "uses before and 3 in the week after; what nobody on the list had used before counts against all estimates alike. "
    "Log-loss in nats, each estimate with the same floor: a hundredth spread over all there is."
)
WORDS = {
    "hashtags": """
        select influencer as person, item, created_at_utc::date as day, count(distinct post_id) as uses
        from (
            select *, unnest(list_distinct(regexp_extract_all(
                lower(text), '#([\\p{L}\\p{M}\\p{N}_]*[\\p{L}_][\\p{L}\\p{M}\\p{N}_]*)', 1))) as item
            from read_parquet($x)
        )
        where created_at_utc < '2020-12-01' group by all""",
    "people quoted": """
        select influencer as person, lower(regexp_extract(quoted_url, '(?:twitter|x)\\.com/([^/]+)/', 1)) as item,
            created_at_utc::date as day, count(*) as uses
        from read_parquet($x)
        where quoted_url is not null and item <> '' and created_at_utc < '2020-12-01' group by all""",
    "domains": """
        select author as person, site_of(url) as item, created_at::timestamp::date as day, count(*) as uses
        from read_csv($hn)
        where url <> '' and site_of(url) is not null group by all""",
}


def run(shared: Path, *, quick: bool = False) -> list[Line]:
    """NDCG@5 and log-loss beside four simpler estimates; coverage of the intervals of next week's count."""
    lines, coverage = [], {}
    for name, query in WORDS.items():
        with _filled(shared, query, quick=quick) as con:
            judged, *coverage[name] = estimates.judge(con)
        lines += estimates.compare(name, judged)
    return [*lines, estimates.held(coverage)]


@contextlib.contextmanager
def _filled(shared: Path, query: str, *, quick: bool) -> Iterator[Any]:
    """A warehouse whose daily sums hold what was used, with its profiles built."""
    with tempfile.TemporaryDirectory() as folder, warehouse.connect(Path(folder) / "w.duckdb") as con:
        warehouse.create(con)
        paths = {"x": "influencers/x_posts.parquet", "hn": "hacker-news/stories.csv.gz"}
        values = {name: str(shared / path) for name, path in paths.items() if f"${name}" in query}
        con.execute(f"create temp table used as select *, uses as posts from ({query})", values)
        if quick:
            con.execute("delete from used where hash(person) % 3 <> 0")
        con.execute("""
            insert into marts._daily_topics by name
            select person as influencer_id, item as topic_id, day as created_on, posts, uses as weight,
                0 as answered_posts, 0 as resonance, ['post'] as newest_post_ids
            from used order by day, person, item
        """)
        first, last = con.execute("select monday(min(day)), monday(max(day)) from used").fetchone()
        week = first
        while week <= last:
            weeks.build_profiles(con, week)
            week += timedelta(days=7)
        yield con
