-- The newest posts of everybody's own up to the end of the week. One row a post; at most four a person, none of a
-- platform that may not be used about a single person, none on a sensitive topic.
select
    v.influencer_id, v.post_id, v.platform, v.created_at, p.title, p.text, p.kind,
    coalesce(p.url, p.canonical_url) as url
from marts.post_voices as v
join core.posts as p using (post_id)
where v.is_personal and v.kind <> 'repost' and v.week_start <= $week_start
    and v.week_start > $week_start - interval 56 days
    and not exists (
        select 1 from marts.post_topics as t join marts.topics as n using (topic_id)
        where t.post_id = v.post_id and t.relevance >= 0.5 and n.is_sensitive)
qualify row_number() over (partition by v.influencer_id order by v.created_at desc, v.post_id) <= 4
order by v.influencer_id, v.created_at desc, v.post_id
