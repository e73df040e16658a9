-- One row per understood record of the landed pages, with what it means for what we already keep.
-- grain: record
-- change: new | edited | recounted | unchanged | late (older than what we know) | barred (by a tombstone, or erased on request)
with seen as (
    select
        rowid as record, post_id, landed_file, seen_at, version_hash,
        hash(likes, replies, reposts, quotes, views, bookmarks) as counted
    from staging._posts
    where fault is null
),
known as (
    select
        post_id, version_hash, last_seen_at, first_seen_at, created_at, created_at_basis, is_edited,
        hash(likes, replies, reposts, quotes, views, bookmarks) as counted
    from core.posts
    where post_id in (select post_id from seen)
),
steps as (
    select
        s.*,
        k.post_id is not null as is_known,
        k.first_seen_at as known_first_seen_at,
        k.created_at as known_created_at,
        k.created_at_basis as known_created_at_basis,
        coalesce(k.is_edited, false) as was_edited,
        coalesce(s.seen_at < k.last_seen_at, false) as is_late,
        coalesce(lag(s.version_hash) over earlier, k.version_hash) as version_before,
        coalesce(lag(s.counted) over earlier, k.counted) as counted_before,
        lead(s.seen_at) over earlier is null as is_last,
        row_number() over earlier as place
    from seen as s
    left join known as k using (post_id)
    -- two records of one page may share their time: their content decides, so that a rerun decides alike
    window earlier as (
        partition by s.post_id order by s.seen_at, s.landed_file, s.version_hash, s.counted
    )
),
judged as (
    select
        *,
        case
            when post_id in (select post_id from core.tombstones) then 'barred'
            when sha256(post_id) in (select id_hash from ops.suppressions where subject = 'post') then 'barred'
            when regexp_matches(post_id, '[:/]erased-[0-9a-f]{16}$') then 'barred' -- under the veil of ingest/redact.py
            when version_before is null then 'new'
            when is_late then 'late'
            when version_hash is distinct from version_before then 'edited'
            when counted is distinct from counted_before then 'recounted'
            else 'unchanged'
        end as change
    from steps
)
select
    record,
    post_id,
    landed_file,
    seen_at,
    place, -- its turn among the records of its post: a page may tell one post twice, at one time
    is_known,
    change,
    counted is distinct from counted_before as is_recounted,
    is_last and change not in ('barred', 'late') as is_newest,
    -- the words may have changed in mid-slice and the last record only repeat them
    bool_or(change = 'edited') over (partition by post_id) as is_reworded,
    coalesce(known_first_seen_at, min(seen_at) over (partition by post_id)) as first_seen_at,
    -- what core.posts holds goes along, so that its MERGE need not look for it again
    known_created_at,
    known_created_at_basis,
    was_edited
from judged
