-- One row per breach of a rule about links that were looked at, and moved to the page they lead to. Read inside the
-- transaction of the link step: `links_looked` and `links_moved` (link_id, goal_id) are what it has just written, the
-- variable `linked_before` how many links of posts there were.
-- grain: table_name, rule, offender
with moved as (
    select m.link_id, l.leads_to, l.first_shared_at, g.link_id as goal_id, g.leads_to as goal_leads_to,
        g.canonical_url as goal_url, g.first_shared_at as goal_first_shared_at
    from links_moved as m
    join core.links as l using (link_id)
    left join core.links as g on g.link_id = l.leads_to
),
offences as (
    select 'core.links' as table_name, 'a link_id stands once' as rule, link_id as offender
    from core.links
    where link_id in (select link_id from links_looked union select goal_id from links_moved)
    group by link_id having count(*) > 1
    union all by name
    select 'core.links' as table_name, 'a link that leads on leads to a page that leads nowhere' as rule,
        link_id as offender
    from moved where goal_id is null or goal_leads_to is not null
    union all by name
    select 'core.links' as table_name, 'a link is not moved to a home page' as rule, link_id as offender
    from moved where regexp_full_match(goal_url, 'https?://[^/?#]+/?')
    union all by name
    select 'core.links' as table_name, 'a page was not shared later than what leads to it' as rule, link_id as offender
    from moved where goal_first_shared_at > first_shared_at
    union all by name
    select 'core.links' as table_name, 'a link that was looked at tells when, and where it led' as rule,
        link_id as offender
    from (select link_id from links_looked) left join core.links using (link_id)
    where looked_at is null or resolved_url is null or looks is null or noted_at is null
    union all by name
    select 'core.post_links' as table_name, 'a post links to the page, not to what leads there' as rule,
        post_id as offender
    from core.post_links where link_id in (select link_id from links_moved)
    union all by name
    select 'core.post_links' as table_name, 'no link of a post is lost or made' as rule,
        'before ' || getvariable('linked_before') || ', after ' || links as offender
    from (select count(*) as links from core.post_links)
    where links <> getvariable('linked_before')
)
select table_name, rule, offender from offences
