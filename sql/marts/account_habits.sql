-- One row is one account's habits over the three months before the last list of reshares: how often it posts, what its
-- posts usually get, how often others of the list pass them on. Accounts on list-only platforms have none.
-- grain: account_id, platform
create table if not exists marts.account_habits (
    account_id varchar not null, -- core.accounts
    influencer_id varchar not null, -- whose
    platform varchar not null, -- where: an archive holds posts of several
    posts bigint not null, -- posts in their own words, quotes included
    posts_per_week decimal(12, 4) not null, -- of the last four weeks
    counted_posts bigint not null, -- posts whose answers were told
    usual_answers decimal(18, 4), -- median of the answers a post comes to have; drawn to the platform's where there are few
    picked_up bigint not null, -- times a listed person passed one of them on
    usual_pickups decimal(12, 6) not null, -- listed people who pass on a post, drawn to the list's average
    list_pickups decimal(12, 6) not null -- that average
);

delete from marts.account_habits;

insert into marts.account_habits by name
with grown as (
    select
        r.*,
        r.answers / coalesce(g.answered_share, assumed_growth(r.counted_hours, f.half_life_hours)) as final_answers
    from staging.recent_posts as r
    join reshare_platforms as f using (platform)
    left join marts._answer_growth as g on g.platform = r.platform and g.age_step = growth_step(r.counted_hours)
    where f.uses = 'individual'
),
picked as (
    select r.account_id, r.platform, count(*) as picked_up
    from staging.pickups as p
    join staging.recent_posts as r on r.post_id = p.picked_post_id and r.influencer_id <> p.influencer_id
    group by all
),
own as (
    select
        account_id, influencer_id, platform,
        count(*) as posts,
        (count(*) filter (created_at > getvariable('as_of') - interval 28 days) / 4.0)::decimal(12, 4) as posts_per_week,
        count(answers) as counted_posts,
        median(final_answers) as own_answers
    from grown
    group by all
)
select
    o.account_id, o.influencer_id, o.platform, o.posts, o.posts_per_week, o.counted_posts,
    case
        when o.counted_posts >= 5 or p.usual_answers is null then o.own_answers
        else (coalesce(o.own_answers, 0) * o.counted_posts + p.usual_answers * (5 - o.counted_posts)) / 5
    end::decimal(18, 4) as usual_answers,
    coalesce(k.picked_up, 0) as picked_up,
    ((coalesce(k.picked_up, 0) + 20 * p.list_pickups) / (o.posts + 20))::decimal(12, 6) as usual_pickups,
    p.list_pickups
from own as o
join marts._platform_habits as p using (platform)
left join picked as k using (account_id, platform)
order by o.account_id, o.platform;
