"""Where links lead, and what the pages there say of themselves.

    plan(run)          which links to look at, as batches; what an earlier run was told is loaded first
    look(run, batch)   in the pool `links`: asks, and lands each answer as a file of its own
    load(run)          in the pool `warehouse`: core.links, and links of posts move to the page they lead to
    publish(run)       the read-only copy, and what profiles are to be told

Looked at are short links, the pages of the brand's own pieces, and pages that two listed people shared: each once, the
newest first, so many a run. What may pass is tried again, with growing pauses, six times in all. Answers lie under
landing/links/inbox and move to kept once they are loaded; a run that is begun again asks nobody twice.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from ingest import leads
from ingest import listen as listening
from ingest.client import Client
from ingest.expand import Expanded, expand
from ingest.listen import Run
from ingest.looks import Looks, asking
from ingest.news import News, announce_links
from ingest.robots import Robots
from ingest.secret import hide_known
from sql import warehouse
from sql.functions.url_scalar import url_key

log = logging.getLogger("earshot.links")

MOST = 300  # links in one run; runs are hourly
BATCH = 25  # links a task looks at
SLOW = 3.0  # seconds after which a page is slow to open
MANY = 3  # redirects that a shared link should not need
# pages of these need an account or a platform's own interface: their short links are resolved, their pages not read
WALLED = (
    "x.com", "facebook.com", "instagram.com", "threads.com", "linkedin.com", "tiktok.com", "reddit.com", "youtube.com",
    "bsky.app",
)  # fmt: skip

_DUE = """
    with waiting as (
        select link_id, canonical_url as url, site, first_shared_at as shared_at, first_post_id as post_id
        from core.links
        where leads_to is null and (looked_at is null or retry_at <= $as_of::timestamp)
    ),
    short as (
        -- known shorteners, and addresses of houses that shorten for themselves: a short host, one short word
        select link_id from waiting
        where (length(url) < 60 and is_short(url))
            or regexp_full_match(url, 'https?://[^/]{3,20}/[A-Za-z0-9_-]{3,16}/?')
    ),
    own as (
        select url_key(p.canonical_url) as link_id, p.canonical_url as url, site_of(p.canonical_url) as site,
            p.created_at as shared_at, p.post_id
        from core.posts as p
        join core.accounts as a using (account_id)
        where a.is_brand and p.canonical_url is not null
            and (p.kind = 'article' or p.post_id in (select post_id from core.content_items))
        qualify row_number() over (partition by url_key(p.canonical_url) order by p.created_at, p.post_id) = 1
    ),
    shared as (
        select l.link_id
        from core.post_links as l
        join core.posts as p using (post_id)
        join core.accounts as a using (account_id)
        where a.is_listed and a.influencer_id is not null and l.link_id in (select link_id from waiting)
        group by l.link_id
        having count(distinct a.influencer_id) >= 2
    ),
    chosen as (
        select * from waiting
        where link_id in (select link_id from short union select link_id from shared union select link_id from own)
        union all by name
        select * from own where link_id not in (select link_id from core.links)
    )
    select link_id, url, post_id
    from chosen
    where site is null or site not in (select unnest($walled))
    order by shared_at desc, link_id
    limit $most
"""


def run_at(run: Run) -> Run:
    """The link step of a time; the same time gives the same run."""
    return replace(run, run_id=run.run_id.replace("listen-", "links-", 1))


def plan(run: Run, most: int = MOST) -> list[dict[str, Any]]:
    """What `look` is mapped over. Loads first what an earlier run was told, so that nobody is asked twice."""
    load(run)
    with warehouse.connect(run.warehouse_file) as con:
        values = {"as_of": run.as_of.replace(tzinfo=None), "walled": list(WALLED), "most": most}
        due = warehouse.rows(con, _DUE, values)
    parts = [due[start : start + BATCH] for start in range(0, len(due), BATCH)]
    log.info("planned %s links in %s batches", len(due), len(parts))
    return [
        {"label": f"links {number}/{len(parts)} ({len(part)} links)", "links": part}
        for number, part in enumerate(parts, start=1)
    ]


def look(run: Run, batch: Mapping[str, Any], client: Client | None = None) -> dict[str, int]:
    """Look at each link of a batch; returns how many told something, and how many did not.

    Trouble is written down beside its link and concerns no other.
    """
    done = {"told": 0, "failed": 0}
    with asking(run, client) as opened:
        robots = Robots(opened)
        for link in batch["links"]:
            answer = _looks(run).once(link["link_id"], partial(_told, run, link, opened, robots))
            done["failed" if answer["failure"] else "told"] += 1
    log.info("looked at %s: %s", batch["label"], done)
    return done


def _told(run: Run, link: Mapping[str, Any], client: Client, robots: Robots) -> dict[str, Any]:
    """One link, as it lands."""
    found = _found(link["url"], client, robots)
    return {"asked_at": client.clock().isoformat(), "run_id": run.run_id, **link, **asdict(found)}


def _found(url: str, client: Client, robots: Robots) -> Expanded:
    """One link; the canonical address that its page declares is believed only where that page agrees."""
    found = expand(url, client, robots)
    if found.failure:
        return replace(found, failure=hide_known(found.failure))
    slow = [fault for fault, is_so in (("slow", (found.seconds or 0.0) > SLOW),
                                       ("many redirects", found.redirects > MANY)) if is_so]  # fmt: skip
    found = replace(found, faults=(*found.faults, *slow))
    if found.canonical_url and url_key(found.canonical_url) not in (url_key(url), url_key(found.resolved_url)):
        there = expand(found.canonical_url, client, robots)
        key = url_key(found.canonical_url)
        agrees = there.failure is None and url_key(there.resolved_url) == key
        if not agrees or (there.canonical_url and url_key(there.canonical_url) != key):
            return replace(found, canonical_url=None, faults=(*found.faults, "canonical not accepted"))
    return found


def load(run: Run) -> dict[str, int]:
    """Take what was told; returns how many links were looked at, and how many moved to the page they lead to.

    Raises sql.expectations.CheckFailed; then nothing of it is there.
    """
    files = _looks(run).waiting()
    told = [json.loads(file.read_bytes()) for file in files]
    with warehouse.connect(run.warehouse_file) as con:
        warehouse.create(con)
        done = leads.take(con, told, run.run_id)
    _looks(run).keep(files)
    log.info("loaded %s", done)
    return done


def publish(run: Run) -> News | None:
    """Put the read-only copy in its place; returns what profiles are to be told, None where nothing has changed."""
    with warehouse.connect(run.warehouse_file) as con:
        news = announce_links(con, run.run_id)
    listening.publish_copy(run)
    return news


def unresolved(run: Run) -> Iterator[str]:
    """Why links that were looked at in vain were so, one line a link."""
    return _looks(run).failures("url")


def _looks(run: Run) -> Looks:
    return Looks(run.settings.landing_dir / "links", run.run_id)
