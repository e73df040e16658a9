-- One row is when one person posts on one platform, by the brand's clock: their commonest weekday, and the three hours
-- in a row that hold most of their posts; of the half year before as_of.
-- grain: influencer_id, platform
with timed as (
    select
        a.influencer_id, p.platform,
        isodow(brand_time(p.created_at)) as weekday,
        hour(brand_time(p.created_at)) as hour_of_day
    from core.posts as p
    join core.accounts as a using (account_id)
    where
        a.is_listed and not a.is_brand and a.influencer_id is not null
        and p.created_at > getvariable('as_of') - interval 182 days
        and p.created_at <= getvariable('as_of')
        and p.created_at_basis = 'told'
),
days as (
    select influencer_id, platform, arg_max(weekday, (posts, -weekday)) as weekday, sum(posts)::bigint as posts
    from (select influencer_id, platform, weekday, count(*) as posts from timed group by all)
    group by all
),
hours as (
    select influencer_id, platform, arg_max(from_hour, (posts, -from_hour)) as from_hour
    from (
        select t.influencer_id, t.platform, f.from_hour, count(*) as posts
        from timed as t
        join (select unnest(range(0, 22)) as from_hour) as f on t.hour_of_day between f.from_hour and f.from_hour + 2
        group by all
    )
    group by all
)
select d.influencer_id, d.platform, d.posts, day_name(d.weekday) as weekday, h.from_hour, h.from_hour + 3 as to_hour
from days as d
left join hours as h using (influencer_id, platform)
