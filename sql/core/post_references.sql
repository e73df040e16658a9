-- One row is one other post that a post answers, quotes or reposts, and whose it is.
-- grain: post_id, position
create table if not exists core.post_references (
    post_id varchar not null, -- core.posts
    position integer not null, -- 1 for the first
    relation varchar not null, -- replied_to, quoted or reposted
    referenced_post_id varchar, -- its post_id, whether or not we keep it in core.posts
    referenced_url varchar, -- permanent link to it
    author_native_id varchar, -- the platform's permanent id of its author
    author_handle varchar, -- its author's handle when it was seen
    author_name varchar, -- its author's display name when it was seen
    text varchar, -- its words where the platform tells them along
    created_at timestamp, -- when it was published (UTC)
    state varchar, -- shown, not found, blocked, detached, revoked, ...
    likes bigint, -- its likes when it was seen
    replies bigint, -- its answers when it was seen
    reposts bigint, -- its reposts when it was seen
    quotes bigint, -- its quotes when it was seen
    views bigint -- its views when it was seen
);

delete from core.post_references
where post_id in (select post_id from staging._changes where is_known and is_reworded);

insert into core.post_references by name
select
    p.post_id,
    u.position::integer as position,
    u.told.relation as relation,
    p.platform || ':' || u.told.native_id as referenced_post_id,
    case when u.told.url ^@ 'http' then u.told.url end as referenced_url,
    u.told.author_native_id as author_native_id,
    u.told.author_handle as author_handle,
    left(u.told.author_name, 500) as author_name,
    left(replace(u.told.text, chr(0), ''), 100000) as text,
    utc(u.told.created_at) as created_at,
    u.told.state as state,
    case when regexp_full_match(u.told.likes, '\d{1,15}') then u.told.likes::bigint end as likes,
    case when regexp_full_match(u.told.replies, '\d{1,15}') then u.told.replies::bigint end as replies,
    case when regexp_full_match(u.told.reposts, '\d{1,15}') then u.told.reposts::bigint end as reposts,
    case when regexp_full_match(u.told.quotes, '\d{1,15}') then u.told.quotes::bigint end as quotes,
    case when regexp_full_match(u.told.views, '\d{1,15}') then u.told.views::bigint end as views
from staging._changes as c
join staging._posts as p on p.rowid = c.record
cross join lateral (
    select unnest(p.refs) as told, generate_subscripts(p.refs, 1) as position
) as u
where c.is_newest and (not c.is_known or c.is_reworded);
