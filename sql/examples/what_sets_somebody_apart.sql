-- What sets somebody apart from the rest of the list, beyond what chance would do?
select
    i.influencer_name, t.topic_name, p.interest_share, p.baseline_share,
    p.interest_share - p.baseline_share as above_the_list, p.lift, p.z_score
from marts.interest_profiles as p
join core.influencers as i using (influencer_id)
join marts.topics as t using (topic_id)
where
    p.week_start = (select max(week_start) from marts.interest_profiles)
    and p.z_score >= (select rule_value from marts.rules where rule = 'apart_z')
    and p.confidence <> 'not enough data'
order by above_the_list desc
limit 20;
