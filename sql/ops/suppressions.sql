-- One row is a name or an id that was erased on request and must not come back, known by its digest only.
-- grain: subject, id_hash
create table if not exists ops.suppressions (
    subject varchar not null, -- influencer, name (of an account or author), or post
    platform varchar, -- where; NULL for an influencer
    id_hash varchar not null, -- sha256 of "platform:name", of the influencer_id, or of the post_id
    erased_at timestamp not null -- the time of the run that erased it (UTC)
);
