-- One row per link of the posts that are new, or whose words changed, in this load. An address that is known to lead
-- to another page (core.links.leads_to) is a link to that page.
-- grain: post_id, position
select
    p.post_id,
    p.created_at,
    u.position,
    u.link.url as url,
    u.link.title as title,
    u.link.author as author,
    case when page.link_id is null then a.canonical_url else page.canonical_url end as canonical_url,
    case when page.link_id is null then a.link_id else page.link_id end as link_id,
    case when page.link_id is null then a.site else page.site end as site
from staging._changes as c
join staging._posts as p on p.rowid = c.record
cross join lateral (
    select unnest(p.links) as link, generate_subscripts(p.links, 1) as position
) as u
join staging._addresses as a on a.url = u.link.url
left join (
    select moved.link_id as moved_id, goal.link_id, goal.canonical_url, goal.site
    from core.links as moved
    join core.links as goal on goal.link_id = moved.leads_to
    where moved.leads_to is not null
) as page on page.moved_id = a.link_id
where c.is_newest and (not c.is_known or c.is_reworded)
