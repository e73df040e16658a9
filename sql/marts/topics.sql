-- One row is one topic of config/topics.csv as the profiles of this copy were made with.
-- grain: topic_id
create table if not exists marts.topics (
    topic_id varchar not null, -- as in config/topics.csv
    topic_name varchar not null, -- as reports call it
    description varchar, -- what belongs there
    is_sensitive boolean not null -- true: counted over the whole list, never for a person
);

delete from marts.topics;

insert into marts.topics by name
select topic_id, topic_name, description, is_sensitive
from configured_topics;
