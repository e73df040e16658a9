-- One row per account whose profile was heard in this load with the links it shows: the newest list, as told.
-- grain: account_id
with told as (
    select
        account_id,
        seen_at,
        from_json(learned -> 'links', '[{"url": "VARCHAR", "rel_me": "VARCHAR", "verified_at": "VARCHAR"}]') as links
    from staging._envelopes
    where json_type(learned -> 'links') = 'ARRAY'
)
select account_id, max(seen_at) as told_at, arg_max(links, seen_at) as links
from told
group by account_id
