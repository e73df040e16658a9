-- One row is what one person said about one topic on one day, as far as it may rest on a person: no sensitive topic, no
-- list-only platform, each voice once. A post about several topics gives each a part of its weight.
-- grain: influencer_id, topic_id, created_on
create table if not exists marts._daily_topics (
    influencer_id varchar not null, -- core.influencers
    topic_id varchar not null, -- marts.topics
    created_on date not null, -- the day (UTC)
    posts bigint not null, -- voices
    weight decimal(18, 6) not null, -- their weight, by kind and by part
    answered_posts bigint not null, -- voices whose counts were told
    resonance decimal(18, 6) not null, -- sum of ln(1 + answers) less what the account's posts usually get
    newest_post_ids varchar[] not null -- the newest of them, at most 5
);

delete from marts._daily_topics
where created_on in (select created_on from staging.resummed_days);

insert into marts._daily_topics by name
with usual as (
    select
        d.account_id, d.created_on,
        sum(k.answers_log) / nullif(sum(k.answered_posts), 0) as answers_log
    from (select distinct account_id, created_on from marts._daily_accounts) as d
    join marts._daily_accounts as k
        on k.account_id = d.account_id and k.created_on between d.created_on - 27 and d.created_on
    where d.created_on in (select created_on from staging.resummed_days)
    group by all
),
counted as (
    select v.post_id, v.influencer_id, v.account_id, v.created_at, v.created_on, v.weight
    from marts.post_voices as v
    where v.is_personal and v.created_on in (select created_on from staging.resummed_days)
),
parts as (
    select
        c.*, t.topic_id,
        (c.weight * t.relevance / sum(t.relevance) over (partition by c.post_id))::decimal(18, 6) as part
    from counted as c
    join marts.post_topics as t using (post_id)
    join marts.topics as n on n.topic_id = t.topic_id and not n.is_sensitive
    where t.relevance >= 0.5
)
select
    s.influencer_id, s.topic_id, s.created_on,
    count(*) as posts,
    sum(s.part)::decimal(18, 6) as weight,
    count(a.answers) as answered_posts,
    coalesce(sum((ln(1 + a.answers) - u.answers_log)::decimal(18, 6)), 0)::decimal(18, 6) as resonance,
    list(s.post_id order by s.created_at desc, s.post_id desc)[1:5] as newest_post_ids
from parts as s
join (
    select post_id, answers_to(likes, replies, reposts, quotes) as answers from core.posts
) as a using (post_id)
left join usual as u on u.account_id = s.account_id and u.created_on = s.created_on
group by all
order by s.created_on, s.influencer_id, s.topic_id;
