-- What the brand did towards somebody in the eight weeks up to the week's end, and what came of it. One row an act and
-- person, the newest first.
select
    o.act_id, o.act, o.influencer_id, o.platform, o.act_at, o.watched_until, o.is_complete, o.did_respond,
    o.responded_by, o.response_post_id, o.response_at, o.base_rate, o.base_days, o.is_beyond_base, o.recommendation_id,
    o.evidence_post_ids
from marts.outcomes as o
where o.act_at < $week_start + interval 7 days and o.act_at >= $week_start - interval 49 days
order by o.act_at desc, o.act_id, o.influencer_id
