-- One row is a post that is gone and must not come back: deleted by its author, taken down, or erased on request.
-- Its words and counts are removed everywhere; the id stays, to bar its return.
-- grain: post_id
create table if not exists core.tombstones (
    post_id varchar not null, -- the id it had in core.posts
    platform varchar not null, -- where it was published
    gone_at timestamp not null, -- when we learned of it (UTC)
    reason varchar not null, -- deleted, suspended, protected, forgotten, ...
    evidence varchar, -- the answer that told us
    account_id varchar -- in whose timeline it stood (core.accounts); NULL: it was not kept, only reposted or quoted
);
