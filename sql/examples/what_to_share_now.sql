-- What is there to share now, with the line to post on Bluesky, and until when?
select
    place, author_name, url, reason, credit_lines['bluesky'] as line_for_bluesky, share_action, permission, expires_at,
    recommendation_id
from marts.reshare_recommendations
where is_current
order by place;
