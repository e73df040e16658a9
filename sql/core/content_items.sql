-- One row is one of the brand's own pieces that it could offer to somebody: what its content feeds hold, the articles of
-- its own CSV or other archive, its videos and episodes; where no feed is named, all its articles. Made by `advise`.
-- grain: content_item_id
create table if not exists core.content_items (
    content_item_id varchar not null, -- "item-" and what is made of its page's key: the same in every run
    post_id varchar not null, -- core.posts
    account_id varchar not null, -- core.accounts: whose feed it stood in
    link_id varchar not null, -- core.links: its page
    canonical_url varchar, -- its address without tracking; NULL: the feed names none
    title varchar, -- its title; NULL: none
    summary varchar, -- the first words of its text; NULL: none
    form varchar not null, -- article, video, episode, or post
    offer varchar not null, -- article, report, event, exclusive or discount, as config/brand.yaml says of its feed
    language varchar, -- as declared
    published_at timestamp not null, -- when it was published (UTC)
    faults varchar[] not null -- what keeps it from being shared well: no title, no picture, no summary, no address, short address, page not found; and what core.links says of its page
);

delete from core.content_items;

insert into core.content_items by name
with own as (
    select
        p.post_id, p.account_id, p.kind, p.title, p.text, p.language, p.created_at, p.canonical_url, f.offer,
        p.kind = 'video' or p.post_id in (select post_id from core.post_media) as has_picture,
        case when p.canonical_url is not null then url_key(p.canonical_url) else p.post_id end as link_id,
        case when p.canonical_url is not null then is_short(p.canonical_url) else false end as is_short
    from core.posts as p
    join core.accounts as a using (account_id)
    left join advice_feeds as f using (account_id)
    where
        a.is_brand and p.created_at <= getvariable('as_of')
        and (
            f.account_id is not null
            or p.kind in ('video', 'episode')
            or (p.kind = 'article' and (a.platform = 'archive' or not exists (from advice_feeds)))
        )
    qualify row_number() over (partition by link_id order by p.created_at, p.post_id) = 1
)
select
    'item-' || left(md5(o.link_id), 16) as content_item_id,
    o.post_id, o.account_id, coalesce(k.leads_to, o.link_id) as link_id, o.canonical_url, o.title,
    case when trim(o.text) <> '' then left(o.text, 500) end as summary,
    case when o.kind in ('article', 'video', 'episode') then o.kind else 'post' end as form,
    coalesce(o.offer, 'article') as offer,
    o.language, o.created_at as published_at,
    each_once(list_concat(
        list_filter([
            case when o.title is null or trim(o.title) = '' then 'no title' end,
            -- a page that was read says itself whether it has a picture to be shared with
            case when k.faults is null and not o.has_picture then 'no picture' end,
            case when o.text is null or trim(o.text) = '' then 'no summary' end,
            case when o.canonical_url is null then 'no address' end,
            case when o.is_short then 'short address' end,
            case when k.failure is not null then 'page not found' end
        ], lambda fault: fault is not null),
        coalesce(k.faults, [])
    )) as faults
from own as o
left join core.links as k using (link_id)
order by o.created_at, o.post_id;
