-- One row is how one listed person passes on or answers what others say, over the half year before as_of: what they
-- turn to, in which way, and how much of all they post that is. Nothing of it rests on a list-only platform.
-- grain: influencer_id
with told as (
    select v.influencer_id, v.post_id, v.kind
    from marts.post_voices as v
    where v.uses = 'individual'
        and v.created_at > getvariable('as_of') - interval 182 days and v.created_at <= getvariable('as_of')
),
acts as (
    select
        t.influencer_id, t.post_id,
        case r.relation when 'replied_to' then 'reply' when 'quoted' then 'quote' else 'repost' end as how,
        case when o.post_id is not null then format_of(
            o.kind, o.post_id in (select post_id from core.post_links), o.post_id in (select post_id from core.post_media)
        ) end as format
    from told as t
    join core.post_references as r using (post_id)
    left join core.posts as o on o.post_id = r.referenced_post_id
    qualify row_number() over (partition by t.post_id order by r.position) = 1
),
ways as (
    select influencer_id, arg_max(how, (posts, how)) as responds_by
    from (select influencer_id, how, count(*) as posts from acts group by all)
    group by all
),
formats as (
    select influencer_id, arg_max(format, (posts, format)) as responds_to
    from (
        select influencer_id, format, count(*) as posts from acts
        where format in ('link', 'article', 'video', 'episode', 'picture or video', 'words') group by all
    )
    group by all
)
select
    t.influencer_id, w.responds_by, f.responds_to,
    count(*) as posts, count(a.post_id) as response_sample,
    (count(a.post_id) / count(*))::decimal(9, 6) as open_share
from told as t
left join acts as a using (post_id)
left join ways as w on w.influencer_id = t.influencer_id
left join formats as f on f.influencer_id = t.influencer_id
group by all
