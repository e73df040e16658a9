-- One row is one topic that several people of the list care about and no piece of the brand of the last half year is
-- about, with a brief made of their own words, of what they ask and of the pages they share.
-- grain: topic_id
create table if not exists marts.content_gaps (
    recommendation_id varchar not null, -- "gap-" and what is made of the topic's id
    topic_id varchar not null, -- marts.topics
    place integer not null, -- 1 first
    score decimal(9, 6) not null, -- part of the weighted list that cares, half again where it is rising
    people bigint not null, -- people who care
    rising_people bigint not null, -- of them, for whom it is new or rising
    trend varchar, -- of the whole list in the newest week (marts.topic_trends); NULL: not told
    items bigint not null, -- pieces of the brand about it that are older than half a year
    influencer_ids varchar[] not null, -- who cares, most first
    own_words varchar[] not null, -- phrases that at least two of them use, at most 6
    questions struct(post_id varchar, question varchar)[] not null, -- what they ask, newest first, at most 5
    link_ids varchar[] not null, -- pages they share on it, most people first, at most 5 (core.links)
    brief varchar not null, -- what to write about, for whom, and what they want to know: plain text, told from what stands above
    reason varchar not null, -- in one sentence
    evidence_post_ids varchar[] not null, -- newest posts on it, at most 5 people
    expires_at timestamp not null, -- a week after as_of (UTC)
    decided varchar, -- later: it was put off, and its week is over; NULL: nothing yet
    decided_on date -- when
);

delete from marts.content_gaps;

insert into marts.content_gaps by name
with covered as (
    select
        t.topic_id,
        count(*) filter (c.published_at > getvariable('as_of') - interval 182 days) as recent_items,
        count(*) as items
    from core.content_items as c
    join staging.item_topics as t using (content_item_id)
    group by all
),
whole as (
    select sum(tier_weight(tier)) as tier_weight from core.influencers where is_listed and not is_opted_out
),
trends as (
    select topic_id, arg_max(trend, week_start) as trend
    from marts.topic_trends where week_start <= getvariable('as_of')::date group by all
),
wanted as (
    select
        k.topic_id, any_value(k.topic_name) as topic_name, count(*) as people,
        count(*) filter (k.trend in ('new', 'rising')) as rising_people,
        sum(tier_weight(k.tier)) as tier_weight,
        list(k.influencer_id order by k.interest_share desc, k.influencer_id) as influencer_ids,
        list(k.influencer_name order by k.interest_share desc, k.influencer_id) as names
    from staging.cares as k
    group by k.topic_id
    having count(*) >= 2
),
gaps as materialized (
    select
        recommendation('gap', w.topic_id) as recommendation_id, w.*, t.trend, coalesce(c.items, 0) as items,
        n.decided, n.decided_on,
        least(w.tier_weight / a.tier_weight
            * case when w.rising_people > 0 or t.trend in ('new', 'rising') then 1.5 else 1 end, 1)::decimal(9, 6) as score
    from wanted as w
    cross join whole as a
    left join covered as c using (topic_id)
    left join trends as t using (topic_id)
    left join advice_decisions as n on n.recommendation_id = recommendation('gap', w.topic_id)
    where
        coalesce(c.recent_items, 0) = 0
        and (n.decided is null or (n.decided = 'later' and n.decided_on <= getvariable('as_of')::date - 7))
),
spoken as materialized (
    select t.*
    from staging.topical as t
    join staging.cares as k using (influencer_id, topic_id)
    where t.topic_id in (select topic_id from gaps)
    qualify row_number() over (partition by t.influencer_id, t.topic_id order by t.created_at desc, t.post_id) <= 20
),
said as (
    select topic_id, phrase, count(distinct influencer_id) as people, count(*) as posts
    from (select topic_id, influencer_id, unnest(own_phrases(concat_ws(' ', title, text))) as phrase from spoken)
    where not is_everyday(phrase)
    group by all
    having count(distinct influencer_id) >= 2
),
-- a phrase says more than the words it is made of
own_words as (
    select
        topic_id,
        longest_of(list(phrase order by people * (1 + length(phrase) - length(replace(phrase, ' ', ''))) desc, posts desc, phrase)[:12], 6)
            as own_words
    from said group by all
),
asked as (
    select topic_id, post_id, influencer_id, created_at, question
    from (select topic_id, post_id, influencer_id, created_at, unnest(questions_in(text)) as question from spoken where contains(text, '?'))
    qualify row_number() over (partition by topic_id, influencer_id order by created_at desc, question) <= 2
),
questions as (
    select
        topic_id,
        list({'post_id': post_id, 'question': question} order by created_at desc, post_id, question)[:5] as questions
    from asked group by all
),
linked as (
    select s.topic_id, l.link_id, count(distinct s.influencer_id) as people, max(s.created_at) as last_at
    from spoken as s
    join core.post_links as l using (post_id)
    where l.link_id not in (select link_id from core.content_items)
    group by all
),
links as (
    select
        d.topic_id, list(d.link_id order by d.people desc, d.last_at desc, d.link_id)[:5] as link_ids,
        list(coalesce(nullif(k.title, ''), k.canonical_url) order by d.people desc, d.last_at desc, d.link_id) as pages
    from linked as d
    join core.links as k using (link_id)
    group by all
),
evidence as (
    select topic_id, list(post_id order by created_at desc, post_id)[:5] as evidence_post_ids
    from (
        select * from spoken
        qualify row_number() over (partition by topic_id, influencer_id order by created_at desc, post_id) = 1
    )
    group by all
)
select
    g.recommendation_id, g.topic_id,
    row_number() over (order by g.score desc, g.topic_id)::integer as place,
    g.score, g.people, g.rising_people, g.trend, g.items, g.influencer_ids,
    coalesce(o.own_words, []) as own_words, coalesce(q.questions, []) as questions, coalesce(l.link_ids, []) as link_ids,
    gap_brief(g.topic_name, g.people, g.names, o.own_words, q.questions, l.pages) as brief,
    g.people || ' people of the list care about ' || g.topic_name
        || case when g.rising_people > 0 then ', ' || g.rising_people || ' of them more than before' else '' end
        || case when g.items > 0 then ', and the brand has published nothing on it for half a year.' else ', and the brand has published nothing on it.' end as reason,
    coalesce(e.evidence_post_ids, []) as evidence_post_ids,
    getvariable('as_of') + interval 7 days as expires_at,
    g.decided, g.decided_on
from gaps as g
left join own_words as o using (topic_id)
left join questions as q using (topic_id)
left join links as l using (topic_id)
left join evidence as e using (topic_id)
order by place;
