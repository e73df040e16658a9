-- Who finds the pages that others share after them, and how far ahead are they?
select
    i.influencer_name, count(*) as pages, sum(l.people_ever - 1) as followers_on_list,
    median(v.created_at - l.first_at) as median_lead
from marts.shared_links as l
join core.influencers as i on i.influencer_id = l.first_influencer_id
join core.post_links as p on p.link_id = l.link_id
join marts.post_voices as v on v.post_id = p.post_id and v.influencer_id <> l.first_influencer_id
where l.is_first_week and l.people_ever > 1 and l.author_influencer_id is distinct from l.first_influencer_id
group by i.influencer_name
order by pages desc, i.influencer_name;
