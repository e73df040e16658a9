-- Whose are the things that could be shared, through whom did they come, and how do we know?
select c.url, o.role, o.named, o.found_by, o.words, i.influencer_name as listed_as
from marts.post_origins as o
join marts.reshare_candidates as c using (post_id)
left join core.influencers as i on i.influencer_id = o.influencer_id
order by c.score desc, c.post_id, o.role, o.position;
