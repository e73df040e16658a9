-- One row is one topic whose seed phrases are few or find little, with phrases that its surest posts use.
-- grain: week_start, topic_id
create table if not exists marts.thin_topics (
    week_start date not null, -- Monday of the week
    topic_id varchar not null, -- config/topics.csv
    seed_phrases integer not null, -- phrases it has there; a dozen serve best
    posts bigint not null, -- distinct texts of four weeks that are about it
    reason varchar not null, -- few phrases, few posts, or both
    phrases varchar[] not null -- phrases to add, best first; empty where too few posts are sure
);

delete from marts.thin_topics
where week_start = getvariable('week_start')::date;

insert into marts.thin_topics by name
select getvariable('week_start')::date as week_start, * from found_thin order by topic_id;
