-- One row is what a platform counted for a post at one time; a row only when a count changed. NULL is "they do not
-- tell", 0 is "none".
-- grain: post_id, counted_at
create table if not exists core.post_metrics (
    post_id varchar not null, -- core.posts
    counted_at timestamp not null, -- when we were told (UTC)
    likes bigint, -- likes, favourites, hearts
    replies bigint, -- answers
    reposts bigint, -- reposts, boosts, shares
    quotes bigint, -- quote posts
    views bigint, -- views, plays
    bookmarks bigint -- bookmarks, saves
);

insert into core.post_metrics by name
select
    p.post_id, p.seen_at as counted_at, p.likes, p.replies, p.reposts, p.quotes, p.views, p.bookmarks
from staging._changes as c
join staging._posts as p on p.rowid = c.record
where
    (c.change in ('new', 'recounted') or (c.change = 'edited' and c.is_recounted))
    and coalesce(p.likes, p.replies, p.reposts, p.quotes, p.views, p.bookmarks) is not null
-- one page may list a post twice with two counts: the higher one was told later
qualify row_number() over (
    partition by p.post_id, p.seen_at order by p.likes desc, p.views desc, p.reposts desc, p.replies desc
) = 1;
