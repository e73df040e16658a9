-- One row is one topic of one post, as far as its own words say it, or those it reposts or quotes. Several topics a
-- post may have; none is an answer. Only a relevance of 0.5 and more counts in profiles. Sensitive topics stand here
-- as well, for what is counted over the whole list; no profile of a person may rest on them.
-- grain: post_id, topic_id
create table if not exists marts.post_topics (
    post_id varchar not null, -- core.posts
    topic_id varchar not null, -- config/topics.csv
    relevance decimal(5, 4) not null, -- 0 to 1: how surely those words are about the topic
    method varchar not null, -- whose words say so: own, reposted, quoted (a quote's own words come first)
    engine_version varchar not null, -- marts.topic_engines: who told it
    tagged_at timestamp not null -- end of the window of the step that told it (UTC)
);

delete from marts.post_topics
where post_id in (select post_id from moved_posts);

insert into marts.post_topics by name
with told as (
    select
        p.post_id, t.topic_id, t.relevance, p.part as method, x.engine_version, x.told_at as tagged_at,
        -- own words that are about the topic are enough; else whoever says it louder
        row_number() over (
            partition by p.post_id, t.topic_id
            order by (p.part = 'own' and t.relevance >= 0.5) desc, t.relevance desc, p.part
        ) as place
    from marts._post_texts as p
    join marts._texts as x using (text_hash)
    join marts._text_topics as t using (text_hash)
    where p.post_id in (select post_id from moved_posts)
)
select post_id, topic_id, relevance, method, engine_version, tagged_at
from told
where place = 1
order by post_id, topic_id;
