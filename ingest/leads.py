"""What looks at links have told, taken into core.links; links of posts move to the page that they lead to.

Where an address leads is decided here, and once: to the canonical address that the page declares, else to where the
redirects ended. The address of a post we hold is a page of its own and stays (its feed knows best), and so does
whatever would end at a home page, at a login or consent page, or at another short link. The row of the moved address
stays in core.links and says so in `leads_to`, so that a later load that meets it again links to the page at once.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ingest import look_steps
from sql import expectations, warehouse
from sql.functions.url_scalar import canonical_url, is_short, site_of, url_key

if TYPE_CHECKING:
    import duckdb

Told = Mapping[str, Any]  # a landed answer: link_id, url, post_id, asked_at, run_id, and the fields of Expanded

MOST_LOOKS = 6  # the pauses grow from an hour to some ten days
_WALL_HOST = re.compile(r"(?:consent|login|signin|accounts?|auth|sso)\.")
_WALL_PATH = re.compile(
    r"/(?:log-?in|sign-?in|sign-?up|uas|authwall|consent|captcha|challenge|checkpoint|unsupported|"
    r"error|404|not-?found)(?:/|\.\w+$|$)"
)


def take(con: duckdb.DuckDBPyConnection, told: Sequence[Told], run_id: str) -> dict[str, int]:
    """One transaction; how many looks were new, and how many links moved. What was taken before changes nothing."""
    started = datetime.now(UTC).replace(tzinfo=None)
    with warehouse.transaction(con):
        fresh = _fresh(con, told)
        moves = _moves(con, fresh)
        if fresh:
            _write(con, fresh, moves, started)
            sys.audit("earshot.stage", "links taken")
            answers = expectations.demand(
                expectations.ask_facts(con, "core._moved", len(fresh)),
                "what was told waits in landing/links/inbox. Mend the cause (most often ingest/leads.py) and run the "
                "load again.",
            )
            told_by = ("link_id", "asked_at")
            look_steps.note(con, "links", run_id, fresh, told_by, _touched(con), answers, started)
    sys.audit("earshot.stage", "links committed")
    return {"looked": len(fresh), "moved": len(moves)}


def goal_of(told: Told, pages: Collection[str] = ()) -> str | None:
    """The canonical address of the page that a link leads to; None where it stays what it is.

    `pages` are addresses of posts that we hold: each is a page of its own.
    """
    own = canonical_url(told["url"])
    if own in pages or (told["failure"] and not is_short(told["url"])):
        return None
    resolved, stated = canonical_url(told["resolved_url"]), canonical_url(told["canonical_url"])
    for goal in [resolved] if resolved in pages else [stated, resolved]:
        if goal and url_key(goal) == told["link_id"]:
            return None  # the page bears the name by which we asked for it
        if goal and _is_a_page(goal):
            return goal
    return None


def _is_a_page(url: str) -> bool:
    """False for short links, home pages, and what stands in the way of a page."""
    parts = urlsplit(url)
    is_home = parts.path in ("", "/") and not parts.query
    path = parts.path.lower()
    return not (is_home or is_short(url) or _WALL_HOST.match(parts.hostname or "") or _WALL_PATH.search(path))


def _fresh(con: duckdb.DuckDBPyConnection, told: Sequence[Told]) -> list[dict[str, Any]]:
    """What is news of links that we hold, or of posts that we hold; the newest of each, with when to look again."""
    known = {
        row["link_id"]: row
        for row in warehouse.rows(
            con, "select link_id, looked_at, looks, leads_to from core.links where link_id in (select unnest($ids))",
            {"ids": [one["link_id"] for one in told]},
        )
    }  # fmt: skip
    posts = _those(con, "core.posts", "post_id", (one["post_id"] for one in told))
    newest: dict[str, dict[str, Any]] = {}
    for one in sorted(told, key=lambda one: str(one["asked_at"])):
        row = known.get(one["link_id"])
        looked_at = _moment(one["asked_at"])
        assert looked_at is not None
        if row is None and one["post_id"] not in posts:
            continue  # forgotten meanwhile
        if row and (row["leads_to"] or (row["looked_at"] and row["looked_at"] >= looked_at)):
            continue
        looks = ((row and row["looks"]) or 0) + 1
        retry_at = _moment(one["retry_at"])
        if retry_at:
            pause = timedelta(hours=4 ** (looks - 1))
            retry_at = max(retry_at, looked_at + pause) if looks < MOST_LOOKS else None
        newest[one["link_id"]] = {**one, "looked_at": looked_at, "looks": looks, "retry_at": retry_at}
    return [newest[link_id] for link_id in sorted(newest)]


def _moves(con: duckdb.DuckDBPyConnection, fresh: Sequence[Told]) -> dict[str, tuple[str, str]]:
    """Link -> (the page it leads to, its address). Chains are followed to their end, circles are not entered."""
    addresses = {
        address
        for one in fresh
        for address in map(canonical_url, (one["url"], one["resolved_url"], one["canonical_url"]))
        if address
    }
    pages = _those(con, "core.posts", "canonical_url", addresses)
    goals = {one["link_id"]: goal for one in fresh if (goal := goal_of(one, pages))}
    keys = {link_id: url_key(goal) or "" for link_id, goal in goals.items()}
    leads = {
        link_id: (goal, address)
        for link_id, goal, address in con.execute(
            "select l.link_id, g.link_id, g.canonical_url from core.links as l "
            "join core.links as g on g.link_id = l.leads_to where l.link_id in (select unnest($ids))",
            {"ids": list(keys.values())},
        ).fetchall()
    }
    before = set(leads)
    for link_id, goal in goals.items():
        end = leads.get(keys[link_id], (keys[link_id], goal))
        if end[0] == link_id:
            continue
        leads[link_id] = end
        leads |= {one: end for one, (page, _) in leads.items() if page == link_id}
    return {link_id: end for link_id, end in leads.items() if link_id not in before}


def _write(
    con: duckdb.DuckDBPyConnection, fresh: Sequence[Told], moves: Mapping[str, tuple[str, str]], at: datetime
) -> None:
    import pyarrow as pa

    text, time = pa.string(), pa.timestamp("us")
    rows = [
        {
            **one,
            "faults": None if one["failure"] else list(dict.fromkeys(one["faults"])),
            "noted_at": at,
            "canonical_url": canonical_url(one["url"]),
            "site": site_of(one["url"]),
            "declared_url": one["canonical_url"],
            "page_id": url_key(one["resolved_url"]),
        }
        for one in fresh
    ]
    names = ("link_id", "canonical_url", "site", "post_id", "resolved_url", "declared_url", "title", "author",
             "site_name", "failure", "page_id")  # fmt: skip
    shape = pa.schema(
        [*((name, text) for name in names), *((name, time) for name in ("looked_at", "retry_at", "noted_at")),
         ("looks", pa.int32()), ("faults", pa.list_(text))]
    )  # fmt: skip
    con.register("told_links", pa.Table.from_pylist(rows, schema=shape))
    moved = [
        {"link_id": link_id, "goal_id": goal, "canonical_url": address, "site": site_of(address)}
        for link_id, (goal, address) in sorted(moves.items())
    ]
    shape = pa.schema([(name, text) for name in ("link_id", "goal_id", "canonical_url", "site")])
    con.register("told_moves", pa.Table.from_pylist(moved, schema=shape))
    con.execute("set variable linked_before = (select count(*) from core.post_links)")
    con.execute("create or replace temp table links_looked as from told_links")
    con.execute("create or replace temp table links_moved as from told_moves")
    for statement in _TAKE:
        con.execute(statement, {"at": at} if "$at" in statement else {})


_TAKE = (
    # a piece of the brand's own that nobody has linked to yet
    """
    insert into core.links by name
    select t.link_id, t.canonical_url, t.site, p.created_at as first_shared_at, p.post_id as first_post_id
    from links_looked as t join core.posts as p using (post_id)
    where t.link_id not in (select link_id from core.links)
    """,
    """
    update core.links as kept
    set title = coalesce(kept.title, t.title), author = coalesce(kept.author, t.author), resolved_url = t.resolved_url,
        declared_url = t.declared_url, site_name = t.site_name, faults = t.faults, looked_at = t.looked_at,
        looks = t.looks, failure = t.failure, retry_at = t.retry_at, noted_at = t.noted_at
    from links_looked as t
    where t.link_id = kept.link_id
    """,
    # the page that a moved link leads to
    """
    insert into core.links by name
    select m.goal_id as link_id, min(m.canonical_url) as canonical_url, min(m.site) as site,
        min(l.first_shared_at) as first_shared_at,
        arg_min(l.first_post_id, (l.first_shared_at, l.first_post_id)) as first_post_id
    from links_moved as m join core.links as l using (link_id)
    where m.goal_id not in (select link_id from core.links)
    group by m.goal_id
    """,
    """
    update core.links as kept
    set first_shared_at = first.shared_at, first_post_id = first.post_id
    from (
        select m.goal_id, min(l.first_shared_at) as shared_at,
            arg_min(l.first_post_id, (l.first_shared_at, l.first_post_id)) as post_id
        from links_moved as m join core.links as l using (link_id)
        group by m.goal_id
    ) as first
    where kept.link_id = first.goal_id and first.shared_at < kept.first_shared_at
    """,
    """
    update core.links as kept
    set title = coalesce(kept.title, told.title), author = coalesce(kept.author, told.author),
        site_name = coalesce(kept.site_name, told.site_name), noted_at = $at::timestamp
    from (
        select m.goal_id, arg_min(l.title, l.link_id) as title, arg_min(l.author, l.link_id) as author,
            arg_min(l.site_name, l.link_id) as site_name
        from links_moved as m join core.links as l using (link_id)
        group by m.goal_id
    ) as told
    where kept.link_id = told.goal_id
    """,
    # what was read on the way is that page: it need not be asked for again
    """
    update core.links as kept
    set resolved_url = t.resolved_url, declared_url = t.declared_url, looked_at = t.looked_at, looks = t.looks,
        faults = list_filter(t.faults, lambda fault: fault <> 'many redirects')
    from (
        select m.goal_id, l.*
        from links_moved as m join links_looked as l using (link_id)
        where l.page_id = m.goal_id and l.failure is null
        qualify row_number() over (partition by m.goal_id order by l.link_id) = 1
    ) as t
    where kept.link_id = t.goal_id and kept.looked_at is null
    """,
    "update core.links as kept set leads_to = m.goal_id from links_moved as m where kept.link_id = m.link_id",
    """
    update core.links as kept set leads_to = m.goal_id, noted_at = $at::timestamp
    from links_moved as m where kept.leads_to = m.link_id
    """,
    """
    update core.post_links as kept set link_id = m.goal_id
    from links_moved as m where kept.link_id = m.link_id
    """,
)


def _touched(con: duckdb.DuckDBPyConnection) -> int:
    """How many posts link to what is known better now."""
    ((posts,),) = con.execute(
        """
        select count(distinct post_id) from core.post_links
        where link_id in (select link_id from links_looked union select goal_id from links_moved)
        """
    ).fetchall()
    return int(posts)


def _those(con: duckdb.DuckDBPyConnection, table: str, column: str, among: Iterable[str]) -> set[str]:
    """Which of these stand in a column."""
    query = f"select distinct {column} from {table} where {column} in (select unnest($among))"
    return {found for (found,) in con.execute(query, {"among": list(among)}).fetchall()}


def _moment(told: str | None) -> datetime | None:
    """As the warehouse keeps it."""
    return datetime.fromisoformat(told).astimezone(UTC).replace(tzinfo=None) if told else None
