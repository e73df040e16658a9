-- One row is one answer we asked for and kept: what was asked, what came back, what became of its records.
-- A landed file is loaded exactly when it stands here.
-- grain: landed_file
create table if not exists ops.fetches (
    landed_file varchar not null, -- the landed page, below landing/inbox or landing/kept
    run_id varchar not null, -- the run that asked
    platform varchar not null, -- who was asked
    account_id varchar, -- about whom
    reading varchar, -- the file of sql/staging that understood it; empty: it holds no posts
    asked_at timestamp, -- when (UTC)
    url varchar, -- the address, without secrets
    status integer, -- HTTP status
    records bigint, -- records the source saw in the answer; NULL: it does not count them
    new_posts bigint, -- records that became a post
    edited_posts bigint, -- records with other words than we had
    recounted_posts bigint, -- records with other counts only
    unchanged_posts bigint, -- records that told nothing new
    late_posts bigint, -- records older than what we knew already
    barred_posts bigint, -- records of posts that are gone (core.tombstones)
    rejected_records bigint, -- records in ops.rejects
    bytes bigint, -- size of the body
    cost double -- what the answer cost, in the currency of brand.yaml
);

insert into ops.fetches by name
with became as (
    select
        landed_file,
        count(*) filter (change = 'new') as new_posts,
        count(*) filter (change = 'edited') as edited_posts,
        count(*) filter (change = 'recounted') as recounted_posts,
        count(*) filter (change = 'unchanged') as unchanged_posts,
        count(*) filter (change = 'late') as late_posts,
        count(*) filter (change = 'barred') as barred_posts
    from staging._changes
    group by landed_file
),
refused as (
    select landed_file, count(*) as rejected_records
    from staging._posts
    where fault is not null
    group by landed_file
)
select
    e.landed_file, e.run_id, e.platform, e.account_id, e.reading, e.seen_at as asked_at, e.url, e.status,
    e.records,
    coalesce(b.new_posts, 0) as new_posts,
    coalesce(b.edited_posts, 0) as edited_posts,
    coalesce(b.recounted_posts, 0) as recounted_posts,
    coalesce(b.unchanged_posts, 0) as unchanged_posts,
    coalesce(b.late_posts, 0) as late_posts,
    coalesce(b.barred_posts, 0) as barred_posts,
    coalesce(r.rejected_records, 0) as rejected_records,
    e.bytes,
    e.cost
from staging._envelopes as e
left join became as b using (landed_file)
left join refused as r using (landed_file);
