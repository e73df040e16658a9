-- Who will probably write about what next week, and how often?
select i.influencer_name, t.topic_name, p.expected_posts, p.low_posts, p.high_posts, p.chance
from marts.interest_profiles as p
join core.influencers as i using (influencer_id)
join marts.topics as t using (topic_id)
where p.week_start = (select max(week_start) from marts.interest_profiles) and p.chance >= 0.5
order by p.chance desc, i.influencer_name;
