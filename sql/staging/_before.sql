-- One row per post of this load whose words change, as core.posts had it before.
-- grain: post_id
select post_id, last_seen_at, version_hash, title, text, html, content_warning, disclosure
from core.posts
where post_id in (select post_id from staging._changes where change = 'edited')
