-- One row is what posts of the list usually get on one platform, over the three months before the last list of reshares.
-- Where a platform is list only this is all that is known: no row is made of a single account there.
-- grain: platform
create table if not exists marts._platform_habits (
    platform varchar not null, -- where
    posts bigint not null, -- posts in their authors' own words, quotes included
    usual_answers decimal(18, 4), -- median of the answers a post comes to have; NULL: no answers told
    list_pickups decimal(12, 6) not null -- listed people who pass on a post, over all platforms
);

delete from marts._platform_habits;

insert into marts._platform_habits by name
with picked as (
    select count(*) as picked_up
    from staging.pickups as p
    join staging.recent_posts as r on r.post_id = p.picked_post_id and r.influencer_id <> p.influencer_id
),
listed as (
    -- a list that passed on nothing yet is taken for one that passes on one post in a hundred
    select greatest(
        ((select picked_up from picked) + 1) / ((select count(*) from staging.recent_posts) + 100), 0.000001
    )::decimal(12, 6) as list_pickups
)
select
    r.platform, count(*) as posts,
    median(r.answers / coalesce(g.answered_share, assumed_growth(r.counted_hours, f.half_life_hours)))::decimal(18, 4)
        as usual_answers,
    any_value(l.list_pickups) as list_pickups
from staging.recent_posts as r
join reshare_platforms as f using (platform)
cross join listed as l
left join marts._answer_growth as g on g.platform = r.platform and g.age_step = growth_step(r.counted_hours)
group by r.platform
order by r.platform;
