-- Which topics do audiences answer to more than usual, with at least five posts behind it?
select
    t.topic_name,
    count(*) as people,
    round(exp(avg(ln(p.resonance_score::double))), 2) as resonance,
    arg_max(i.influencer_name, p.resonance_score) as most_for
from marts.interest_profiles as p
join core.influencers as i using (influencer_id)
join marts.topics as t using (topic_id)
where p.week_start = (select max(week_start) from marts.interest_profiles) and p.resonance_posts >= 5
group by t.topic_name
order by resonance desc;
