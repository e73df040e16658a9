-- One row is one post of the last 28 days that is addressed to the brand: an answer, a quote, or its account named. What
-- is wanted is told by published rules, with the words that decided; nothing is ever sent. A troll is not answered. One
-- message on several platforms is answered once: the others are copies and say of which.
-- grain: post_id
create table if not exists marts.reply_queue (
    recommendation_id varchar not null, -- "reply-" and what is made of the post's id
    post_id varchar not null, -- core.posts: its words are there
    platform varchar not null, -- where
    url varchar, -- where it is
    thread_id varchar, -- native id of the first post of the conversation
    brand_post_id varchar, -- the brand's post it answers or quotes; NULL: none
    brand_account_id varchar not null, -- which account of the brand is addressed (core.accounts)
    addressed_by varchar not null, -- reply, quote or mention
    author_influencer_id varchar, -- core.influencers; NULL: not on the list, or known on a list-only platform only
    author_name varchar, -- display name when it was seen
    author_handle varchar, -- handle when it was seen
    tier integer, -- 1 to 3; NULL: not on the list
    created_at timestamp not null, -- when it was published (UTC)
    place integer, -- order in which to answer; NULL: not open
    state varchar not null, -- open, answered, decided, do not answer, or copy: what became of it stands at copy_of_post_id
    copy_of_post_id varchar, -- the same message elsewhere, which is the one to answer; NULL: this is the one
    answered_at timestamp, -- when the brand first answered it (UTC); NULL: not yet
    answer_post_id varchar, -- with which post
    waiting_hours decimal(12, 4) not null, -- hours of the brand's working time until it was answered, or as_of
    sla_hours decimal(12, 4) not null, -- what config/brand.yaml promises this tier
    due_at timestamp, -- when that is used up (UTC); NULL: not within the half year
    is_late boolean not null, -- true: it was, or is, waited longer than promised
    triage varchar not null, -- question, praise, criticism, misinformed, troll or other
    rule varchar not null, -- the rule that decided (marts.reply_rules)
    words varchar not null, -- the words it found; empty: none, it only reads so
    sureness varchar, -- sure, fairly sure or not sure, where it only reads so; NULL: a rule on words decided
    second_triage varchar, -- what it reads like most, the triage left out; NULL: it has no words
    shares map(varchar, decimal(3, 2)), -- triage -> how much it reads like it; 1 in all; NULL: it has no words
    reason varchar not null, -- in plain sentences
    evidence_post_ids varchar[] not null, -- the post, what it answers, and the brand's answer
    expires_at timestamp not null, -- when it leaves the queue (UTC)
    decided varchar, -- done, no, later or never, as config/decisions.csv has it; NULL: nothing yet
    decided_on date -- when
);

delete from marts.reply_queue;

insert into marts.reply_queue by name
with addressing as (
    select d.*, case when d.uses = 'individual' then d.influencer_id end as listed_id
    from staging.addressed as d
    where d.created_at > getvariable('as_of') - interval 28 days and d.how <> 'repost'
),
answering as (
    select r.referenced_post_id as post_id, b.post_id as answer_post_id, b.created_at
    from core.post_references as r
    join staging.brand_posts as b using (post_id)
    where r.relation in ('replied_to', 'quoted')
    union all by name
    -- on the fediverse an answer may name no post that we know: then it is to the newest by that person
    select d.post_id, b.post_id as answer_post_id, b.created_at
    from core.post_references as r
    join staging.brand_posts as b using (post_id)
    join addressing as d
        on d.platform = b.platform and lower(ltrim(d.author_handle, '@')) = lower(ltrim(r.author_handle, '@'))
        and d.created_at < b.created_at
    where r.relation = 'replied_to'
        and (r.referenced_post_id is null or r.referenced_post_id not in (select post_id from core.posts))
    qualify row_number() over (partition by b.post_id order by d.created_at desc, d.post_id) = 1
),
answers as (
    select post_id, min(created_at) as answered_at, arg_min(answer_post_id, (created_at, answer_post_id)) as answer_post_id
    from answering
    group by all
),
known as (
    select
        d.*, i.tier, s.sla_hours, n.decided, n.decided_on, f.is_willing,
        case when a.answered_at >= d.created_at then a.answered_at end as answered_at,
        case when a.answered_at >= d.created_at then a.answer_post_id end as answer_post_id,
        coalesce(j.triage, 'other') as triage,
        coalesce(j.rule, 'no words') as rule,
        coalesce(j.words, '') as words,
        j.sureness, j.second_triage, j.shares
    from addressing as d
    join advice_platforms as f on f.platform = d.platform
    left join core.influencers as i on i.influencer_id = d.listed_id
    join advice_sla as s on s.tier = coalesce(i.tier, 0)
    left join answers as a using (post_id)
    left join advice_triage as j using (post_id)
    left join advice_decisions as n on n.recommendation_id = recommendation('reply', d.post_id)
),
-- names and addresses differ where a message is the same; where posts rest on nobody, nobody is known again in them
said as (
    select
        post_id, platform, listed_id, created_at, epoch(created_at)::bigint // 259200 as span,
        len(spoken) as spoken, word_pairs(spoken) as pairs,
        list_filter(
            [
                'id:' || listed_id,
                'name:' || nullif(lower(trim(author_name)), ''),
                'handle:' || nullif(regexp_extract(lower(author_handle), '^@?([^@.]+)', 1), '')
            ], lambda one: one is not null) as names
    from (select *, phrase_words(text) as spoken from known where uses = 'individual' and text is not null)
),
-- of two texts alike, the one has one of the other's four smallest pairs; a name and three days bound the search
named as (
    select * from (select post_id, platform, span, pairs, unnest(names) as named from said)
    -- what hundreds of messages are signed with is nobody's name, and to compare them all would take the square
    qualify count(*) over (partition by named) <= 300
),
alike as (
    select distinct a.post_id, b.post_id as other_id
    from (select *, list_sort(pairs)[1:4] as least_pairs, unnest([span - 1, span, span + 1]) as near from named) as a
    join named as b on b.named = a.named and b.span = a.near and b.platform <> a.platform
    where list_has_any(b.pairs, a.least_pairs)
),
same as (
    select a.post_id, b.post_id as other_id, b.created_at
    from alike as l
    join said as a on a.post_id = l.post_id
    join said as b on b.post_id = l.other_id
    where abs(epoch(a.created_at) - epoch(b.created_at)) <= 259200
        and (a.listed_id is null or b.listed_id is null or a.listed_id = b.listed_id)
        -- of whoever is not known by id a message must be long enough to be nobody else's
        and (a.listed_id = b.listed_id or least(a.spoken, b.spoken) >= 6)
        and len(list_intersect(a.pairs, b.pairs)) >= 0.75 * greatest(len(a.pairs), len(b.pairs), 1)
),
firsts as (
    select post_id, arg_min(first_id, (created_at, first_id)) as first_id
    from (
        select post_id, other_id as first_id, created_at from same
        union all by name
        select post_id, post_id as first_id, created_at from known
    )
    group by post_id
),
-- one group a message; of it the one to answer is what is answered or decided, else what may be and waits longest
told_once as (
    select
        k.post_id,
        first_value(k.post_id) over (
            partition by second.first_id
            order by
                case when k.answered_at is not null then 0 when k.decided in ('done', 'no', 'never') then 1 else 2 end,
                k.triage = 'troll', not k.is_willing, k.created_at, k.post_id
        ) as lead_id
    from known as k
    join firsts as first on first.post_id = k.post_id
    join firsts as second on second.post_id = first.first_id
),
-- every working span after the post: how long it is, and how much of it passed before the answer
spans as (
    select
        k.post_id, k.sla_hours,
        greatest(o.opens_at, k.created_at) as from_at, o.closes_at as to_at,
        (epoch(o.closes_at - greatest(o.opens_at, k.created_at)) / 3600)::decimal(12, 4) as span_hours,
        (greatest(epoch(least(o.closes_at, coalesce(k.answered_at, getvariable('as_of'))) - greatest(o.opens_at, k.created_at)), 0)
            / 3600)::decimal(12, 4) as waited
    from known as k
    join staging.open_hours as o on o.closes_at > k.created_at
),
summed as (
    select *, sum(span_hours) over (partition by post_id order by from_at) as until_then from spans
),
waits as (
    select
        post_id, sum(waited)::decimal(12, 4) as waiting_hours,
        min(from_at + to_milliseconds(((sla_hours - until_then + span_hours) * 3600000)::bigint)) filter (until_then >= sla_hours) as due_at
    from summed
    group by post_id
),
stated as (
    select
        k.*, w.waiting_hours, w.due_at, nullif(t.lead_id, k.post_id) as copy_of_post_id,
        case
            when t.lead_id <> k.post_id then 'copy'
            when k.answered_at is not null then 'answered'
            when k.triage = 'troll' then 'do not answer'
            when k.decided in ('done', 'no', 'never') then 'decided'
            else 'open'
        end as state
    from known as k
    join waits as w using (post_id)
    join told_once as t using (post_id)
),
copies as (
    select copy_of_post_id as post_id, list(post_id order by created_at, post_id) as copy_ids
    from stated
    where copy_of_post_id is not null
    group by all
)
select
    recommendation('reply', s.post_id) as recommendation_id,
    s.post_id, s.platform, s.url, s.thread_id, s.brand_post_id, s.brand_account_id, s.how as addressed_by,
    s.listed_id as author_influencer_id, s.author_name, s.author_handle, s.tier, s.created_at,
    case when s.state = 'open' then row_number() over (
        partition by s.state
        -- who matters most and is due first; praise can wait
        order by case s.triage when 'praise' then 1 when 'other' then 1 else 0 end, s.due_at nulls last, coalesce(s.tier, 4), s.post_id
    ) end::integer as place,
    s.state, s.copy_of_post_id, s.answered_at, s.answer_post_id, s.waiting_hours, s.sla_hours, s.due_at,
    s.waiting_hours > s.sla_hours as is_late,
    s.triage, s.rule, s.words, s.sureness, s.second_triage, s.shares,
    case s.state
        when 'copy' then 'The same message as ' || s.copy_of_post_id || ', which is the one to answer.'
        when 'answered' then 'Answered after ' || round(s.waiting_hours, 1)::decimal(12, 1) || ' working hours; ' || trim(s.sla_hours::decimal(12, 1)::varchar) || ' are promised.'
        when 'do not answer' then 'Do not answer.'
        when 'decided' then 'Decided: ' || s.decided || '.'
        else 'Waiting for ' || round(s.waiting_hours, 1)::decimal(12, 1) || ' working hours; ' || s.sla_hours::decimal(12, 1) || ' are promised to '
            || case when s.tier is null then 'people who are not on the list' else 'tier ' || s.tier end || '.'
    end
        || ' ' || r.meaning
        || case
            when s.words <> '' and s.rule <> 'question' then ': “' || s.words || '”.'
            when s.sureness is null then '.'
            when s.sureness = 'not sure' then ', perhaps like ' || s.second_triage || ' (not sure).'
            else ' (' || s.sureness || ').'
        end as reason,
    list_filter([s.post_id, s.brand_post_id, s.answer_post_id], lambda one: one is not null) || coalesce(c.copy_ids, []) as evidence_post_ids,
    s.created_at + interval 28 days as expires_at,
    s.decided, s.decided_on
from stated as s
join marts.reply_rules as r using (rule)
left join copies as c using (post_id)
order by s.created_at, s.post_id;
