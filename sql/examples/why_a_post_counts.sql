-- Which topics do the newest posts have, do they count for their author, and which voice are they part of?
select
    p.created_at, i.influencer_name, v.platform, v.kind, left(p.text, 80) as begins_with, t.topic_id, t.relevance,
    t.relevance >= (select rule_value from marts.rules where rule = 'relevance') as is_counted, v.is_personal,
    v.voice_id
from marts.post_voices as v
join core.posts as p using (post_id)
join core.influencers as i using (influencer_id)
left join marts.post_topics as t using (post_id)
order by p.created_at desc, p.post_id, t.relevance desc
limit 100;
