-- One row per landed page of this load: who was asked, when, and what came back, without the body.
-- grain: landed_file
select
    landed_name(landed_file) as landed_file,
    run_id,
    reading,
    platform,
    account_id,
    utc(asked_at) as seen_at,
    url,
    status,
    cursor,
    learned,
    records,
    bytes,
    cost
from read_json(
    getvariable('landed_files'),
    format = 'newline_delimited',
    maximum_object_size = 134217728,
    filename = 'landed_file',
    columns = {
        run_id: 'varchar', reading: 'varchar', platform: 'varchar', account_id: 'varchar', asked_at: 'varchar',
        url: 'varchar', status: 'integer', cursor: 'json', learned: 'json', records: 'bigint', bytes: 'bigint',
        cost: 'double'
    }
)
