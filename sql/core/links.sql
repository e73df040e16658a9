-- One row is one page that posts link to, however its address was written.
-- grain: link_id
create table if not exists core.links (
    link_id varchar not null, -- comparison key of the address: scheme, www, tracking and parameter order do not matter
    canonical_url varchar not null, -- the address to follow and to credit, without tracking
    site varchar, -- registrable domain ("example.co.uk")
    title varchar, -- title as a link card told it; NULL: nobody told
    author varchar, -- author as a link card told it
    first_shared_at timestamp not null, -- publication time of the earliest post we know that links here (UTC)
    first_post_id varchar not null -- that post (core.posts); the earliest we know need not be the origin
);

merge into core.links as kept
using (
    select
        l.link_id,
        coalesce(k.canonical_url, min(l.canonical_url)) as canonical_url,
        coalesce(k.site, min(l.site)) as site,
        coalesce(k.title, arg_min(l.title, (l.created_at, l.post_id)) filter (l.title <> '')) as title,
        coalesce(k.author, arg_min(l.author, (l.created_at, l.post_id)) filter (l.author <> '')) as author,
        least(k.first_shared_at, min(l.created_at)) as first_shared_at,
        case
            when k.first_shared_at <= min(l.created_at) then k.first_post_id
            else arg_min(l.post_id, (l.created_at, l.post_id))
        end as first_post_id
    from staging._links as l
    left join core.links as k using (link_id)
    group by l.link_id, k.canonical_url, k.site, k.title, k.author, k.first_shared_at, k.first_post_id
) as heard
on kept.link_id = heard.link_id
when matched then update by name
when not matched then insert by name;
