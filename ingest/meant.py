"""Who and what is meant when somebody, or one post, is to be forgotten: temporary tables that the rest of it reads.

forgotten_people, _accounts, _posts    ids, of people, of their accounts, of all that is theirs
forgotten_names                        what they are called on each platform, at bridges too
forgotten_tokens, forgotten_marks      what is looked for as a whole value, and within one
forgotten_pages, forgotten_weeks       pages of theirs that others link to; weeks in which they were heard
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_GATHER = (
    """
    create or replace temp table forgotten_people as
    select p.influencer_id, i.influencer_name
    from (select unnest($people::varchar[]) as influencer_id) as p
    left join core.influencers as i using (influencer_id)
    """,
    """
    create or replace temp table forgotten_accounts as
    select account_id from core.accounts
    where not is_brand
        and (influencer_id in (select unnest($people::varchar[]))
            or account_id in (select unnest($accounts::varchar[])))
    union
    select unnest($accounts::varchar[]) as account_id
    """,
    """
    create or replace temp table forgotten_names as
    with told as (
        select platform, unnest([account_id, handle, native_id, handle_now, nullif(url, '')]) as called
        from core.accounts where account_id in (from forgotten_accounts)
        union
        select split_part(account_id, ':', 1) as platform,
            unnest([account_id, substr(account_id, strpos(account_id, ':') + 1)]) as called
        from forgotten_accounts
        union
        -- a feed's authors may be guests, a repost's is whoever reposted
        select platform, unnest([author_native_id, author_handle]) as called
        from core.posts
        where account_id in (from forgotten_accounts) and platform not in ('feeds', 'archive')
    )
    select distinct platform, called from told where called is not null and called <> ''
    """,
    # what bridges call them elsewhere, and the ids of these copies
    """
    insert into forgotten_names
    with mirrored as (
        select 'mastodon' as platform, lower(called) || '@bsky.brid.gy' as called from forgotten_names
        where platform = 'bluesky' and regexp_full_match(called, '[\\w.-]+\\.[A-Za-z]+')
        union
        select 'bluesky', replace(replace(lower(called), '_', '-'), '@', '.') || '.ap.brid.gy' from forgotten_names
        where platform = 'mastodon' and regexp_full_match(called, '[\\w.-]+@[\\w.-]+')
    ),
    told as (
        from mirrored
        union
        select m.platform, unnest([r.author_native_id, r.author_handle]) from core.post_references as r
        join core.posts as p using (post_id)
        join mirrored as m on m.platform = p.platform and m.called = lower(r.author_handle)
        union
        select m.platform, unnest([p.author_native_id, p.author_handle]) from core.posts as p
        join mirrored as m on m.platform = p.platform and m.called = lower(p.author_handle)
    )
    select platform, called from told where called is not null
    except
    from forgotten_names
    """,
    """
    create or replace temp table forgotten_posts as
    select post_id from core.posts where account_id in (from forgotten_accounts)
    union
    select p.post_id from core.posts as p
    join forgotten_names as n on n.platform = p.platform and n.called in (p.author_native_id, p.author_handle)
    union
    select r.referenced_post_id as post_id from core.post_references as r
    join core.posts as p using (post_id)
    join forgotten_names as n on n.platform = p.platform and n.called in (r.author_native_id, r.author_handle)
    where r.referenced_post_id is not null
    union
    select t.post_id from core.tombstones as t
    join forgotten_names as n on n.platform = t.platform and length(n.called) > 5 and contains(t.post_id, n.called)
    union
    select unnest($posts::varchar[]) as post_id
    """,
    """
    create or replace temp table forgotten_tokens as
    select influencer_id as token from forgotten_people
    union select account_id from forgotten_accounts
    union select post_id from forgotten_posts
    """,
    # what is looked for inside other words must not be a word of the language itself
    """
    create or replace temp table forgotten_marks as
    with called as (
        select called as mark from forgotten_names
        union select '@' || called from forgotten_names where not contains(called, ':') and length(called) > 2
        union select influencer_name from forgotten_people
        union select influencer_id from forgotten_people
    )
    select distinct mark from called where length(mark) >= 6 and not regexp_full_match(mark, '\\p{L}+|\\d+')
    """,
    """
    create or replace temp table forgotten_pages as
    select distinct url_key(coalesce(canonical_url, url)) as link_id
    from core.posts where post_id in (from forgotten_posts) and coalesce(canonical_url, url) is not null
    """,
    """
    create or replace temp table forgotten_weeks as
    select distinct date_trunc('week', created_at)::date as week_start
    from core.posts
    where post_id in (from forgotten_posts)
        or post_id in (select post_id from core.post_references where referenced_post_id in (from forgotten_posts))
    """,
)


def gather(
    con: duckdb.DuckDBPyConnection, people: Sequence[str], accounts: Sequence[str], posts: Sequence[str]
) -> dict[str, int]:
    """Find out who and what is meant; how many people, accounts and posts that are."""
    values = {"people": list(people), "accounts": list(accounts), "posts": list(posts)}
    for statement in _GATHER:
        con.execute(statement, {name: held for name, held in values.items() if f"${name}" in statement})
    return {what: _count(con, f"forgotten_{what}") for what in ("people", "accounts", "posts")}


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    (rows,) = con.execute(f"select count(*) from {table}").fetchone() or (0,)
    return int(rows)
