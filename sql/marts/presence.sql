-- One row is one listed person on one platform: what we know of them there. Not observed is not absent: nobody of the
-- name is listed there, or we could not hear them. Platforms that may be used for the list only have no rows.
-- grain: influencer_id, platform
create table if not exists marts.presence (
    influencer_id varchar not null, -- core.influencers
    platform varchar not null, -- where
    state varchar not null, -- active, reshares only, dormant, private, or not observed
    account_ids varchar[] not null, -- their accounts there (core.accounts); empty: none is listed
    handle varchar, -- the handle they go by there; NULL: none is listed
    followers bigint, -- of the largest of these accounts; NULL: not told
    heard_days integer not null, -- days of data: since the first post or the first whole reading
    posts bigint not null, -- in their own words, in the last 56 days
    shared bigint not null, -- reposts of others, in the last 56 days
    posts_per_week decimal(12, 4), -- both, a week; NULL: less than 21 days of data
    formats varchar[] not null, -- what they post there, most used first
    best_weekday varchar, -- the weekday on which they post most; NULL: too few posts
    best_from_hour integer, -- the three hours in which they post most begin at this hour of the brand's clock
    best_to_hour integer, -- and end before this one
    best_sample bigint not null, -- posts behind weekday and hours
    time_zone varchar not null, -- the brand's clock
    response_hours decimal(12, 4), -- median hours until they answer or quote somebody; NULL: too few, or no times told
    response_sample bigint not null, -- answers behind it
    last_post_at timestamp, -- their last post there (UTC); NULL: none
    last_heard_at timestamp, -- when the account was last read (UTC); NULL: never
    confidence varchar not null, -- solid: 21 days of data and more; else not enough data
    reason varchar not null, -- why this state, in one sentence
    evidence_post_ids varchar[] not null -- newest first, at most 5
);

delete from marts.presence;

insert into marts.presence by name
with people as (
    select influencer_id from core.influencers where is_listed and not is_opted_out
),
accounts as (
    select a.account_id, a.platform, a.influencer_id, coalesce(a.handle_now, a.handle) as handle, a.followers
    from core.accounts as a
    join people as i using (influencer_id)
    join advice_platforms as f on f.platform = a.platform
    where a.is_listed and not a.is_brand and f.uses = 'individual' and a.platform <> 'archive'
),
visits as (
    select
        v.account_id, arg_max(v.outcome, v.ended_at) as outcome, arg_max(v.reason, v.ended_at) as reason,
        min(v.ended_at) filter (v.outcome = 'complete') as first_heard_at,
        max(v.ended_at) filter (v.outcome = 'complete') as last_heard_at
    from ops.visits as v
    where v.ended_at <= getvariable('as_of') and v.account_id in (select account_id from accounts)
    group by all
),
told as (
    select
        p.post_id, p.account_id, p.kind, p.created_at, p.last_seen_at, a.influencer_id, a.platform,
        p.created_at > getvariable('as_of') - interval 56 days as is_recent
    from core.posts as p
    join accounts as a using (account_id)
    where p.created_at <= getvariable('as_of')
),
formed as (
    select
        t.influencer_id, t.platform,
        format_of(t.kind, t.post_id in (select post_id from core.post_links), t.post_id in (select post_id from core.post_media)) as format,
        count(*) as posts
    from told as t
    where t.is_recent
    group by all
),
formats as (
    select influencer_id, platform, list(format order by posts desc, format)[:3] as formats from formed group by all
),
answered as (
    select t.influencer_id, t.platform, (epoch(t.created_at - coalesce(r.created_at, o.created_at)) / 3600)::decimal(12, 4) as hours
    from told as t
    join core.post_references as r using (post_id)
    left join core.posts as o on o.post_id = r.referenced_post_id
    where t.kind in ('reply', 'quote') and r.relation in ('replied_to', 'quoted')
        and t.created_at > getvariable('as_of') - interval 182 days
        and coalesce(r.created_at, o.created_at) <= t.created_at
),
responses as (
    select influencer_id, platform, median(hours)::decimal(12, 4) as hours, count(*) as sample from answered group by all
),
heard as (
    select
        influencer_id, platform, min(created_at) as first_at, max(created_at) as last_at, max(last_seen_at) as seen_at,
        count(*) filter (is_recent and kind <> 'repost') as posts,
        count(*) filter (is_recent and kind = 'repost') as shared,
        list(post_id order by created_at desc, post_id)[:5] as evidence_post_ids
    from told
    group by all
),
there as (
    select
        a.influencer_id, a.platform,
        list(a.account_id order by a.account_id) as account_ids,
        arg_min(a.handle, a.account_id) as handle,
        max(a.followers) as followers,
        bool_and(v.outcome is not distinct from 'opted out') as is_private,
        arg_max(v.outcome, v.last_heard_at) as outcome,
        min(v.first_heard_at) as first_heard_at, max(v.last_heard_at) as last_heard_at,
        string_agg(distinct case when v.outcome is null then 'never read' when v.outcome <> 'complete' then v.outcome end, ', ') as problem
    from accounts as a
    left join visits as v using (account_id)
    group by all
),
asked as (
    -- everybody, everywhere that anybody of the list is
    select i.influencer_id, f.platform from people as i cross join (select distinct platform from accounts) as f
),
known as (
    select
        k.influencer_id, k.platform, t.account_ids, t.handle, t.followers, coalesce(t.is_private, false) as is_private, t.problem,
        coalesce(h.posts, 0) as posts, coalesce(h.shared, 0) as shared, h.last_at as last_post_at,
        h.evidence_post_ids, coalesce(t.last_heard_at, h.seen_at) as last_heard_at,
        case when t.account_ids is null then 0
            else coalesce(date_diff('day', least(t.first_heard_at, h.first_at), getvariable('as_of')), 0) end as heard_days
    from asked as k
    left join there as t using (influencer_id, platform)
    left join heard as h using (influencer_id, platform)
),
stated as (
    select
        *,
        case
            when account_ids is null then 'not observed'
            when is_private then 'private'
            when posts > 0 then 'active'
            when shared > 0 then 'reshares only'
            when heard_days >= 21 and last_heard_at > getvariable('as_of') - interval 14 days then 'dormant'
            else 'not observed'
        end as state
    from known
)
select
    s.influencer_id, s.platform, s.state,
    coalesce(s.account_ids, []) as account_ids, s.handle, s.followers, s.heard_days::integer as heard_days, s.posts, s.shared,
    case when s.heard_days >= 21 then (s.posts + s.shared) * 7.0 / least(s.heard_days, 56) end::decimal(12, 4) as posts_per_week,
    coalesce(m.formats, []) as formats,
    case when b.posts >= 10 then b.weekday end as best_weekday,
    case when b.posts >= 10 then b.from_hour end as best_from_hour,
    case when b.posts >= 10 then b.to_hour end as best_to_hour,
    coalesce(b.posts, 0) as best_sample,
    getvariable('time_zone') as time_zone,
    case when r.sample >= 3 then r.hours end as response_hours,
    coalesce(r.sample, 0) as response_sample,
    s.last_post_at, s.last_heard_at,
    case when s.heard_days >= 21 then 'solid' else 'not enough data' end as confidence,
    case
        when s.account_ids is null then 'No account of theirs is listed there, which does not say that there is none.'
        when s.state = 'private' then 'The account asks not to be read.'
        when s.state = 'active' then s.posts || ' posts in their own words in the last 56 days.'
        when s.state = 'reshares only' then 'Nothing in their own words in the last 56 days, and ' || s.shared || ' posts of others passed on.'
        when s.state = 'dormant' then 'Read whole, and nothing posted in the last 56 days.'
        when s.problem is not null then 'The account could not be heard: ' || s.problem || '.'
        else 'Heard for ' || s.heard_days || ' days only, and nothing was posted in them.'
    end as reason,
    coalesce(s.evidence_post_ids, []) as evidence_post_ids
from stated as s
left join formats as m using (influencer_id, platform)
left join staging.habits as b using (influencer_id, platform)
left join responses as r using (influencer_id, platform)
order by s.influencer_id, s.platform;
