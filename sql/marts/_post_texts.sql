-- One row is one part of a post whose words are told: its own, those it reposts, those it quotes. A post without words
-- has one row without a hash.
-- grain: post_id, part
create table if not exists marts._post_texts (
    post_id varchar not null, -- core.posts
    part varchar not null, -- own, reposted or quoted
    version_hash varchar not null, -- of the post when it was read; another one means it is to be read again
    text_hash varchar -- marts._texts; NULL where there are no words
);

delete from marts._post_texts
where post_id in (select post_id from moved_posts where is_gone or is_read);

insert into marts._post_texts by name
select t.post_id, t.part, t.version_hash, t.text_hash from told_posts as t
join core.posts as p on p.post_id = t.post_id and p.version_hash = t.version_hash
order by t.post_id, t.part;
