-- One row is one picture, film or sound in one post. We keep where it lies, never the file.
-- grain: post_id, position
create table if not exists core.post_media (
    post_id varchar not null, -- core.posts
    position integer not null, -- 1 for the first
    kind varchar, -- image, video, audio, gif or other
    url varchar, -- where the platform keeps it; may expire
    alt varchar -- text alternative; NULL: not told, empty: they gave none
);

delete from core.post_media
where post_id in (select post_id from staging._changes where is_known and is_reworded);

insert into core.post_media by name
select
    p.post_id,
    u.position::integer as position,
    u.told.kind as kind,
    case when u.told.url ^@ 'http' then u.told.url end as url,
    left(u.told.alt, 10000) as alt
from staging._changes as c
join staging._posts as p on p.rowid = c.record
cross join lateral (
    select unnest(p.media) as told, generate_subscripts(p.media, 1) as position
) as u
where c.is_newest and (not c.is_known or c.is_reworded);
