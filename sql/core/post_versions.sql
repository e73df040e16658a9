-- One row is one earlier wording of a post, as it stood until somebody changed it. The present wording is in
-- core.posts; a post without a row here was never seen to change.
-- grain: post_id, seen_at, version_hash
create table if not exists core.post_versions (
    post_id varchar not null, -- core.posts
    seen_at timestamp not null, -- when these words were last seen (UTC)
    replaced_at timestamp not null, -- when other words were first seen in their place (UTC)
    version_hash varchar not null, -- as in core.posts
    title varchar, -- title as it was
    text varchar, -- words as they were
    html varchar, -- markup as it was: untrusted
    content_warning varchar, -- warning as it was
    disclosure varchar -- disclosure as it was
);

insert into core.post_versions by name
with edits as (
    select post_id, min(seen_at) as seen_at
    from staging._changes
    where change = 'edited'
    group by post_id
)
-- what we kept until the first edit of this load ...
select
    k.post_id, k.last_seen_at as seen_at, e.seen_at as replaced_at,
    k.version_hash, k.title, k.text, k.html, k.content_warning, k.disclosure
from edits as e
join staging._before as k using (post_id)
union all
-- ... and every wording that came and went within it
select
    c.post_id, c.seen_at, min(e.seen_at) as replaced_at,
    p.version_hash, p.title, p.text, p.html, p.content_warning, p.disclosure
from staging._changes as c
join staging._posts as p on p.rowid = c.record
join staging._changes as e on e.post_id = c.post_id and e.change = 'edited' and e.place > c.place
where c.change in ('new', 'edited')
group by all;
