-- How completely was each platform heard, week by week, and which accounts are behind?
select
    week_start, platform, count(*) as accounts,
    count(*) filter (state = 'complete') as complete,
    list(account_id order by account_id) filter (state <> 'complete') as behind,
    min(heard_until) as heard_at_least_until
from marts.completeness
group by all
order by week_start desc, platform;
