-- One row is one link in one post.
-- grain: post_id, position
create table if not exists core.post_links (
    post_id varchar not null, -- core.posts
    position integer not null, -- 1 for the first link of the post
    url varchar not null, -- the address as the post (or its platform) gives it, expanded by the platform where it does
    link_id varchar not null -- core.links: the page it leads to
);

delete from core.post_links
where post_id in (select post_id from staging._changes where is_known and is_reworded);

insert into core.post_links by name
select post_id, position::integer as position, url, link_id
from staging._links;
