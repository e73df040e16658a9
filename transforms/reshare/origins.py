"""Who made what a candidate shares, and through whom it came here: by structure first, by words where that is silent.

Structure: whose post it is, who reposted it, whose page a link leads to, what its card says. Words: attribution.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sql import warehouse
from transforms.reshare.attribution import ROLES, Named, read_attribution
from transforms.reshare.named import plain

if TYPE_CHECKING:
    import duckdb

PAGES = ("article", "video", "episode")  # posts that are the thing itself

_BEST = """
    select
        c.post_id, c.platform, c.kind, c.url, c.link_id, c.source, c.author_influencer_id, c.author_account_id,
        coalesce(c.author_name, i.influencer_name, c.author_handle) as author_name, c.author_handle,
        p.text, p.html, l.canonical_url as page_url, l.site, l.author as card_author,
        o.post_id as page_post_id, oa.influencer_id as page_influencer_id, oa.account_id as page_account_id,
        coalesce(oi.influencer_name, o.author_name, oa.display_name) as page_author,
        s.influencer_name as sharer_name, c.sharer_influencer_id,
        v.url as first_url, c.shared_post_id, sp.url as shared_url
    from marts.reshare_candidates as c
    left join core.influencers as i on i.influencer_id = c.author_influencer_id
    left join core.posts as own on own.post_id = c.post_id
    left join core.post_references as r
        on r.post_id = c.shared_post_id and r.referenced_post_id = c.post_id and r.relation = 'reposted'
    cross join lateral (select coalesce(own.text, r.text) as text, own.html as html) as p
    left join core.links as l on l.link_id = c.link_id
    left join page_owners as o on o.link_id = c.link_id and o.post_id <> c.post_id
    left join core.accounts as oa on oa.account_id = o.account_id
    left join core.influencers as oi on oi.influencer_id = oa.influencer_id
    left join core.influencers as s on s.influencer_id = c.sharer_influencer_id
    left join core.posts as sp on sp.post_id = c.shared_post_id
    left join core.posts as v on v.post_id = c.voice_id
    where c.barred_by is null
    qualify row_number() over (partition by c.post_id order by o.post_id, r.position) = 1
    order by c.score desc, c.post_id
    limit $most
"""
# whose page a link leads to: a listed person's own article, film or episode
_OWNERS = """
    create or replace temp table page_owners as
    select k.link_id, p.post_id, p.account_id, p.author_name
    from (
        select post_id, account_id, author_name, url_key(canonical_url) as link_id
        from core.posts where kind in ('article', 'video', 'episode') and canonical_url is not null
    ) as p
    join (select distinct link_id from marts.reshare_candidates where link_id is not null and barred_by is null) as k
        using (link_id)
    qualify row_number() over (partition by k.link_id order by p.post_id) = 1
"""


@dataclass(frozen=True, slots=True)
class Origin:
    """One row of marts.post_origins, but for its place."""

    role: str
    named: str
    found_by: str
    influencer_id: str | None = None
    account_id: str | None = None
    handle: str | None = None
    platform: str | None = None
    url: str | None = None
    words: str | None = None


def trace(con: duckdb.DuckDBPyConnection, most: int) -> int:
    """Trace the origins of the best candidates into marts.post_origins; returns how many rows that makes."""
    import pyarrow as pa

    con.execute(_OWNERS)
    accounts = _accounts(con)
    rows = []
    for candidate in warehouse.rows(con, _BEST, {"most": most}):
        places: dict[str, int] = {}
        for one in origins_of(candidate, accounts):
            places[one.role] = places.get(one.role, 0) + 1
            rows.append(
                {
                    "post_id": candidate["post_id"], "role": one.role, "position": places[one.role], "named": one.named,
                    "influencer_id": one.influencer_id, "account_id": one.account_id, "handle": one.handle,
                    "platform": one.platform, "url": one.url, "found_by": one.found_by, "words": one.words,
                }
            )  # fmt: skip
    text = pa.string()
    shape = [(name, pa.int32() if name == "position" else text) for name in (
        "post_id", "role", "position", "named", "influencer_id", "account_id", "handle", "platform", "url", "found_by",
        "words")]  # fmt: skip
    con.register("traced_origins", pa.Table.from_pylist(rows, schema=pa.schema(shape)))
    with warehouse.transaction(con):
        warehouse.build(con, warehouse.order(["marts.post_origins"]))
    return len(rows)


Accounts = Mapping[tuple[str, str], tuple[str, str | None]]


def _accounts(con: duckdb.DuckDBPyConnection) -> Accounts:
    """(platform, handle or name without signs) -> (account_id, influencer_id) of everybody listed."""
    found: dict[tuple[str, str], tuple[str, str | None]] = {}
    for platform, account_id, influencer_id, handle, handle_now in con.execute(
        "select platform, account_id, influencer_id, handle, handle_now from core.accounts "
        "where is_listed and not is_brand order by account_id"
    ).fetchall():
        for spelling in (handle, handle_now):
            if spelling:
                found.setdefault((platform, spelling.lstrip("@").casefold()), (account_id, influencer_id))
    for influencer_id, name in con.execute(
        "select influencer_id, influencer_name from core.influencers where is_listed order by influencer_id"
    ).fetchall():
        found.setdefault(("", plain(name)), ("", influencer_id))
    return found


def origins_of(candidate: Mapping[str, Any], accounts: Accounts) -> Iterator[Origin]:
    """The origins of one candidate, each role in the order of its weight."""
    told = _told(candidate)
    poster = _poster(candidate)
    found: list[Origin] = []
    is_elsewhere = candidate["kind"] not in PAGES and candidate["link_id"] is not None
    authors = [one for one in told if one.role == "author"]
    if candidate["kind"] in PAGES or (not is_elsewhere and not authors) or _is_own(candidate, authors):
        found.append(poster)
    else:
        found += _made_by_others(candidate, authors, accounts)
        found.append(replace(poster, role="finder", found_by="posted by"))
    if candidate["shared_post_id"] and candidate["sharer_name"]:
        sharer = candidate["sharer_influencer_id"]
        found.append(Origin("finder", candidate["sharer_name"], "reposted by", sharer, url=candidate["shared_url"]))
    found += [_of_words(one, candidate, accounts) for one in told if one.role != "author"]
    if is_elsewhere and candidate["site"] and not any(one.role == "publisher" for one in found):
        found.append(Origin("publisher", candidate["site"], "site", url=candidate["page_url"]))
    seen: set[tuple[str, str]] = set()
    for one in sorted(found, key=lambda one: ROLES.index(one.role)):
        if (one.role, plain(one.named)) not in seen and plain(one.named):
            seen.add((one.role, plain(one.named)))
            yield one


def _told(candidate: Mapping[str, Any]) -> tuple[Named, ...]:
    if candidate["kind"] in PAGES:
        return ()  # the words of an article credit what it talks of, not itself
    site = candidate["page_url"].split("/")[2] if candidate["page_url"] else None
    return read_attribution(
        candidate["text"], poster=f"@{(candidate['author_handle'] or '').lstrip('@')}", site=site,
        commentary=candidate["html"] if candidate["html"] and "<" in candidate["html"] else None,
        has_link=candidate["link_id"] is not None,
    )  # fmt: skip


def _poster(candidate: Mapping[str, Any]) -> Origin:
    """Whose post it is; of copies on several accounts of one person the first one is where it began."""
    return Origin(
        "author", candidate["author_name"] or candidate["source"], "author of the post",
        candidate["author_influencer_id"], candidate["author_account_id"], candidate["author_handle"],
        candidate["platform"], candidate["first_url"] or candidate["url"],
    )  # fmt: skip


def _is_own(candidate: Mapping[str, Any], authors: list[Named]) -> bool:
    """The page it points to is its poster's: their article, or they say so."""
    if candidate["page_influencer_id"]:
        return bool(candidate["page_influencer_id"] == candidate["author_influencer_id"])
    handle = plain(candidate["author_handle"] or "")
    return bool(handle) and any(plain(one.name) == handle for one in authors)


def _made_by_others(candidate: Mapping[str, Any], authors: list[Named], accounts: Accounts) -> Iterator[Origin]:
    if candidate["page_post_id"]:
        yield Origin(
            "author", candidate["page_author"] or candidate["source"], "canonical link",
            candidate["page_influencer_id"], candidate["page_account_id"], url=candidate["page_url"],
        )  # fmt: skip
    elif authors:
        yield from (_of_words(one, candidate, accounts) for one in authors)
    elif candidate["card_author"]:
        influencer_id = accounts.get(("", plain(candidate["card_author"])), ("", None))[1]
        yield Origin("author", candidate["card_author"], "link card", influencer_id, url=candidate["page_url"])


def _of_words(one: Named, candidate: Mapping[str, Any], accounts: Accounts) -> Origin:
    handle = one.name.lstrip("@") if one.name.startswith("@") else None
    key = (candidate["platform"], handle.casefold()) if handle else ("", plain(one.name))
    account_id, influencer_id = accounts.get(key, ("", None))
    page = candidate["page_url"] if one.role in ("author", "publisher") else None
    return Origin(
        one.role, one.name, "text", influencer_id, account_id or None, handle,
        candidate["platform"] if handle else None, page, one.words[:300],
    )  # fmt: skip
