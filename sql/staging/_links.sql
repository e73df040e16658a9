-- One row per link of the posts that are new, or whose words changed, in this load.
-- grain: post_id, position
select
    p.post_id,
    p.created_at,
    u.position,
    u.link.url as url,
    u.link.title as title,
    u.link.author as author,
    a.canonical_url,
    a.link_id,
    a.site
from staging._changes as c
join staging._posts as p on p.rowid = c.record
cross join lateral (
    select unnest(p.links) as link, generate_subscripts(p.links, 1) as position
) as u
join staging._addresses as a on a.url = u.link.url
where c.is_newest and (not c.is_known or c.is_reworded)
