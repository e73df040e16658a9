-- What does each person care about most these days, how sure are we, and by which posts?
select
    i.influencer_name, t.topic_name, p.interest_share, p.low_share, p.high_share, p.confidence, p.trend,
    p.evidence_post_ids
from marts.interest_profiles as p
join core.influencers as i using (influencer_id)
join marts.topics as t using (topic_id)
where p.week_start = (select max(week_start) from marts.interest_profiles)
qualify row_number() over (partition by p.influencer_id order by p.interest_share desc, p.topic_id) <= 3
order by i.tier, i.influencer_name, p.interest_share desc;
