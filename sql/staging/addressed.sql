-- One row is one post by somebody else that is addressed to the brand: it answers, quotes or reposts a post of the
-- brand, or names an account of it; in the year before as_of. Of several ways the first of these counts.
-- grain: post_id
with brand as (
    select account_id, platform, native_id, lower(ltrim(coalesce(handle_now, handle), '@')) as handle
    from core.accounts
    where is_brand and platform not in ('feeds', 'archive')
),
referring as (
    select
        r.post_id,
        case r.relation when 'replied_to' then 'reply' when 'quoted' then 'quote' else 'repost' end as how,
        r.referenced_post_id as brand_post_id, b.account_id as brand_account_id
    from core.post_references as r
    join staging.brand_posts as b on b.post_id = r.referenced_post_id
    union all by name
    -- an answer to a post of the brand that we never read ourselves
    select
        r.post_id,
        case r.relation when 'replied_to' then 'reply' when 'quoted' then 'quote' else 'repost' end as how,
        r.referenced_post_id as brand_post_id, b.account_id as brand_account_id
    from core.post_references as r
    join core.posts as p using (post_id)
    join brand as b
        on b.platform = p.platform
        -- a server of the fediverse has ids of its own for everybody, so that either will do
        and (r.author_native_id = b.native_id or lower(ltrim(r.author_handle, '@')) = b.handle)
),
naming as (
    select m.post_id, 'mention' as how, null as brand_post_id, b.account_id as brand_account_id
    from core.post_mentions as m
    join core.posts as p using (post_id)
    join brand as b
        on b.platform = p.platform
        and (m.mentioned_native_id = b.native_id or lower(ltrim(m.mentioned_handle, '@')) = b.handle)
),
typed as (
    -- @handle in words, where the platform does not tell who is named
    select p.post_id, 'mention' as how, null as brand_post_id, b.account_id as brand_account_id
    from core.posts as p
    join brand as b using (platform)
    where
        p.created_at > getvariable('as_of') - interval 364 days
        and contains(lower(p.text), '@' || b.handle)
        and regexp_matches(lower(p.text), '(^|[^\p{L}\p{N}_@.])@' || regexp_escape(b.handle) || '($|[^\p{L}\p{N}_@.-]|[.-]($|[^\p{L}\p{N}_]))')
),
ways as (
    select * from referring
    union all by name
    select * from naming
    union all by name
    select * from typed
),
listed as (
    select a.platform, a.account_id, a.native_id, lower(ltrim(coalesce(a.handle_now, a.handle), '@')) as handle, a.influencer_id
    from core.accounts as a
    join core.influencers as i using (influencer_id)
    where a.is_listed and not a.is_brand and i.is_listed and not i.is_opted_out
)
select
    w.post_id, w.how, w.brand_post_id, w.brand_account_id,
    p.platform, p.kind, p.url, p.thread_id, p.text, p.created_at, p.author_name, p.author_handle, p.author_native_id,
    l.influencer_id, l.account_id, f.uses
from ways as w
join core.posts as p using (post_id)
join advice_platforms as f on f.platform = p.platform
left join listed as l
    on l.account_id = p.account_id
    or (l.platform = p.platform and l.native_id = p.author_native_id and p.author_native_id is not null)
where
    p.created_at > getvariable('as_of') - interval 364 days
    and p.created_at <= getvariable('as_of')
    and p.post_id not in (select post_id from staging.brand_posts)
    and p.post_id not in (select post_id from core.tombstones)
    -- whoever opted out is not looked at, wherever their words were found
    and not exists (
        from core.accounts as o
        join core.influencers as i using (influencer_id)
        where i.is_opted_out and o.platform = p.platform
            and (o.account_id = p.account_id or o.native_id = p.author_native_id)
    )
qualify row_number() over (
    partition by w.post_id
    order by case w.how when 'reply' then 1 when 'quote' then 2 when 'repost' then 3 else 4 end,
        w.brand_post_id nulls last, w.brand_account_id, l.account_id
) = 1
