-- Where everybody is, by platform: active, reshares only, dormant, private, not observed. One row a person and platform.
select
    p.influencer_id, p.platform, p.state, p.handle, p.followers, p.heard_days, p.posts, p.shared, p.posts_per_week,
    p.formats, p.best_weekday, p.best_from_hour, p.best_to_hour, p.best_sample, p.time_zone, p.response_hours,
    p.response_sample, p.last_post_at, p.confidence, p.reason, p.evidence_post_ids
from marts.presence as p
order by p.influencer_id, p.platform
