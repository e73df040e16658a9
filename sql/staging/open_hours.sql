-- One row is one span in which the brand answers, in UTC: a working day of config/brand.yaml by the brand's clock. From
-- a month before as_of until half a year after it, so that even a slow promise ends within it.
-- grain: opens_at
select
    ((day::date + getvariable('reply_opens')) at time zone getvariable('time_zone')) at time zone 'UTC' as opens_at,
    ((day::date + getvariable('reply_closes')) at time zone getvariable('time_zone')) at time zone 'UTC' as closes_at
from (
    select unnest(range(
        (date_trunc('day', getvariable('as_of')) - interval 30 days)::timestamp,
        (date_trunc('day', getvariable('as_of')) + interval 200 days)::timestamp,
        interval 1 day
    )) as day
) as d
where list_contains(getvariable('reply_days'), (isodow(day) - 1)::integer)
