-- How did one person's interests move over the last twelve weeks?
select p.week_start, t.topic_name, p.interest_share, p.low_share, p.high_share, p.short_share, p.long_share
from marts.interest_profiles as p
join marts.topics as t using (topic_id)
where
    p.influencer_id = (
        select influencer_id from marts.interest_profiles
        group by influencer_id order by count(*) desc, influencer_id limit 1
    )
    and p.week_start > (select max(week_start) from marts.interest_profiles) - 84
order by t.topic_name, p.week_start;
