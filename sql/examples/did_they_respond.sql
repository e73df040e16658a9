-- When we shared, answered, named or offered something: how often did people respond, and how often do they anyway?
select
    act, count(*) as acts, count(*) filter (did_respond) as responses, avg(base_rate)::decimal(9, 4) as expected_share,
    count(*) filter (is_beyond_base) as beyond_base
from marts.outcomes
where is_complete
group by act
order by act;
