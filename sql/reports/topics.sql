-- What the list talks about in the week, largest first, and what sets the person apart who says most of it.
-- One row a topic; `shares` are the twelve weeks up to this one, oldest first, NULL where too little was heard to tell.
with weeks as (
    select unnest(range($week_start - interval 77 days, $week_start + interval 1 day, interval 7 days))::date as week_start
),
heard as (
    select week_start, sum(weighted_posts) >= (select rule_value from marts.rules where rule = 'week_posts') as is_enough
    from marts.topic_trends group by week_start
),
shares as (
    select n.topic_id, list(case when h.is_enough then t.voice_share end order by w.week_start) as shares
    from marts.topics as n
    cross join weeks as w
    left join heard as h using (week_start)
    left join marts.topic_trends as t on t.topic_id = n.topic_id and t.week_start = w.week_start
    group by n.topic_id
)
select
    t.topic_id, n.topic_name, t.is_sensitive, t.posts, t.people, t.voice_share, t.voice_share_before, t.change_ratio,
    t.trend, t.top_influencer_id, i.influencer_name as top_name, p.interest_share as top_share,
    p.lift as top_lift, p.z_score as top_z_score, t.evidence_post_ids, s.shares
from marts.topic_trends as t
join marts.topics as n using (topic_id)
join shares as s using (topic_id)
left join core.influencers as i on i.influencer_id = t.top_influencer_id
left join marts.interest_profiles as p
    on p.influencer_id = t.top_influencer_id and p.topic_id = t.topic_id and p.week_start = t.week_start
where t.week_start = $week_start
order by t.voice_share desc nulls last, t.posts desc, t.topic_id
