-- Who of the list names us, who names our competitors, and is that becoming more?
select
    named, date_trunc('month', created_at)::date as month_start, count(*) as posts, count(distinct influencer_id) as people,
    mode(how) as mostly
from marts.brand_mentions
group by named, month_start
order by named, month_start;
