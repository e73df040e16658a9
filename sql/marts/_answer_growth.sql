-- One row is how much of its answers a post has at an age, on one platform: measured where counts over time exist.
-- grain: platform, age_step
create table if not exists marts._answer_growth (
    platform varchar not null, -- where
    age_step integer not null, -- growth_step(hours): two steps for each doubling of the age
    counts bigint not null, -- counts it was measured on
    answered_share decimal(9, 6) not null -- median share of the answers it came to have
);

delete from marts._answer_growth;

insert into marts._answer_growth by name
with grown as (
    -- posts that are over: what they have now is what they came to have
    select r.post_id, r.platform, r.created_at, r.answers
    from staging.recent_posts as r
    join reshare_platforms as f using (platform)
    where r.answers >= 5 and r.counted_hours >= 8 * f.half_life_hours
),
measured as (
    select
        g.platform,
        growth_step(epoch(m.counted_at - g.created_at) / 3600) as age_step,
        least(answers_to(m.likes, m.replies, m.reposts, m.quotes) / g.answers, 1)::decimal(9, 6) as share
    from grown as g
    join core.post_metrics as m using (post_id)
    where m.counted_at >= g.created_at and m.counted_at <= getvariable('as_of')
),
medians as (
    select platform, age_step, count(*) as counts, median(share)::decimal(9, 6) as share
    from measured
    where share is not null
    group by all
)
select
    platform, age_step, counts,
    -- answers are not taken back: a later age has at least the share of an earlier one
    greatest(max(share) over (partition by platform order by age_step), 0.05)::decimal(9, 6) as answered_share
from medians
where counts >= (select rule_value from marts.reshare_rules where rule = 'growth_posts');
