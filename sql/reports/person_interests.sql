-- What everybody cares about as of the week, the largest interests of each. One row a person and topic; at most eight
-- a person, and what is new, rising, fading or gone besides. Sensitive topics are in no profile.
select
    p.influencer_id, p.topic_id, n.topic_name, p.interest_share, p.low_share, p.high_share, p.baseline_share, p.lift,
    p.z_score, p.effective_posts, p.topic_posts, p.confidence, p.trend, p.chance, p.resonance_score, p.first_on,
    p.last_on, p.evidence_post_ids,
    row_number() over (partition by p.influencer_id order by p.interest_share desc, p.topic_id) as place
from marts.interest_profiles as p
join marts.topics as n using (topic_id)
join core.influencers as i using (influencer_id)
where p.week_start = $week_start and i.is_listed and not i.is_opted_out
qualify place <= 8 or (p.trend in ('new', 'rising', 'fading', 'gone') and place <= 12)
order by p.influencer_id, place
