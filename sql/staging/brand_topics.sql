-- One row is one topic the brand writes about and how much: what its content feeds are about, else what all its posts
-- are; where neither is known, every topic that is not sensitive, alike.
-- grain: topic_id
with written as (
    select
        t.topic_id,
        sum(t.relevance) filter (p.account_id in (select account_id from reshare_feeds)) as in_feeds,
        sum(t.relevance) as anywhere
    from marts.post_topics as t
    join core.posts as p using (post_id)
    join core.accounts as a using (account_id)
    join marts.topics as n on n.topic_id = t.topic_id and not n.is_sensitive
    where a.is_brand and t.relevance >= 0.5 and p.created_at <= getvariable('as_of')
    group by all
),
weighed as (
    select topic_id, case when bool_or(in_feeds is not null) over () then in_feeds else anywhere end as weight
    from written
),
every as (
    select topic_id, weight from weighed where weight > 0
    union all by name
    select topic_id, 1 as weight
    from marts.topics
    where not is_sensitive and not exists (from weighed where weight > 0)
)
-- the topic most written about counts whole, one hardly touched half
select topic_id, (0.5 + 0.5 * weight / max(weight) over ())::decimal(9, 6) as weight
from every
