-- One row is one topic that a piece of the brand is about: every topic told of it surely, and in any case the likeliest
-- one, since whoever publishes a piece means something by it. Sensitive topics are left out.
-- grain: content_item_id, topic_id
with told as (
    select
        'item-' || left(md5(case when p.canonical_url is not null then url_key(p.canonical_url) else p.post_id end), 16) as content_item_id,
        t.topic_id, max(t.relevance) as relevance
    from staging.brand_posts as b
    join core.posts as p using (post_id)
    join marts.post_topics as t using (post_id)
    join marts.topics as n on n.topic_id = t.topic_id and not n.is_sensitive
    where t.relevance >= 0.2
    group by all
)
select content_item_id, topic_id, relevance
from told
qualify relevance >= 0.5 or row_number() over (partition by content_item_id order by relevance desc, topic_id) = 1
