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

-- When an id of X was made, ISO 8601, to the second as X tells it: milliseconds since November 2010 stand above 22 bits.
create or replace temp macro x_time(native_id) as
    strftime(epoch_ms((try_cast(native_id as bigint) >> 22) + 1288834974657), '%Y-%m-%dT%H:%M:%S.000Z');

-- Words of X as a reader sees them: each t.co link as it is shown ("link␟shown" in the list), HTML entities as letters.
create or replace temp macro x_text(words, links) as case when words is not null then rtrim(
    replace(replace(replace(list_reduce(coalesce(links, []::varchar[]), lambda told, link:
        replace(told, split_part(link, chr(31), 1), split_part(link, chr(31), 2)), words),
    '&lt;', '<'), '&gt;', '>'), '&amp;', '&')) end;

-- What X says of a post that did not come along: not found, withheld (protected or suspended); NULL: it says nothing.
create or replace temp macro x_state(faults, ids, native_id) as case
    when ends_with(faults[nullif(list_position(ids, native_id), 0)]."type", 'resource-not-found') then 'not found'
    when ends_with(faults[nullif(list_position(ids, native_id), 0)]."type", 'not-authorized-for-resource') then 'withheld'
end;
