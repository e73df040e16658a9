-- One row is one topic of one distinct text.
-- grain: text_hash, topic_id
create table if not exists marts._text_topics (
    text_hash varchar not null, -- marts._texts
    topic_id varchar not null, -- config/topics.csv
    relevance decimal(5, 4) not null -- how surely the text is about the topic
);

delete from marts._text_topics
where text_hash in (select text_hash from told_texts)
    or text_hash in (select text_hash from left_texts where text_hash not in (select text_hash from marts._texts));

insert into marts._text_topics by name
select text_hash, topic_id, (ten_thousandths / 10000)::decimal(5, 4) as relevance
from told_topics
where text_hash in (select text_hash from marts._texts)
order by text_hash, topic_id;
