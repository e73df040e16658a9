-- One row is one topic in one week over the whole list: every platform, sensitive topics too, each voice once. Weeks
-- in which nobody touched a topic that is known have a row as well.
-- grain: topic_id, week_start
create table if not exists marts.topic_trends (
    topic_id varchar not null, -- marts.topics
    week_start date not null, -- Monday of the week
    is_sensitive boolean not null, -- true: no person is named with it anywhere
    posts bigint not null, -- voices about it
    people bigint not null, -- distinct influencers
    weighted_posts decimal(18, 6) not null, -- their weight, by kind and by part
    voice_share decimal(9, 6), -- part of all topical weight of the week; NULL: nobody said anything topical
    voice_share_before decimal(9, 6), -- the same over the 4 weeks before; NULL: nothing was heard then
    change_ratio decimal(12, 4), -- voice_share / voice_share_before
    z_score decimal(12, 4), -- posts beyond what the 4 weeks before let expect, in standard deviations
    trend varchar not null, -- new, rising, steady, fading, gone, or not enough data: what happened, no forecast
    top_influencer_id varchar, -- whose voice is largest in it; NULL where no person may be named
    evidence_post_ids varchar[] not null -- the newest posts, at most 5 people; empty where no person may be named
);

delete from marts.topic_trends
where week_start in (select week_start from staging.touched_weeks)
    or topic_id not in (select topic_id from marts.topics);

-- some weeks at a time, so that memory stays small
insert into marts.topic_trends by name
with voices as (
    select post_id, influencer_id, uses, created_at, week_start, weight
    from marts.post_voices
    where is_voice and created_at >= getvariable('slice_from') and created_at < getvariable('slice_to')
        and week_start in (select week_start from staging.touched_weeks)
),
told as (
    select post_id, topic_id, relevance
    from told_topics
    where post_id in (select post_id from voices)
),
parts as (
    select
        v.post_id, v.influencer_id, v.uses, v.created_at, v.week_start, t.topic_id,
        (v.weight * t.relevance / w.relevance)::decimal(18, 6) as part
    from voices as v
    join told as t using (post_id)
    join (select post_id, sum(relevance)::decimal(18, 4) as relevance from told group by post_id) as w using (post_id)
),
by_person as (
    select
        topic_id, week_start, influencer_id, count(*) as posts, sum(part) as part,
        sum(part) filter (uses = 'individual') as personal_part,
        max((created_at, post_id)) filter (uses = 'individual') as newest
    from parts
    group by all
),
by_topic as (
    select
        topic_id, week_start, sum(posts) as posts, count(*) as people, sum(part) as part,
        arg_max(influencer_id, (personal_part, influencer_id)) filter (personal_part is not null) as top_influencer_id,
        arg_max(newest[2], newest, 5) filter (newest is not null) as newest
    from by_person
    group by all
)
select
    n.topic_id, w.week_start, n.is_sensitive,
    coalesce(b.posts, 0) as posts,
    coalesce(b.people, 0) as people,
    coalesce(b.part, 0) as weighted_posts,
    'not enough data' as trend,
    case when not n.is_sensitive then b.top_influencer_id end as top_influencer_id,
    case when n.is_sensitive or b.newest is null then [] else b.newest end as evidence_post_ids
from marts.topics as n
cross join (
    select distinct week_start from marts.post_voices
    where created_at >= getvariable('slice_from') and created_at < getvariable('slice_to')
) as w
left join by_topic as b on b.topic_id = n.topic_id and b.week_start = w.week_start
where w.week_start in (select week_start from staging.touched_weeks)
order by w.week_start, n.topic_id;

-- small: what a week says against the weeks before is told anew for all of them
update marts.topic_trends as kept
set
    voice_share = told.voice_share,
    voice_share_before = told.voice_share_before,
    change_ratio = told.change_ratio,
    z_score = told.z_score,
    trend = told.trend
from (
    with whole as (
        select week_start, sum(weighted_posts) as weight from marts.topic_trends group by week_start
    ),
    compared as (
        select
            t.topic_id, t.week_start, t.weighted_posts, t.posts, w.weight,
            sum(t.weighted_posts) over before as weight_before,
            sum(w.weight) over before as whole_before,
            min(t.week_start) filter (t.posts > 0) over (partition by t.topic_id) as first_week,
            min(t.week_start) over () as first_heard
        from marts.topic_trends as t
        join whole as w using (week_start)
        window before as (
            partition by t.topic_id order by t.week_start
            range between interval 28 days preceding and interval 7 days preceding)
    ),
    expected as (
        select *, weight * weight_before / nullif(whole_before, 0) as usual from compared
    )
    select
        topic_id, week_start,
        weighted_posts / nullif(weight, 0) as voice_share,
        weight_before / nullif(whole_before, 0) as voice_share_before,
        weighted_posts / nullif(usual, 0) as change_ratio,
        (weighted_posts - usual) / sqrt(greatest(usual, 1)) as z_score,
        case
            when week_start < first_heard + 28 or usual is null then 'not enough data'
            when greatest(weighted_posts, usual) < 1 then 'not enough data'
            when first_week = week_start and posts >= 2 then 'new'
            when weighted_posts = 0 and usual >= 3 then 'gone'
            when weighted_posts >= 3 and weighted_posts >= 1.5 * usual
                and weighted_posts - usual >= 1.645 * sqrt(greatest(usual, 1)) then 'rising'
            when usual >= 3 and weighted_posts <= usual / 1.5
                and usual - weighted_posts >= 1.645 * sqrt(usual) then 'fading'
            else 'steady'
        end as trend
    from expected
) as told
where kept.topic_id = told.topic_id and kept.week_start = told.week_start;
