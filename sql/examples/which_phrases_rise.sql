-- Which phrases did several people begin to use last week, that nobody has put into topics.csv yet?
select r.phrase, r.rank, r.posts, r.people, r.days, r.posts_before, r.ratio, r.influencer_ids, r.evidence_post_ids
from marts.rising_phrases as r
where
    r.week_start = (select max(week_start) from marts.rising_phrases)
    and r.topic_id is null
order by r.rank
limit 20;
