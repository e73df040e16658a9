-- One row per platform, run and day (UTC) in which something was asked that costs money or is counted against a limit
-- of brand.yaml: what the ledger below EARSHOT_HOME says was reserved and settled.
-- grain: platform, run_id, spent_on
create table if not exists ops.ledger (
    platform varchar not null, -- who was asked
    run_id varchar not null, -- the run that asked
    spent_on date not null, -- the day, UTC
    calls bigint not null, -- questions asked, or units of the platform's quota
    settled decimal(18, 6) not null, -- what their answers cost, in US dollars
    held decimal(18, 6) not null, -- what could have been billed for questions whose answer never came, in US dollars
    unanswered bigint not null -- how many these were
);

merge into ops.ledger as kept
using (select platform, run_id, spent_on, calls, settled, held, unanswered from told_ledger) as told
on kept.platform = told.platform and kept.run_id = told.run_id and kept.spent_on = told.spent_on
when matched then update by name
when not matched then insert by name;
