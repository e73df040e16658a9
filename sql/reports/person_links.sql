-- The pages everybody shared in the four weeks up to this one. One row a person and page; at most four a person, none
-- from a platform that may not be used about a single person.
with shared as (
    select v.influencer_id, l.link_id, l.canonical_url, l.title, l.site, v.week_start
    from marts.post_voices as v
    join core.post_links as pl using (post_id)
    join core.links as l using (link_id)
    where v.is_personal and v.week_start between $week_start - interval 21 days and $week_start
        and not exists (
            select 1 from marts.post_topics as t join marts.topics as n using (topic_id)
            where t.post_id = v.post_id and t.relevance >= 0.5 and n.is_sensitive)
)
select
    influencer_id, link_id, canonical_url, title, site, max(week_start) as week_start,
    (
        select max(s.people_ever) from marts.shared_links as s
        where s.link_id = shared.link_id and s.week_start <= $week_start
    ) as people
from shared
group by influencer_id, link_id, canonical_url, title, site
qualify row_number() over (
    partition by influencer_id order by max(week_start) desc, canonical_url) <= 4
order by influencer_id, week_start desc, canonical_url
