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

-- some weeks at a time, so that memory stays small
insert into marts._daily_topics by name
with usual as (
    select distinct
        account_id, created_on,
        (sum(answers_log) over lately)::decimal(18, 6) / nullif(sum(answered_posts) over lately, 0) as answers_log
    from marts._daily_accounts
    where created_on >= getvariable('slice_from')::date - 27 and created_on < getvariable('slice_to')
    window lately as (
        partition by account_id order by created_on range between interval 27 days preceding and current row)
),
counted as (
    select
        v.post_id, v.influencer_id, v.created_at, v.created_on, v.weight,
        a.answers is not null as is_answered,
        (ln(1 + a.answers) - u.answers_log)::decimal(18, 6) as resonance
    from marts.post_voices as v
    join (
        select post_id, answers_to(likes, replies, reposts, quotes) as answers
        from core.posts
        where created_at >= getvariable('slice_from') and created_at < getvariable('slice_to')
    ) as a using (post_id)
    left join usual as u on u.account_id = v.account_id and u.created_on = v.created_on
    where v.is_personal and v.created_at >= getvariable('slice_from') and v.created_at < getvariable('slice_to')
        and v.created_on in (select created_on from staging.resummed_days)
),
told as (
    select post_id, topic_id, relevance
    from told_topics
    where not is_sensitive and post_id in (select post_id from counted)
),
parts as (
    select
        c.post_id, c.influencer_id, c.created_at, c.created_on, c.is_answered, c.resonance, t.topic_id,
        (c.weight * t.relevance / w.relevance)::decimal(18, 6) as part
    from counted as c
    join told as t using (post_id)
    join (select post_id, sum(relevance)::decimal(18, 4) as relevance from told group by post_id) as w using (post_id)
)
select
    influencer_id, topic_id, created_on,
    count(*) as posts,
    sum(part)::decimal(18, 6) as weight,
    count(*) filter (is_answered) as answered_posts,
    coalesce(sum(resonance), 0)::decimal(18, 6) as resonance,
    arg_max(post_id, (created_at, post_id), 5) as newest_post_ids
from parts
group by all
order by created_on, influencer_id, topic_id;
