-- One row is how completely one listed account was heard in one week, by what was asked from its Monday until the
-- Monday after, that day included: what every output must be read with.
-- grain: account_id, week_start
create table if not exists marts.completeness (
    account_id varchar not null, -- core.accounts
    week_start date not null, -- Monday of the week
    influencer_id varchar not null, -- whose account
    platform varchar not null, -- where
    state varchar not null, -- complete, late, failed, over budget, not collectable, or not asked: as the week ended
    outcome varchar, -- of the last visit, as in ops.visits; NULL: not asked
    reason varchar, -- of the last visit; NULL when complete
    visits bigint not null, -- visits in the week
    complete_visits bigint not null, -- visits that heard it to the end
    heard_until timestamp -- time of the last complete visit so far (UTC); NULL: never
);

delete from marts.completeness;

insert into marts.completeness by name
with asked as (
    -- a run is of the time it was planned for, whenever it got its turn
    select
        v.*,
        case when t.planned_at is null then v.ended_at else t.planned_at end as asked_at
    from ops.visits as v
    left join (
        select distinct run_id, try_strptime(run_id, 'listen-%Y-%m-%dT%H%M%SZ') as planned_at from ops.visits
    ) as t using (run_id)
),
visited as (
    select
        account_id, week_start,
        arg_max(outcome, (asked_at, ended_at, run_id)) as outcome,
        arg_max(coalesce(reason, ''), (asked_at, ended_at, run_id)) as reason,
        count(*) as visits,
        count(*) filter (outcome = 'complete') as complete_visits,
        max(asked_at) filter (outcome = 'complete') as heard_until
    from (
        select *, monday(asked_at::date) as week_start from asked
        union all
        select *, asked_at::date - 7 as week_start from asked where monday(asked_at::date) = asked_at::date
    )
    group by all
),
weeks as (
    select distinct week_start from visited
)
select
    a.account_id, w.week_start, a.influencer_id, a.platform,
    case
        when v.outcome is null then 'not asked'
        when v.outcome in ('complete', 'late', 'over budget', 'not collectable') then v.outcome
        else 'failed'
    end as state,
    v.outcome,
    nullif(v.reason, '') as reason,
    coalesce(v.visits, 0) as visits,
    coalesce(v.complete_visits, 0) as complete_visits,
    max(v.heard_until) over (partition by a.account_id order by w.week_start) as heard_until
from staging.counted_accounts as a
cross join weeks as w
left join visited as v on v.account_id = a.account_id and v.week_start = w.week_start
order by w.week_start, a.account_id;
