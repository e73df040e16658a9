-- One row is one post that could be shared on when the last list was made: what speaks for it, part by part, and what
-- forbids it. Its author, its words and its counts are where it was heard; here is only what was made of them.
-- grain: post_id
create table if not exists marts.reshare_candidates (
    post_id varchar not null, -- core.posts, or the original of a repost in core.post_references
    platform varchar not null, -- where it was published
    native_id varchar not null, -- the platform's own id
    url varchar not null, -- where it is
    kind varchar not null, -- as in core.posts
    author_influencer_id varchar, -- core.influencers; NULL: its author is not on the list
    author_account_id varchar, -- core.accounts; NULL likewise
    author_name varchar, -- its author's display name when it was seen
    author_handle varchar, -- its author's handle when it was seen
    sharer_influencer_id varchar not null, -- who brought it: its author, or the listed person who reposted it first
    shared_post_id varchar, -- that repost; NULL: it is the author's own
    source varchar not null, -- site of the page it is or points to, else its author's account: what the cap counts
    topic_id varchar, -- the brand's topic it fits best; NULL: none
    voice_id varchar not null, -- copies of one message share it (marts.post_voices)
    link_id varchar, -- core.links: the page it is or points to
    created_at timestamp not null, -- when it was published (UTC)
    age_hours decimal(12, 4) not null, -- how old it was
    expires_at timestamp not null, -- when it will be too old (UTC)
    last_seen_online_at timestamp, -- when it was last seen to be there (UTC); NULL: only read from an archive
    fit_part decimal(9, 6) not null, -- 0 to 1: about what the brand writes about
    interest_part decimal(9, 6) not null, -- 0 to 1: its author keeps coming back to that topic; 0.5 as the list does
    tier_part decimal(9, 6) not null, -- 0 to 1: how much the brand wants to be heard by its author
    response_part decimal(9, 6) not null, -- 0 to 1: what such posts get; 0.5 the author's usual
    pace_part decimal(9, 6) not null, -- 0 to 1: answers against the author's usual for that age; 0.5 as usual or not told
    pickup_part decimal(9, 6) not null, -- 0 to 1: listed people who pass it on; 0.5 as the list does
    freshness_part decimal(9, 6) not null, -- 1 new, halved by each half-life of its platform
    rarity_part decimal(9, 6) not null, -- 0 to 1: its author posts seldom
    score decimal(9, 6) not null, -- the parts, each times its weight in marts.reshare_rules
    answers bigint, -- answers it had when last counted; NULL: not told
    usual_answers decimal(18, 4), -- what its author's posts usually come to have; NULL: not known
    usual_of varchar not null, -- whose usual that is: author; or platform, where the author is not listed or must not be profiled
    pace_ratio decimal(12, 4), -- its answers against the usual for its age; NULL: not told
    picked_up_by varchar[] not null, -- listed people who passed it on or share its page, its author left out
    safety_flags varchar[] not null, -- what a person should look at before sharing
    barred_by varchar, -- why it is never listed; NULL: it may be
    disclosure varchar, -- paid partnership, as the platform or the words tell it: it travels along
    evidence_post_ids varchar[] not null -- the post and, newest first, who passed it on; at most 5
);

delete from marts.reshare_candidates;

insert into marts.reshare_candidates by name
with seen as (
    select post_id, max(asked_at) as seen_at from ops.liveness where is_there and asked_at <= getvariable('as_of')
    group by all
),
-- materialized, or the planner joins every post to every candidate before it looks at the pages
linking as materialized (
    select l.link_id, l.post_id, p.created_at, a.influencer_id
    from core.post_links as l
    join core.posts as p using (post_id)
    join core.accounts as a using (account_id)
    join core.influencers as i using (influencer_id)
    where
        l.link_id in (select link_id from staging.shareable)
        and a.is_listed and not a.is_brand and i.is_listed and not i.is_opted_out
        and p.created_at <= getvariable('as_of')
),
sharers as (
    -- who passed the post on, and who else shares the page it is or points to
    select s.post_id, k.influencer_id, k.picked_at, k.by_post_id
    from staging.shareable as s
    join staging.pickups as k on k.picked_post_id = s.post_id
    where k.influencer_id is distinct from s.author_influencer_id
    union all by name
    select s.post_id, l.influencer_id, l.created_at as picked_at, l.post_id as by_post_id
    from staging.shareable as s
    join linking as l on l.link_id = s.link_id
    where
        l.post_id <> s.post_id
        and l.influencer_id is distinct from s.author_influencer_id
        and l.created_at > s.created_at - interval 14 days
),
picked as (
    select
        post_id,
        list(influencer_id order by influencer_id) as picked_up_by,
        each_once(list(by_post_id order by picked_at desc, by_post_id))[:4] as by_post_ids
    from (
        select post_id, influencer_id, min(picked_at) as picked_at, arg_min(by_post_id, (picked_at, by_post_id)) as by_post_id
        from sharers group by all
    )
    group by all
),
fits as (
    select
        t.post_id,
        arg_max(b.topic_id, (t.relevance * b.weight, b.topic_id)) as topic_id,
        least(max(t.relevance * b.weight), 1)::decimal(9, 6) as fit_part
    from marts.post_topics as t
    join staging.brand_topics as b using (topic_id)
    where t.post_id in (select post_id from staging.shareable)
    group by all
),
sensitive as (
    select distinct t.post_id
    from marts.post_topics as t
    join marts.topics as n using (topic_id)
    where n.is_sensitive and t.relevance >= 0.5
),
interests as (
    select influencer_id, topic_id, interest_share, baseline_share, resonance_score
    from marts.interest_profiles
    where week_start = (
        select max(week_start) from marts.interest_profiles where week_start <= getvariable('as_of')::date
    )
),
closed as (
    select account_id
    from ops.visits
    where ended_at <= getvariable('as_of')
    group by account_id
    having arg_max(outcome, ended_at) in ('opted out', 'gone', 'not found')
),
words as (
    select
        s.*,
        concat_ws(' ', s.title, s.text) as words,
        u.urls
    from staging.shareable as s
    left join (
        select post_id, list(url order by position) as urls
        from core.post_links where post_id in (select post_id from staging.shareable) group by all
    ) as u using (post_id)
),
named as (
    select distinct m.post_id
    from core.post_mentions as m
    join core.posts as p using (post_id)
    where exists (
        from reshare_barred as b
        where b.kind = 'competitor account'
            and b.barred = p.platform || ':' || ltrim(m.mentioned_handle, '@')
    )
),
told as (
    select
        w.post_id, w.platform, w.native_id, w.url, w.kind, w.author_influencer_id, w.author_account_id, w.author_name,
        w.author_handle, w.sharer_influencer_id, w.shared_post_id, w.link_id, w.created_at,
        coalesce(k.site, w.author_account_id, w.platform || ':' || w.author_handle, w.post_id) as source,
        f.topic_id,
        coalesce(v.voice_id, w.post_id) as voice_id,
        (epoch(getvariable('as_of') - w.created_at) / 3600)::decimal(12, 4) as age_hours,
        w.created_at + to_minutes((r.expires_hours * 60)::bigint) as expires_at,
        greatest(w.last_heard_at, n.seen_at) as last_seen_online_at,
        coalesce(f.fit_part, 0)::decimal(9, 6) as fit_part,
        case when i.baseline_share > 0 then against(i.interest_share, i.baseline_share) else 0 end::decimal(9, 6)
            as interest_part,
        (case p.tier when 1 then 1.0 when 2 then 0.6 else 0.3 end
            * case when w.author_influencer_id is null then 0.8 else 1 end)::decimal(9, 6) as tier_part,
        against(exp(coalesce(own.log_ratio, every.log_ratio, 0)) * coalesce(i.resonance_score, 1), 1) as response_part,
        w.answers, coalesce(h.usual_answers, b.usual_answers) as usual_answers,
        case when h.usual_answers is not null then 'author' else 'platform' end as usual_of,
        case when w.counted_hours > 0 then (w.answers / greatest(coalesce(h.usual_answers, b.usual_answers) * coalesce(
            g.answered_share, assumed_growth(w.counted_hours, r.half_life_hours)), 1))::decimal(12, 4) end as pace_ratio,
        (coalesce(h.usual_pickups, u.list_pickups) + len(coalesce(q.picked_up_by, [])))::decimal(12, 6) as pickups,
        u.list_pickups,
        pow(0.5, epoch(getvariable('as_of') - w.created_at) / 3600 / r.half_life_hours)::decimal(9, 6) as freshness_part,
        case when h.posts_per_week is null then 0.5 else 10 / (10 + h.posts_per_week) end::decimal(9, 6) as rarity_part,
        coalesce(q.picked_up_by, []) as picked_up_by,
        list_prepend(w.post_id, coalesce(q.by_post_ids, [])) as evidence_post_ids,
        coalesce(w.disclosure, told_disclosure(w.words, w.hashtags)) as disclosure,
        list_filter([
            case when w.content_warning is not null then 'content warning' end,
            case when w.disclosure is not null or told_disclosure(w.words, w.hashtags) is not null then 'paid partnership' end,
            case when w.author_influencer_id is null then 'author not on the list' end,
            case when f.topic_id is null then 'no topic of the brand' end
        ], lambda flag: flag is not null) as safety_flags,
        case
            when w.post_id in (select post_id from core.tombstones) then 'gone'
            when w.author_account_id in (select account_id from closed) then 'account is closed'
            when w.visibility is not null and w.visibility <> 'public' then 'not public'
            when w.post_id in (select post_id from sensitive) then 'sensitive topic'
            when is_vile(w.words) then 'unsafe words'
            when unsafe_label(w.labels) is not null then 'label ' || unsafe_label(w.labels)
            when getvariable('bars_warnings') and w.content_warning is not null then 'content warning'
            when w.author_influencer_id in (select barred from reshare_barred where kind = 'person')
                or w.sharer_influencer_id in (select barred from reshare_barred where kind = 'person')
                or w.author_account_id in (select barred from reshare_barred where kind = 'person')
                or w.platform || ':' || ltrim(w.author_handle, '@') in (
                    select barred from reshare_barred where kind = 'person') then 'person on the no-reshare list'
            when regexp_matches(w.words, getvariable('barred_words')) then 'word on the no-reshare list'
            when w.platform || ':' || ltrim(w.author_handle, '@') in (
                    select barred from reshare_barred where kind = 'competitor account')
                or w.author_account_id in (select barred from reshare_barred where kind = 'competitor account')
                then 'by a competitor'
            when w.post_id in (select post_id from named) or regexp_matches(w.words, getvariable('competitors'))
                then 'about a competitor'
            when w.platform || ':' || ltrim(w.author_handle, '@') in (select account_id from core.accounts where is_brand)
                then 'our own'
            when w.disclosure is null and told_disclosure(w.words, w.hashtags) is null and sells(w.words, w.urls)
                then 'advertisement without disclosure'
            when w.post_id in (select shared_key from staging.already_shared)
                or w.link_id in (select shared_key from staging.already_shared)
                or c.url_key in (select shared_key from staging.already_shared) then 'shared by us'
        end as barred_by
    from words as w
    join reshare_platforms as r using (platform)
    join (select post_id, url_key(url) as url_key from staging.shareable) as c using (post_id)
    left join core.links as k on k.link_id = w.link_id
    left join core.influencers as p on p.influencer_id = w.sharer_influencer_id
    left join seen as n using (post_id)
    left join fits as f using (post_id)
    left join marts.post_voices as v using (post_id)
    left join picked as q using (post_id)
    left join interests as i
        on i.influencer_id = coalesce(w.author_influencer_id, w.sharer_influencer_id) and i.topic_id = f.topic_id
    left join marts.account_habits as h on h.account_id = w.author_account_id and h.platform = w.platform
    left join marts._platform_habits as b on b.platform = w.platform
    cross join (select coalesce(max(list_pickups), 0.01)::decimal(12, 6) as list_pickups from marts._platform_habits) as u
    left join marts._answer_growth as g
        on g.platform = w.platform and g.age_step = growth_step(w.counted_hours)
    left join marts._form_answers as own
        on own.account_id = w.author_account_id and own.platform = w.platform and own.form = form_of(
            w.kind, length(w.text), w.urls is not null, w.post_id in (select post_id from core.post_media))
    left join marts._form_answers as every
        on every.platform = w.platform and every.account_id is null and every.form = form_of(
            w.kind, length(w.text), w.urls is not null, w.post_id in (select post_id from core.post_media))
),
parts as (
    select
        t.* exclude (pickups, list_pickups),
        case when pace_ratio is null then 0.5 else against(pace_ratio, 1) end::decimal(9, 6) as pace_part,
        against(pickups, list_pickups) as pickup_part
    from told as t
),
weights as (
    select
        max(rule_value) filter (rule = 'fit_part') as fit, max(rule_value) filter (rule = 'interest_part') as interest,
        max(rule_value) filter (rule = 'tier_part') as tier, max(rule_value) filter (rule = 'response_part') as response,
        max(rule_value) filter (rule = 'pace_part') as pace, max(rule_value) filter (rule = 'pickup_part') as pickup,
        max(rule_value) filter (rule = 'freshness_part') as freshness,
        max(rule_value) filter (rule = 'rarity_part') as rarity
    from marts.reshare_rules
)
select
    p.*,
    (w.fit * p.fit_part + w.interest * p.interest_part + w.tier * p.tier_part + w.response * p.response_part
        + w.pace * p.pace_part + w.pickup * p.pickup_part + w.freshness * p.freshness_part
        + w.rarity * p.rarity_part)::decimal(9, 6) as score
from parts as p
cross join weights as w
order by score desc, p.post_id;
