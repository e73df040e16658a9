-- One row per account ever visited: when it was last served, how often it failed since, and when it may be asked again.
-- The plan of a run reads this and nothing else.
-- grain: account_id
create table if not exists ops.agenda (
    account_id varchar not null, -- core.accounts
    platform varchar not null, -- where
    visited_at timestamp not null, -- end of the last visit, however it ended (UTC)
    served_at timestamp, -- end of the last visit that heard it to the end (UTC); NULL: never
    outcome varchar not null, -- of the last visit, as in ops.visits
    reason varchar, -- of the last visit
    failures integer not null, -- visits in a row that did not hear it to the end
    retry_at timestamp -- the platform asked us not to come before then (UTC)
);

merge into ops.agenda as kept
using (
    select
        v.account_id,
        arg_max(v.platform, v.ended_at) as platform,
        max(v.ended_at) as visited_at,
        greatest(k.served_at, max(v.ended_at) filter (v.outcome = 'complete')) as served_at,
        arg_max(v.outcome, v.ended_at) as outcome,
        arg_max(coalesce(v.reason, ''), v.ended_at) as reason,
        -- a platform that stops as a whole, or asks for patience, is no failure of the account
        case
            when arg_max(v.outcome, v.ended_at) = 'complete' then 0
            else coalesce(k.failures, 0) + count(*) filter (v.outcome not in ('complete', 'late', 'stopped', 'over budget'))
        end::integer as failures,
        max(v.retry_at) as retry_at
    from landed_visits as v
    left join ops.agenda as k using (account_id)
    group by v.account_id, k.served_at, k.failures
) as told
on kept.account_id = told.account_id
when matched then update by name
when not matched then insert by name;
