-- One row is how completely one listed account was heard in one week: what every output must be read with.
-- grain: account_id, week_start
create table if not exists marts.completeness (
    account_id varchar not null, -- core.accounts
    week_start date not null, -- Monday of the week in which we asked
    influencer_id varchar not null, -- whose account
    platform varchar not null, -- where
    state varchar not null, -- complete, late, failed, over budget, not collectable, or not asked: as the week ended
    outcome varchar, -- of the last visit, as in ops.visits; NULL: not asked
    reason varchar, -- of the last visit; NULL when complete
    visits bigint not null, -- visits in the week
    complete_visits bigint not null, -- visits that heard it to the end
    heard_until timestamp -- end of the last complete visit so far (UTC); NULL: never
);

delete from marts.completeness;

insert into marts.completeness by name
with visited as (
    select
        account_id, monday(ended_at::date) as week_start,
        arg_max(outcome, (ended_at, run_id)) as outcome,
        arg_max(coalesce(reason, ''), (ended_at, run_id)) as reason,
        count(*) as visits,
        count(*) filter (outcome = 'complete') as complete_visits,
        max(ended_at) filter (outcome = 'complete') as heard_until
    from ops.visits
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
