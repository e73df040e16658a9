-- A time as told, with its offset, as UTC; NULL for what is no time. A cast to timestamp would drop the offset unheard.
create or replace temp macro utc(told) as try_cast(told as timestamptz) at time zone 'UTC';

-- The name ops.fetches knows a landed file by: its path below landing/inbox.
create or replace temp macro landed_name(file) as substr(file, length(getvariable('inbox')) + 2);

-- A record as told, as text. DuckDB reads a JSON null in a list as NULL, but it was told, and stands among the refused.
create or replace temp macro verbatim(record) as case when record is null then 'null' else record::varchar end;
