-- One row is one address that the profile of an account shows, as its platform last told it.
-- grain: account_id, url
create table if not exists core.profile_links (
    account_id varchar not null, -- core.accounts
    url varchar not null, -- the address
    position integer not null, -- its place among them, from 1
    is_verified boolean not null, -- true: the platform itself has seen that the page there links back (a verified field of Mastodon)
    verified_at timestamp, -- when it saw that (UTC), as it says; NULL: it does not say, or has not
    told_at timestamp not null -- when the profile was heard (UTC)
);

delete from core.profile_links
where exists (
    select 1
    from staging._profile_links as t
    where t.account_id = profile_links.account_id and t.told_at >= profile_links.told_at
);

insert into core.profile_links by name
with shown as (
    select t.account_id, t.told_at, unnest(t.links) as link, generate_subscripts(t.links, 1) as position
    from staging._profile_links as t
    -- what is left is of a profile that was heard later
    where t.account_id not in (select account_id from core.profile_links)
)
select
    account_id, link.url, position::integer as position, coalesce(link.rel_me = 'true', false) as is_verified,
    utc(link.verified_at) as verified_at, told_at
from shown
where
    regexp_matches(link.url, '^https?://[^\s]+$') and length(link.url) <= 1000
    -- the address of an account that was erased on request
    and not exists (
        select 1 from ops.suppressions as s where s.subject = 'name' and s.id_hash = sha256(s.platform || ':' || link.url)
    )
qualify
    row_number() over (partition by account_id, link.url order by position) = 1
    and dense_rank() over (partition by account_id order by position) <= 50;
