-- One row is one page that posts link to, however its address was written.
-- grain: link_id
create table if not exists core.links (
    link_id varchar not null, -- comparison key of the address: scheme, www, tracking and parameter order do not matter
    canonical_url varchar not null, -- the address to follow and to credit, without tracking
    site varchar, -- registrable domain ("example.co.uk")
    title varchar, -- title as a link card told it, else as the page itself says; NULL: nobody told
    author varchar, -- author as a link card told it, else as the page itself says
    first_shared_at timestamp not null, -- publication time of the earliest post we know that links here (UTC)
    first_post_id varchar not null, -- that post (core.posts); the earliest we know need not be the origin
    leads_to varchar, -- core.links: the page that this address (a short link, a copy) leads to; posts link there; NULL: it is a page of its own
    resolved_url varchar, -- where the address led when it was looked at, redirects followed; NULL: not looked at
    declared_url varchar, -- the canonical address the page declares, where it is to be believed
    site_name varchar, -- what the page calls its site
    faults varchar[], -- what the page lacks for being shared well: no title, no image, no canonical, canonical not accepted, slow, many redirects; NULL: not read
    looked_at timestamp, -- when it was last looked at (UTC); NULL: never
    looks integer, -- how often it was looked at
    failure varchar, -- why there was no page to read; NULL: there was, or nobody looked
    retry_at timestamp, -- when it is to be looked at again (UTC); NULL: not again
    noted_at timestamp -- when the link step last wrote this row (UTC)
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
