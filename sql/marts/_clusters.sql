-- One row is one cluster of a week's talk, whether or not it is new; what the next week's clusters are matched to.
-- grain: week_start, cluster_id
create table if not exists marts._clusters (
    week_start date not null, -- Monday of the week it was found in
    cluster_id varchar not null, -- the same from week to week while the talk is the same
    texts integer not null, -- distinct texts in it
    engine_version varchar not null, -- marts.topic_engines: who judged what is new
    middle float[] -- mean of their vectors
);

delete from marts._clusters
where week_start = getvariable('week_start')::date;

insert into marts._clusters by name
select getvariable('week_start')::date as week_start, * from found_clusters order by cluster_id;
