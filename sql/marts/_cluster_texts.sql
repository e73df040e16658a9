-- One row is one text of a cluster; two months of them, so that the next week's clusters begin where these were.
-- grain: week_start, text_hash
create table if not exists marts._cluster_texts (
    week_start date not null, -- Monday of the week
    text_hash varchar not null, -- marts._texts
    cluster_id varchar not null -- marts._clusters
);

delete from marts._cluster_texts
where week_start = getvariable('week_start')::date
    or week_start < getvariable('week_start')::date - 56
    or text_hash not in (select text_hash from marts._texts);

insert into marts._cluster_texts by name
select getvariable('week_start')::date as week_start, * from found_cluster_texts order by text_hash;
