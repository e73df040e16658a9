-- One row is one record we did not load, why, and the record itself, so that it can be understood and replayed.
-- What somebody asks us not to keep is counted here without its words.
-- grain: none (a record may be told, and refused, many times)
create table if not exists ops.rejects (
    landed_file varchar not null, -- the landed page it stood in
    platform varchar, -- where it came from
    account_id varchar, -- in whose timeline it stood
    native_id varchar, -- its id, where it had one
    seen_at timestamp, -- when it was told (UTC)
    reason varchar not null, -- why it was refused
    raw varchar -- the record as JSON, up to 200,000 characters; NULL where we must not keep it
);

insert into ops.rejects by name
select landed_file, platform, account_id, native_id, seen_at, fault as reason, raw
from staging._posts
where fault is not null;
