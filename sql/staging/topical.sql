-- One row is one post and one topic it is about, that may be told of a person: personal posts of the half year before
-- as_of, no sensitive topic.
-- grain: post_id, topic_id
select v.post_id, v.influencer_id, v.created_at, t.topic_id, p.text, p.title
from marts.post_voices as v
join marts.post_topics as t using (post_id)
join marts.topics as n on n.topic_id = t.topic_id and not n.is_sensitive
join core.posts as p using (post_id)
where
    v.is_personal and t.relevance >= 0.5
    and v.created_at > getvariable('as_of') - interval 182 days
    and v.created_at <= getvariable('as_of')
