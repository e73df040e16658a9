-- Why was a young post not proposed: what bars it, or how far did each part of its score carry it?
select
    coalesce(c.barred_by, case when r.is_current then 'it is on the list' else 'others were ahead, or it was proposed lately' end)
        as why,
    c.score, c.fit_part, c.interest_part, c.tier_part, c.response_part, c.pace_part, c.pickup_part, c.freshness_part,
    c.rarity_part, c.author_name, c.url
from marts.reshare_candidates as c
left join marts.reshare_recommendations as r using (post_id)
order by c.score desc, c.post_id;
