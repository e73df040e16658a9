-- One row is one piece of the brand that could be offered to one listed person: why to them, where and when they are to
-- be found, and the link to give. Nobody is offered what they shared already; what was decided against stays away.
-- grain: content_item_id, influencer_id
create table if not exists marts.content_matches (
    recommendation_id varchar not null, -- "match-" and what is made of both ids
    content_item_id varchar not null, -- core.content_items
    influencer_id varchar not null, -- core.influencers
    place integer not null, -- order among the people for this piece
    score decimal(9, 6) not null, -- the parts, each times its weight in marts.advice_rules
    interest_part decimal(9, 6) not null, -- 0 to 1: they care about the topic; 0.5 as the list does
    relevance_part decimal(9, 6) not null, -- 0 to 1: the piece is about it
    tier_part decimal(9, 6) not null, -- 0 to 1: how much the brand wants to be heard by them
    freshness_part decimal(9, 6) not null, -- 1 new, halved every 90 days
    openness_part decimal(9, 6) not null, -- 0 to 1: they pass on or answer others; 0.5 as the list does
    topic_id varchar not null, -- marts.topics: what both have in common
    angle_words varchar[] not null, -- words of theirs on the topic that others of the list use less
    platform varchar, -- where they are most, of the platforms on which the brand acts; NULL: nowhere
    account_id varchar, -- their account there (core.accounts)
    handle varchar, -- the handle they go by there
    responds_to varchar, -- the form of what they pass on or answer most; NULL: not known
    responds_by varchar, -- repost, quote or reply: what they do most; NULL: they did not
    response_sample bigint not null, -- times they did, in half a year
    best_weekday varchar, -- when they are to be found there (marts.presence); NULL: too few posts
    best_from_hour integer, -- from this hour of the brand's clock
    best_to_hour integer, -- to before this one
    best_sample bigint not null, -- posts behind it
    time_zone varchar not null, -- the brand's clock
    tracked_url varchar, -- the piece's link with the brand's marks on it; NULL: it has no address
    reason varchar not null, -- in one sentence, told from the next four, both ids and the topic
    tier integer, -- of the person; NULL: written before a row kept what its reason is told from
    times_the_list decimal(9, 1), -- so many times as much as the list they write about the topic; NULL: hardly more
    posts_in_28_days integer, -- about so many posts of theirs on it; NULL: none to speak of
    confidence varchar, -- as in marts.interest_profiles
    evidence_post_ids varchar[] not null, -- their newest posts on the topic, and the piece
    expires_at timestamp not null, -- a week after as_of (UTC)
    decided varchar, -- later: it was put off, and its week is over; NULL: nothing yet
    decided_on date -- when
);

delete from marts.content_matches;

insert into marts.content_matches by name
with weights as (
    select
        max(rule_value) filter (rule = 'interest_part') as interest, max(rule_value) filter (rule = 'relevance_part') as relevance,
        max(rule_value) filter (rule = 'tier_part') as tier, max(rule_value) filter (rule = 'freshness_part') as freshness,
        max(rule_value) filter (rule = 'openness_part') as openness
    from marts.advice_rules
),
items as (
    select c.content_item_id, c.link_id, c.published_at, t.topic_id, t.relevance
    from core.content_items as c
    join staging.item_topics as t using (content_item_id)
    where c.published_at > getvariable('as_of') - interval 364 days
),
opened as (
    select (sum(response_sample) / greatest(sum(posts), 1))::decimal(9, 6) as open_share from staging.responding
),
their_accounts as (
    select a.account_id, a.influencer_id
    from core.accounts as a
    join advice_platforms as f on f.platform = a.platform
    where a.influencer_id is not null and f.uses = 'individual'
),
-- who linked to the piece, or passed on the post it stands in; what was said on a list-only platform is not looked at
shared as (
    select l.link_id, a.influencer_id
    from core.post_links as l
    join core.posts as p using (post_id)
    join their_accounts as a using (account_id)
    where l.link_id in (select link_id from items)
    union
    select c.link_id, a.influencer_id
    from core.post_references as r
    join core.content_items as c on c.post_id = r.referenced_post_id
    join core.posts as p on p.post_id = r.post_id
    join their_accounts as a on a.account_id = p.account_id
),
pairs as (
    select
        recommendation('match', c.content_item_id || '|' || k.influencer_id) as recommendation_id,
        c.content_item_id, k.influencer_id, k.topic_id,
        against(k.interest_share, k.baseline_share) as interest_part,
        least(c.relevance, 1)::decimal(9, 6) as relevance_part,
        tier_weight(k.tier) as tier_part,
        pow(0.5, greatest(epoch(getvariable('as_of') - c.published_at), 0) / 86400 / 90)::decimal(9, 6) as freshness_part,
        case when r.open_share > 0 then against(r.open_share, o.open_share) else 0 end::decimal(9, 6) as openness_part
    from items as c
    join staging.cares as k using (topic_id)
    cross join opened as o
    left join staging.responding as r using (influencer_id)
    where k.interest_share > 0
),
scored as (
    select
        p.*, n.decided, n.decided_on,
        (w.interest * interest_part + w.relevance * relevance_part + w.tier * tier_part + w.freshness * freshness_part
            + w.openness * openness_part)::decimal(9, 6) as score
    from pairs as p
    cross join weights as w
    left join advice_decisions as n using (recommendation_id)
    where n.decided is null or (n.decided = 'later' and n.decided_on <= getvariable('as_of')::date - 7)
),
-- one topic a pair: the one that speaks for it most
best as (
    select s.* from scored as s
    join core.content_items as c using (content_item_id)
    where not exists (from shared as h where h.link_id = c.link_id and h.influencer_id = s.influencer_id)
    qualify row_number() over (partition by s.content_item_id, s.influencer_id order by s.score desc, s.topic_id) = 1
),
few as (
    select * from best
    qualify row_number() over (partition by content_item_id order by score desc, influencer_id) <= 15
),
fewer as (
    select * from few
    qualify row_number() over (partition by influencer_id order by score desc, content_item_id) <= 5
),
chosen as materialized (
    select *, row_number() over (partition by content_item_id order by score desc, influencer_id) as place
    from fewer
    qualify place <= 5
),
spoken as (
    select t.influencer_id, t.topic_id, t.post_id, own_phrases(concat_ws(' ', t.title, t.text)) as phrases
    from staging.topical as t
    where (t.influencer_id, t.topic_id) in (select (influencer_id, topic_id) from chosen)
    qualify row_number() over (partition by t.influencer_id, t.topic_id order by t.created_at desc, t.post_id) <= 20
),
phrases as (
    select influencer_id, topic_id, phrase, count(*) as posts
    from (select influencer_id, topic_id, unnest(phrases) as phrase from spoken)
    where not is_everyday(phrase)
    group by all
),
angles as (
    select influencer_id, topic_id, longest_of(list(phrase order by weight desc, phrase)[:12], 5) as angle_words
    from (
        select
            influencer_id, topic_id, phrase,
            (posts * (1 + length(phrase) - length(replace(phrase, ' ', ''))) * ln(1 + count(distinct influencer_id) over (partition by topic_id)
                / count(*) over (partition by topic_id, phrase)))::decimal(12, 6) as weight
        from phrases
        where posts >= 2
    )
    group by all
),
reachable as (
    select p.*
    from marts.presence as p
    join marts.platform_reach as r using (platform)
    where r.is_allowed and p.state in ('active', 'reshares only')
    qualify row_number() over (
        partition by p.influencer_id
        order by r.brand_account_id is null, p.posts + p.shared desc, p.platform
    ) = 1
),
-- what a reason tells of them, rounded once
told as (
    select
        *, coalesce(tier, 3) as told_tier,
        case when lift >= 1.2 then round(lift, 1)::decimal(9, 1) end as times_the_list,
        case when recent_posts >= 0.5 then round(recent_posts)::integer end as posts_in_28_days
    from staging.cares
),
addressed as (
    select c.content_item_id, c.canonical_url, case when c.title is not null then slug(c.title) else c.content_item_id end as slug
    from core.content_items as c
)
select
    h.recommendation_id, h.content_item_id, h.influencer_id, h.place::integer as place,
    h.score, h.interest_part, h.relevance_part, h.tier_part, h.freshness_part, h.openness_part, h.topic_id,
    coalesce(g.angle_words, []) as angle_words,
    r.platform, r.account_ids[1] as account_id, r.handle,
    s.responds_to, s.responds_by, coalesce(s.response_sample, 0) as response_sample,
    r.best_weekday, r.best_from_hour, r.best_to_hour, coalesce(r.best_sample, 0) as best_sample,
    getvariable('time_zone') as time_zone,
    tracked_url(
        d.canonical_url,
        utm_mark(getvariable('utm_source'), r.platform, d.slug, h.content_item_id),
        utm_mark(getvariable('utm_medium'), r.platform, d.slug, h.content_item_id),
        utm_mark(getvariable('utm_campaign'), r.platform, d.slug, h.content_item_id),
        utm_mark(getvariable('utm_content'), r.platform, d.slug, h.content_item_id)
    ) as tracked_url,
    offer_reason(k.influencer_name, k.told_tier, k.topic_name, k.times_the_list, k.posts_in_28_days, k.confidence, c.form) as reason,
    k.told_tier as tier, k.times_the_list, k.posts_in_28_days, k.confidence,
    list_concat(k.evidence_post_ids[:4], [c.post_id]) as evidence_post_ids,
    getvariable('as_of') + interval 7 days as expires_at,
    h.decided, h.decided_on
from chosen as h
join core.content_items as c using (content_item_id)
join addressed as d using (content_item_id)
join told as k using (influencer_id, topic_id)
left join reachable as r using (influencer_id)
left join angles as g using (influencer_id, topic_id)
left join staging.responding as s using (influencer_id)
order by h.content_item_id, h.place;
