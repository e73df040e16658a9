-- One row is one committed step: which window it covered, what it did.
-- grain: step_id
create table if not exists ops.steps (
    step_id varchar not null, -- unique
    step varchar not null, -- configure, load, links, homes, tag, profile, ...
    run_id varchar, -- the run that asked for it
    window_from timestamp, -- start of the window it covers (UTC)
    window_to timestamp, -- end of the window it covers (UTC)
    posts bigint, -- posts written
    started_at timestamp not null, -- when it began (UTC)
    ended_at timestamp not null, -- when it was committed (UTC)
    announced_by varchar -- the run whose event told the next DAGs of it; NULL: nobody was told yet
);
