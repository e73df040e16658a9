-- Which pages did at least three people share, who was first, and who wrote them?
select
    l.week_start, l.title, l.canonical_url, l.author, l.people, l.people_others, l.influencer_ids,
    f.influencer_name as first_shared_by, l.first_at
from marts.shared_links as l
join core.influencers as f on f.influencer_id = l.first_influencer_id
where l.people >= 3
order by l.people_others desc, l.week_start desc, l.canonical_url;
