-- The pages everybody shared in the four weeks up to this one. One row a person and page; at most five a person.
with shared as (
    select unnest(s.influencer_ids) as influencer_id, s.canonical_url, s.title, s.site, s.week_start, s.people
    from marts.shared_links as s
    where s.week_start between $week_start - interval 21 days and $week_start
)
select influencer_id, canonical_url, title, site, max(week_start) as week_start, max(people) as people
from shared
group by influencer_id, canonical_url, title, site
qualify row_number() over (
    partition by influencer_id order by max(week_start) desc, max(people) desc, canonical_url) <= 5
order by influencer_id, week_start desc, people desc, canonical_url
