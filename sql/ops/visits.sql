-- One row is one visit to one account in one run: how it ended and why.
-- grain: run_id, account_id
create table if not exists ops.visits (
    run_id varchar not null, -- the run
    account_id varchar not null, -- whom
    platform varchar not null, -- where
    outcome varchar not null, -- complete; late (come back at retry_at); failed; stopped (whole platform); not found; gone; opted out; over budget; not collectable
    reason varchar, -- what, to whom, what now; NULL when complete
    pages integer not null, -- pages landed in this visit
    started_at timestamp not null, -- when it began (UTC)
    ended_at timestamp not null, -- when it ended (UTC)
    retry_at timestamp -- not before then (UTC)
);

merge into ops.visits as kept
using (
    select run_id, account_id, platform, outcome, reason, pages, started_at, ended_at, retry_at
    from landed_visits
) as told
on kept.run_id = told.run_id and kept.account_id = told.account_id
when matched then update by name
when not matched then insert by name;
