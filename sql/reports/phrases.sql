-- Phrases that rose in the week, with who and on how many days. One row a phrase; at most thirty.
select
    r.rank, r.phrase, r.posts, r.people, r.days, r.posts_before, n.topic_name, r.topic_id,
    r.influencer_ids, r.evidence_post_ids
from marts.rising_phrases as r
left join marts.topics as n using (topic_id)
where r.week_start = $week_start and r.rank <= 30
order by r.rank
