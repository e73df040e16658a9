-- One row is one question Great Expectations asked before a commit, and its answer.
-- grain: step_id, table_name, rule
create table if not exists ops.validations (
    step_id varchar not null, -- ops.steps
    table_name varchar not null, -- what was asked about
    rule varchar not null, -- the expectation, in words
    is_met boolean not null, -- true in every row of a committed step
    rows_checked bigint, -- rows looked at
    offenders bigint, -- rows that broke the rule
    checked_at timestamp not null -- when (UTC)
);
