-- One row is the language of one post, as detected from its words, not as declared: declared ones are often wrong.
-- grain: post_id
create table if not exists marts.post_languages (
    post_id varchar not null, -- core.posts
    language varchar, -- ISO 639-1; NULL where nobody could be sure: short texts, links, names, hashtags
    method varchar not null -- whose words were read: own; reposted or quoted where there are no own ones
);

delete from marts.post_languages
where post_id in (select post_id from moved_posts);

insert into marts.post_languages by name
select p.post_id, arg_min(x.language, p.part) as language, min(p.part) as method
from (
    select post_id, text_hash, part from marts._post_texts
    where text_hash is not null and post_id in (select post_id from moved_posts)
    qualify row_number() over (partition by post_id order by part) = 1
) as p
join marts._texts as x using (text_hash)
group by p.post_id
order by p.post_id;
