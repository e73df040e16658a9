-- What is new, rising, fading or gone in anybody's profile against the week before?
select
    i.influencer_name, t.topic_name, b.trend as trend_before, p.trend, p.recent_posts, p.interest_share,
    p.evidence_post_ids
from marts.interest_profiles as p
join core.influencers as i using (influencer_id)
join marts.topics as t using (topic_id)
left join marts.interest_profiles as b
    on b.influencer_id = p.influencer_id and b.topic_id = p.topic_id and b.week_start = p.week_start - 7
where
    p.week_start = (select max(week_start) from marts.interest_profiles)
    and p.trend <> 'steady' and p.trend is distinct from b.trend
order by i.tier, i.influencer_name, p.trend;
