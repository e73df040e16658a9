-- One row is one post that could be shared on as of as_of, young enough for its platform: a listed person's own, or an
-- original by anybody that a listed person reposted and whose words came along.
-- grain: post_id
with listed as (
    select a.account_id, a.influencer_id
    from core.accounts as a
    join core.influencers as i using (influencer_id)
    where a.is_listed and not a.is_brand and i.is_listed and not i.is_opted_out
),
young as (
    select p.*, l.influencer_id
    from core.posts as p
    join listed as l using (account_id)
    join reshare_platforms as f using (platform)
    where
        p.created_at > getvariable('as_of') - to_minutes((f.expires_hours * 60)::bigint)
        and p.created_at <= getvariable('as_of')
),
first_links as (
    select post_id, link_id, url
    from core.post_links
    where post_id in (select post_id from young)
    qualify row_number() over (partition by post_id order by position) = 1
),
own as (
    select
        y.post_id, y.platform, y.native_id, y.kind, y.title, y.text, y.language, y.created_at,
        case when y.kind in ('article', 'video', 'episode') then y.canonical_url else y.url end as url,
        y.account_id as author_account_id, y.influencer_id as author_influencer_id,
        y.author_name, y.author_handle, y.author_native_id,
        y.influencer_id as sharer_influencer_id, null as shared_post_id,
        answers_to(y.likes, y.replies, y.reposts, y.quotes) as answers,
        (epoch(y.last_seen_at - y.created_at) / 3600)::decimal(12, 4) as counted_hours,
        case when y.kind not in ('article', 'video', 'episode') then f.link_id end as linked_id,
        case when y.kind in ('article', 'video', 'episode') then y.canonical_url end as own_page,
        y.labels, y.hashtags, y.content_warning, y.disclosure, y.license, y.visibility,
        case when y.landed_file not like 'archive/%' then y.last_seen_at end as last_heard_at
    from young as y
    left join first_links as f using (post_id)
    where y.kind in ('original', 'quote', 'article', 'video', 'episode')
),
reposted as (
    select
        r.referenced_post_id as post_id, y.platform,
        substr(r.referenced_post_id, length(y.platform) + 2) as native_id,
        'original' as kind, null as title, r.text, y.language, r.created_at,
        r.referenced_url as url,
        null as author_account_id, null as author_influencer_id,
        r.author_name, r.author_handle, r.author_native_id,
        y.influencer_id as sharer_influencer_id, y.post_id as shared_post_id,
        answers_to(r.likes, r.replies, r.reposts, r.quotes) as answers,
        (epoch(y.last_seen_at - r.created_at) / 3600)::decimal(12, 4) as counted_hours,
        f.link_id as linked_id, null as own_page,
        y.labels, y.hashtags, y.content_warning, y.disclosure, y.license, y.visibility,
        case when y.landed_file not like 'archive/%' then y.last_seen_at end as last_heard_at
    from young as y
    join core.post_references as r using (post_id)
    join reshare_platforms as k on k.platform = y.platform
    left join first_links as f using (post_id)
    where
        y.kind = 'repost'
        and r.relation = 'reposted'
        and r.referenced_post_id is not null
        and r.text is not null
        and r.created_at > getvariable('as_of') - to_minutes((k.expires_hours * 60)::bigint)
        and (r.state is null or r.state = 'shown')
        -- whoever is kept, listed or the brand, stands in core.posts with their own row
        and r.referenced_post_id not in (select post_id from core.posts)
        and r.referenced_post_id not in (select post_id from core.tombstones)
    qualify row_number() over (partition by r.referenced_post_id order by y.created_at, y.post_id) = 1
)
select
    s.* exclude (linked_id, own_page),
    case when s.own_page is not null then url_key(s.own_page) else s.linked_id end as link_id
from (select * from own union all by name select * from reposted) as s
where s.url is not null
