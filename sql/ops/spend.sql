-- One row per platform, run and day (UTC): what was asked, what came back, what it cost.
-- grain: platform, run_id, spent_on
create or replace view ops.spend as
with heard as (
    select
        platform, run_id, asked_at::date as spent_on, count(*) as answers, sum(records)::bigint as records,
        sum(new_posts)::bigint as new_posts, sum(edited_posts)::bigint as edited_posts,
        sum(round(cost, 6)::decimal(18, 6)) as landed_cost
    from ops.fetches
    group by all
)
select
    platform, -- who was asked
    run_id, -- the run that asked
    spent_on, -- the day, UTC
    coalesce(l.calls, h.answers) as calls, -- questions asked, answered or not, or units of the platform's quota
    coalesce(h.answers, 0) as answers, -- answers kept (ops.fetches)
    h.records as records, -- records in them
    coalesce(h.new_posts, 0) as new_posts, -- posts heard for the first time
    coalesce(h.edited_posts, 0) as edited_posts, -- posts in other words than before
    coalesce(l.settled, h.landed_cost) as cost, -- US dollars; look-ups of posts that are still online count too
    coalesce(l.held, 0) as held, -- US dollars that may have been billed for questions whose answer never came
    coalesce(l.unanswered, 0) as unanswered, -- how many these were
    case when h.new_posts > 0 then coalesce(l.settled, h.landed_cost) / h.new_posts end as cost_per_new_post -- US dollars
from heard as h
full join ops.ledger as l using (platform, run_id, spent_on);
