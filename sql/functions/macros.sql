-- A time as told, with its offset, as UTC; NULL for what is no time. A cast to timestamp would drop the offset unheard.
create or replace temp macro utc(told) as try_cast(told as timestamptz) at time zone 'UTC';

-- The name ops.fetches knows a landed file by: its path below landing/inbox.
create or replace temp macro landed_name(file) as substr(file, length(getvariable('inbox')) + 2);

-- A record as told, as text. DuckDB reads a JSON null in a list as NULL, but it was told, and stands among the refused.
create or replace temp macro verbatim(record) as case when record is null then 'null' else record::varchar end;

-- The members of a list in their order, each once.
create or replace temp macro each_once(list) as list_filter(list, lambda one, place: list_position(list, one) = place);

-- The web addresses in words as typed, each once, without the full stop or the bracket behind them.
create or replace temp macro addresses_in(words) as each_once(list_transform(
    regexp_extract_all(words, '(?i)https?://[^\s<>"]+'), lambda told: regexp_replace(
        told, case when contains(told, '(') then '[.,;:!?''’”»…*_]+$' else '[.,;:!?''’”»…*_)\]}]+$' end, '')));

-- The hashtags in words as typed, each once, without the sign; a number alone is none.
create or replace temp macro hashtags_in(words) as each_once(regexp_extract_all(
    words, '(?:^|[\s(])#([\p{L}\p{M}\p{N}_]*[\p{L}_][\p{L}\p{M}\p{N}_]*)', 1));

-- The accounts named in words as typed, in small letters, each once, without the sign.
create or replace temp macro names_in(words) as each_once(list_transform(
    regexp_extract_all(words, '(?:^|[^\p{L}\p{N}_@/.])@([A-Za-z0-9._]{1,30})', 1), lambda told: lower(rtrim(told, '.'))));
