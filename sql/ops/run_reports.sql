-- One row is one account in one run: what was new, what changed, what was gone, why the run stopped there, what it cost.
-- grain: run_id, account_id
create table if not exists ops.run_reports (
    run_id varchar not null, -- the run, as in ops.visits and ops.fetches
    dag_id varchar not null, -- listen, revisit, ...
    dag_run_id varchar, -- the run as Airflow calls it; NULL: it ran without Airflow
    account_id varchar not null, -- core.accounts
    platform varchar not null, -- where
    outcome varchar not null, -- as in ops.visits
    reason varchar, -- why it stopped; NULL when complete
    pages bigint not null, -- answers kept
    new_posts bigint not null, -- posts heard for the first time
    edited_posts bigint not null, -- posts in other words than before
    recounted_posts bigint not null, -- posts whose counts changed, and nothing else
    gone_posts bigint not null, -- posts that got a tombstone
    rejected_records bigint not null, -- records in ops.rejects
    cost decimal(18, 6), -- US dollars; NULL: nothing was asked
    ended_at timestamp not null -- when the run was done with it (UTC)
);

merge into ops.run_reports as kept
using (
    with heard as (
        select
            account_id, count(*) as pages, sum(new_posts) as new_posts, sum(edited_posts) as edited_posts,
            sum(recounted_posts) as recounted_posts, sum(rejected_records) as rejected_records,
            sum(round(cost, 6)::decimal(18, 6)) as cost
        from ops.fetches
        where run_id = getvariable('reported_run')
        group by account_id
    ),
    gone as (
        select t.account_id, count(*) as gone_posts
        from core.tombstones as t
        join ops.liveness as l on l.post_id = t.post_id and l.asked_at = t.gone_at
        where l.run_id = getvariable('reported_run') and t.account_id is not null
        group by t.account_id
    )
    select
        getvariable('reported_run') as run_id,
        getvariable('reported_dag') as dag_id,
        getvariable('reported_dag_run') as dag_run_id,
        v.account_id, v.platform, v.outcome, v.reason,
        coalesce(h.pages, 0) as pages,
        coalesce(h.new_posts, 0)::bigint as new_posts,
        coalesce(h.edited_posts, 0)::bigint as edited_posts,
        coalesce(h.recounted_posts, 0)::bigint as recounted_posts,
        coalesce(g.gone_posts, 0) as gone_posts,
        coalesce(h.rejected_records, 0)::bigint as rejected_records,
        h.cost as cost,
        v.ended_at
    from told_endings as v
    left join heard as h using (account_id)
    left join gone as g using (account_id)
) as told
on kept.run_id = told.run_id and kept.account_id = told.account_id
when matched then update by name
when not matched then insert by name;
