-- One row is one listed person who passed somebody else's post on, by a repost or a quote, in the three months before
-- as_of, wherever they did it.
-- grain: picked_post_id, influencer_id
select
    r.referenced_post_id as picked_post_id,
    a.influencer_id,
    min(p.created_at) as picked_at,
    arg_min(p.post_id, (p.created_at, p.post_id)) as by_post_id,
    bool_or(r.relation = 'reposted') as is_reposted
from core.post_references as r
join core.posts as p using (post_id)
join core.accounts as a using (account_id)
join core.influencers as i using (influencer_id)
where
    r.relation in ('reposted', 'quoted')
    and r.referenced_post_id is not null
    and a.is_listed and not a.is_brand and i.is_listed and not i.is_opted_out
    and p.created_at > getvariable('as_of') - interval 90 days
    and p.created_at <= getvariable('as_of')
group by all
