-- One row is one post that was come back to: when last, and how often. What was answered is in ops.liveness, counts in
-- core.post_metrics; a post that nobody could tell of stands here all the same, so that it does not bar the queue.
-- grain: post_id
create table if not exists ops.revisits (
    post_id varchar not null, -- core.posts
    asked_at timestamp not null, -- when it was last come back to (UTC)
    times bigint not null -- how often it was come back to
);

merge into ops.revisits as kept
using (
    select t.post_id, t.asked_at, coalesce(k.times, 0) + 1 as times
    from told_revisits as t
    left join ops.revisits as k using (post_id)
    -- what was loaded, and not swept away in time, counts once
    where k.asked_at is null or k.asked_at < t.asked_at
) as told
on kept.post_id = told.post_id
when matched then update by name
when not matched then insert by name;
