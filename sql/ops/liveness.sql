-- One row is one time a post was asked for by its id: is it still there? Two misses an hour apart, or one that is
-- definite, make a tombstone.
-- grain: post_id, asked_at
create table if not exists ops.liveness (
    post_id varchar not null, -- core.posts, or the original of a repost
    platform varchar not null, -- who was asked
    asked_at timestamp not null, -- when (UTC)
    run_id varchar not null, -- the run that asked
    is_there boolean not null, -- true: it was shown
    is_definite boolean not null, -- true: the platform says that it is gone for good
    evidence varchar -- the answer, in words
);
