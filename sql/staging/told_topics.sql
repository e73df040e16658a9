-- One row is one topic that counts of one post of a slice of weeks. Read once a slice for the sums by day and for the
-- trends: the topics of posts lie in no order of time, so that finding a slice's reads them all.
-- grain: post_id, topic_id
select t.post_id, t.topic_id, t.relevance, n.is_sensitive
from marts.post_topics as t
join marts.topics as n using (topic_id)
where t.relevance >= 0.5 and t.post_id in (
    select post_id
    from marts.post_voices
    where created_at >= getvariable('slice_from') and created_at < getvariable('slice_to')
        and (created_on in (select created_on from staging.resummed_days)
            or week_start in (select week_start from staging.touched_weeks))
)
