-- One row is one phrase that several people used on several days of one week, and clearly more often than in the eight
-- weeks before: what happened, no forecast. At most 200 a week.
-- grain: week_start, phrase
create table if not exists marts.rising_phrases (
    week_start date not null, -- Monday of the week
    phrase varchar not null, -- one to three words in small letters
    words integer not null, -- how many words
    rank integer not null, -- 1 rose most
    posts bigint not null, -- voices that used it
    people bigint not null, -- distinct influencers
    days bigint not null, -- distinct days
    posts_before decimal(12, 4) not null, -- voices a week in the eight weeks before
    ratio decimal(12, 4) not null, -- posts / posts_before, both with half a post added
    z_score decimal(12, 4) not null, -- posts beyond posts_before, in standard deviations
    topic_id varchar, -- the topic most of these posts are about; NULL: none, or one that is sensitive
    influencer_ids varchar[] not null, -- who, as far as a person may be named with it
    evidence_post_ids varchar[] not null -- the newest posts of these, at most 5 people
);

delete from marts.rising_phrases
where week_start = getvariable('week');

insert into marts.rising_phrases by name
with heard as (
    select
        count(distinct week_start) filter (week_start < getvariable('week')) as weeks_before,
        count(distinct influencer_id) filter (week_start = getvariable('week')) as people
    from marts.post_voices
    where week_start between getvariable('week') - 56 and getvariable('week')
),
present as (
    select p.*, h.weeks_before
    from marts._weekly_phrases as p
    cross join heard as h
    where p.week_start = getvariable('week')
        and p.people >= least_people(h.people) and p.posts >= 2 * least_people(h.people)
        and p.days >= 2 and h.weeks_before >= 2
        and says_something(p.phrase)
),
compared as (
    select
        p.week_start, p.phrase, p.words, p.posts, p.people, p.days,
        coalesce(sum(b.posts), 0) / any_value(p.weeks_before) as posts_before
    from present as p
    left join marts._weekly_phrases as b
        on b.phrase = p.phrase and b.week_start between getvariable('week') - 56 and getvariable('week') - 7
    group by all
),
risen as (
    select *, rise_of(posts, posts_before, people) as rise
    from compared
    where posts >= 2 * posts_before and posts - posts_before >= 2 * sqrt(posts_before + 1)
        -- a word that everybody says needs twice as much where it stands alone: "day" and "full" rise by chance
        and case when words > 1 or posts - posts_before >= 4 * sqrt(posts_before + 1) then true else not is_everyday(phrase) end
    order by rise desc, phrase
    limit 600
),
-- "heat pump" says what "heat" and "pump" say
told as (
    select *
    from risen as r
    where not exists (
        select 1 from risen as longer
        where longer.words > r.words
            and contains(' ' || longer.phrase || ' ', ' ' || r.phrase || ' ')
            and longer.posts >= 0.7 * r.posts
    )
    order by rise desc, phrase
    limit 200
),
said as (
    select * from phrases_said where phrase in (select phrase from told)
),
-- the topics of what says them alone: all posts have many
post_topic as (
    select
        x.post_id, arg_max(x.topic_id, (x.relevance, x.topic_id)) as topic_id, bool_or(n.is_sensitive) as is_sensitive
    from marts.post_topics as x
    join marts.topics as n using (topic_id)
    where x.relevance >= 0.5 and x.post_id in (select post_id from said)
    group by x.post_id
),
named as (
    select s.phrase, s.post_id, s.influencer_id, v.created_at, s.uses, t.topic_id, t.is_sensitive
    from said as s
    join marts.post_voices as v using (post_id)
    left join post_topic as t using (post_id)
),
by_person as (
    select phrase, influencer_id, max((created_at, post_id)) as newest
    from named
    where uses = 'individual' and is_sensitive is not true
    group by all
),
people as (
    select
        phrase, list(influencer_id order by influencer_id) as influencer_ids,
        list(newest[2] order by newest desc)[1:5] as evidence_post_ids
    from by_person
    group by phrase
),
topics as (
    select phrase, arg_max(topic_id, (posts, topic_id)) as topic_id
    from (
        select
            phrase, topic_id, count(*) as posts, count(*) filter (is_sensitive) as sensitive,
            sum(count(*)) over (partition by phrase) as said
        from named group by phrase, topic_id
    )
    where topic_id is not null and sensitive = 0 and 2 * posts > said
    group by phrase
)
select
    t.week_start, t.phrase, t.words,
    row_number() over (order by t.rise desc, t.phrase) as rank,
    t.posts, t.people, t.days, t.posts_before,
    (t.posts + 0.5) / (t.posts_before + 0.5) as ratio,
    (t.posts - t.posts_before) / sqrt(t.posts_before + 1) as z_score,
    o.topic_id,
    coalesce(p.influencer_ids, []) as influencer_ids,
    coalesce(p.evidence_post_ids, []) as evidence_post_ids
from told as t
left join people as p using (phrase)
left join topics as o using (phrase)
order by rank;
