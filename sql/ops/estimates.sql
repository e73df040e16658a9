-- One row per run and platform: what the plan expected before anything was asked, in figures and in words. What it came
-- to is in ops.spend.
-- grain: run_id, platform
create table if not exists ops.estimates (
    run_id varchar not null, -- the run
    platform varchar not null, -- where
    made_at timestamp not null, -- the time of the run (UTC)
    accounts bigint not null, -- accounts listed there
    due bigint not null, -- accounts whose turn it is
    chosen bigint not null, -- accounts this run visits
    posts bigint not null, -- posts that are likely to come
    calls bigint not null, -- questions that takes
    cost decimal(18, 6) not null, -- US dollars that is likely to cost
    hours double not null, -- hours that takes at the platform's pace
    money_left decimal(18, 6), -- US dollars this run may spend; NULL: nothing there costs anything
    runs bigint not null, -- runs until all who are due are heard
    late_accounts varchar[] not null, -- accounts this run is not likely to reach, the first to be reached next first
    words varchar not null -- the same as a person would say it
);

merge into ops.estimates as kept
using (
    select run_id, platform, made_at, accounts, due, chosen, posts, calls, cost, hours, money_left, runs, late_accounts, words
    from told_estimates
) as told
on kept.run_id = told.run_id and kept.platform = told.platform
-- a run that is taken up again has asked already: what was expected before stays
when not matched then insert by name;
