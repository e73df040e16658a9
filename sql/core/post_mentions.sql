-- One row is one account named in one post.
-- grain: post_id, position
create table if not exists core.post_mentions (
    post_id varchar not null, -- core.posts
    position integer not null, -- 1 for the first
    mentioned_native_id varchar, -- the platform's permanent id of the account named
    mentioned_handle varchar, -- its handle as written or as the platform resolves it
    mentioned_url varchar -- its address
);

delete from core.post_mentions
where post_id in (select post_id from staging._changes where is_known and is_reworded);

insert into core.post_mentions by name
select
    p.post_id,
    u.position::integer as position,
    u.told.native_id as mentioned_native_id,
    u.told.handle as mentioned_handle,
    u.told.url as mentioned_url
from staging._changes as c
join staging._posts as p on p.rowid = c.record
cross join lateral (
    select unnest(p.mentions) as told, generate_subscripts(p.mentions, 1) as position
) as u
where c.is_newest and (not c.is_known or c.is_reworded);
