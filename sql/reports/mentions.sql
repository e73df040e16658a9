-- How often the brand and its competitors were named in the week, and in the four weeks before. One row a name.
select
    named, is_brand,
    count(*) filter (week_start = $week_start) as posts,
    count(distinct influencer_id) filter (week_start = $week_start) as people,
    (count(*) filter (week_start < $week_start) / 4)::decimal(12, 4) as posts_before,
    (list(post_id order by created_at desc, post_id) filter (week_start = $week_start and influencer_id is not null))[1:5]
        as evidence_post_ids
from marts.brand_mentions
where week_start between $week_start - interval 28 days and $week_start
group by named, is_brand
order by is_brand desc, posts desc, named
