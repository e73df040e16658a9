-- Pages that two or more listed people shared in the week. One row a page; at most twenty.
select
    s.link_id, s.canonical_url, s.site, s.title, s.author, s.people, s.posts, s.influencer_ids,
    s.first_influencer_id, s.first_at, s.is_first_week, s.people_ever, s.evidence_post_ids
from marts.shared_links as s
where s.week_start = $week_start and s.people >= 2
order by s.people desc, s.posts desc, s.link_id
limit 20
