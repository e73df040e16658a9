-- One row is one topic that one listed person cares about as of the newest profiles: more than the list does, or again
-- and again these days.
-- grain: influencer_id, topic_id
select
    p.influencer_id, p.topic_id, p.interest_share, p.baseline_share, p.lift, p.z_score, p.confidence, p.trend,
    p.recent_posts, p.evidence_post_ids, i.influencer_name, i.tier, n.topic_name
from marts.interest_profiles as p
join core.influencers as i using (influencer_id)
join marts.topics as n on n.topic_id = p.topic_id and not n.is_sensitive
where
    p.week_start = (
        select max(week_start) from marts.interest_profiles where week_start <= getvariable('as_of')::date
    )
    and i.is_listed and not i.is_opted_out
    and (
        (p.confidence <> 'not enough data' and p.lift >= 1)
        or p.recent_posts >= 3
        -- two posts and more, as they fade, that point there: the reason says how few they are
        or (p.lift >= 1.5 and p.topic_posts >= 1.5)
    )
