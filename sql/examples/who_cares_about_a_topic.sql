-- Who cares about heat pump installation (or another topic), and how do their audiences answer to it?
select
    i.influencer_name, i.role, p.interest_share, p.low_share, p.high_share, p.resonance_score, p.resonance_posts,
    p.last_on
from marts.interest_profiles as p
join core.influencers as i using (influencer_id)
where
    p.topic_id = 'heat-pump-installation'
    and p.week_start = (select max(week_start) from marts.interest_profiles)
order by p.interest_share desc;
