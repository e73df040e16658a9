-- One row is one proposal of a week: talk of several people on several days that is near to no topic of topics.csv, with
-- a row ready to be pasted there.
-- grain: week_start, emerging_id
create table if not exists marts.emerging_topics (
    week_start date not null, -- Monday of the week
    emerging_id varchar not null, -- the same from week to week while the talk is the same
    place integer not null, -- 1 for the best proposal of the week
    phrases varchar[] not null, -- what these posts say and the others do not, best first
    posts bigint not null, -- posts of this week, reposts included
    people bigint not null, -- distinct influencers among them
    days bigint not null, -- distinct days among them
    posts_before decimal(9, 2) not null, -- posts a week in the three weeks before
    first_week date not null, -- Monday of the week it was first heard in
    novelty decimal(5, 4) not null, -- 0 to 1: how surely its most typical half is about no topic of topics.csv
    cohesion decimal(5, 4) not null, -- 0 to 1: how near its posts are to each other
    emerging_score decimal(9, 4) not null, -- novelty, cohesion and the logarithm of people, multiplied
    nearest_topic_id varchar, -- the topic of topics.csv that comes nearest
    language varchar, -- the language of most of its posts; NULL where nobody could be sure
    evidence_post_ids varchar[] not null, -- up to five posts of this week, most typical first, one a person
    topic_id varchar not null, -- of the proposed row
    proposed_row varchar not null -- a line for config/topics.csv
);

delete from marts.emerging_topics
where week_start = getvariable('week_start')::date;

insert into marts.emerging_topics by name
select
    getvariable('week_start')::date as week_start,
    coalesce(
        (select min(e.week_start) from marts._clusters as e where e.cluster_id = f.emerging_id), week_start
    ) as first_week,
    f.*
from found_emerging as f
order by place;
