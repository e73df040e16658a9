-- One row is one post in a listed person's own words from the three months before as_of, as far as its answers can tell
-- what is usual for them. Reposts and replies are left out: the first are others' words, the second are not for all.
-- grain: post_id
with listed as (
    select a.account_id, a.influencer_id, a.platform
    from core.accounts as a
    join core.influencers as i using (influencer_id)
    where a.is_listed and not a.is_brand and i.is_listed and not i.is_opted_out
)
select
    p.post_id, p.account_id, a.influencer_id, p.platform, p.kind, p.created_at,
    answers_to(p.likes, p.replies, p.reposts, p.quotes) as answers,
    form_of(
        p.kind, length(p.text),
        p.post_id in (select post_id from core.post_links),
        p.post_id in (select post_id from core.post_media)
    ) as form,
    (epoch(p.last_seen_at - p.created_at) / 3600)::decimal(12, 4) as counted_hours
from core.posts as p
join listed as a using (account_id)
where
    p.created_at > getvariable('as_of') - interval 90 days
    and p.created_at <= getvariable('as_of')
    and p.kind not in ('repost', 'reply')
