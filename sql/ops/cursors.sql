-- One row per account: where the reading of its timeline stands. It moves only with the pages it covers, in their
-- transaction.
-- grain: account_id
create table if not exists ops.cursors (
    account_id varchar not null, -- core.accounts
    cursor json, -- what the source needs to go on; only the source understands it
    moved_at timestamp, -- when the page that moved it was asked for (UTC)
    landed_file varchar -- that page
);

merge into ops.cursors as kept
using (
    select account_id, cursor, seen_at as moved_at, landed_file
    from staging._envelopes
    where account_id is not null and json_type(cursor) = 'OBJECT'
    qualify row_number() over (partition by account_id order by run_id desc, landed_file desc) = 1
) as told
on kept.account_id = told.account_id
when matched then update by name
when not matched then insert by name;
