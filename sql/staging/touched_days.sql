-- One row is one day whose marts must be made anew, or that is read along with one (`is_touched` false). A day is
-- touched when a post of it was heard in the window, when its tags were retold, when a link of it was found to lead
-- elsewhere, or when its posts are no longer what the daily sums counted: removed, opted out, unlisted, given to
-- somebody else. Without a window every day is. `posts` are those that count, 0 where none is left.
-- grain: created_on
with owned as (
    select account_id, hash(account_id, influencer_id, uses)::hugeint as owner from staging.counted_accounts
),
-- by day how many posts there are, and a sum that changes with whose they are
counted as (
    select p.created_at::date as created_on, count(*) as posts, sum(o.owner) as owners
    from core.posts as p
    join owned as o using (account_id)
    group by all
),
summed as (
    select
        created_on, sum(posts) as posts, sum(posts * hash(account_id, influencer_id, uses)::hugeint) as owners
    from marts._daily_accounts
    group by all
),
changed as (
    select case when c.created_on is null then k.created_on else c.created_on end as created_on
    from counted as c
    full join summed as k using (created_on)
    where c.posts is distinct from k.posts or c.owners is distinct from k.owners or getvariable('is_everything')
    union
    select created_at::date
    from core.posts
    where last_seen_at between getvariable('window_from') and getvariable('window_to')
    union
    select p.created_at::date
    from core.posts as p
    where p.post_id in (
        select post_id from marts.post_topics where tagged_at >= getvariable('retold_from')
        union
        -- nothing may be what was told
        select t.post_id
        from marts._post_texts as t
        join marts._texts as x using (text_hash)
        where x.told_at >= getvariable('retold_from')
    )
    union
    -- a link was found to lead to another page: what shares that page may be one voice now
    select p.created_at::date
    from core.posts as p
    where p.post_id in (
        select post_id
        from core.post_links
        where link_id in (select leads_to from core.links where noted_at > getvariable('noted_from'))
    )
),
-- a post can change which voice the posts after it belong to, for three hops of three days
spread as (
    select distinct created_on + hop::integer as created_on
    from changed cross join unnest(range(0, 10)) as later (hop)
),
touched as (
    select created_on from spread where created_on in (select created_on from counted)
    union
    select created_on from changed
),
beside as (
    select created_on, true as is_touched from touched
    union
    -- three days hold all that a post can be a copy of, three more what their pages are compared with
    select created_on, false as is_touched
    from (select distinct created_on - hop::integer as created_on from touched cross join unnest(range(1, 7)) as r (hop))
    where created_on not in (select created_on from touched)
)
select b.created_on, b.is_touched, case when c.posts is null then 0 else c.posts end as posts
from beside as b
left join counted as c using (created_on)
