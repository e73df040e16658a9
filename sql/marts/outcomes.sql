-- One row is one act of the brand towards one listed person in the last half year, as its own accounts show it, or an
-- offer that somebody noted as done: did the person respond in time, and how often do they without any act? Nothing
-- rests on a list-only platform.
-- grain: act_id, influencer_id
create table if not exists marts.outcomes (
    act_id varchar not null, -- core.posts: the brand's post; of an offer its recommendation_id
    act varchar not null, -- share, reply, mention or offer
    influencer_id varchar not null, -- core.influencers
    platform varchar, -- where; NULL for an offer, which may have been made anywhere
    brand_account_id varchar, -- core.accounts; NULL likewise
    act_at timestamp not null, -- when (UTC); of an offer the day that was noted
    watched_until timestamp not null, -- a response counts until then (UTC)
    is_complete boolean not null, -- true: that time is over
    did_respond boolean, -- NULL: not yet, and the time is not over
    responded_by varchar, -- reply, quote, repost, mention, text (by its name) or link; NULL: not
    response_post_id varchar, -- with which post
    response_at timestamp, -- when (UTC)
    base_rate decimal(9, 6) not null, -- chance that they do so in as many days without an act
    base_days bigint not null, -- days without an act behind it
    is_beyond_base boolean not null, -- true: responded, though they do so without an act in at most one such span in five
    recommendation_id varchar, -- the recommendation it followed; NULL: none
    evidence_post_ids varchar[] not null -- act and response
);

delete from marts.outcomes;

insert into marts.outcomes by name
with people as (
    select a.account_id, a.influencer_id, a.platform, a.native_id, lower(ltrim(coalesce(a.handle_now, a.handle), '@')) as handle
    from core.accounts as a
    join core.influencers as i using (influencer_id)
    join advice_platforms as f on f.platform = a.platform
    where a.is_listed and not a.is_brand and i.is_listed and not i.is_opted_out and f.uses = 'individual'
),
own as (
    select * from staging.brand_posts where created_at > getvariable('as_of') - interval 182 days
),
referring as (
    select
        b.post_id as act_id, case r.relation when 'replied_to' then 'reply' else 'share' end as act, p.influencer_id,
        b.platform, b.account_id as brand_account_id, b.created_at as act_at, r.referenced_post_id
    from core.post_references as r
    join own as b using (post_id)
    left join core.posts as o on o.post_id = r.referenced_post_id
    join people as p
        on p.account_id = o.account_id
        or (p.platform = b.platform and (p.native_id = r.author_native_id or p.handle = lower(ltrim(r.author_handle, '@'))))
),
naming as (
    select
        b.post_id as act_id, 'mention' as act, p.influencer_id, b.platform, b.account_id as brand_account_id,
        b.created_at as act_at, null as referenced_post_id
    from core.post_mentions as m
    join own as b using (post_id)
    join people as p
        on p.platform = b.platform
        and (p.native_id = m.mentioned_native_id or p.handle = lower(ltrim(m.mentioned_handle, '@')))
),
offering as (
    select
        n.recommendation_id as act_id, 'offer' as act, i.influencer_id, null as platform, null as brand_account_id,
        n.decided_on::timestamp as act_at, null as referenced_post_id
    from advice_decisions as n
    cross join core.content_items as c
    join core.influencers as i on n.recommendation_id = recommendation('match', c.content_item_id || '|' || i.influencer_id)
    where n.decided = 'done' and n.recommendation_id ^@ 'match-' and i.is_listed and not i.is_opted_out
        and n.decided_on > getvariable('as_of')::date - 182
),
acts as materialized (
    select *, act_at + to_days(getvariable('response_days')) as watched_until
    from (
        select * from referring
        union all by name
        select * from naming
        union all by name
        select * from offering
    )
    qualify row_number() over (
        partition by act_id, influencer_id
        order by case act when 'share' then 1 when 'reply' then 2 when 'mention' then 3 else 4 end, referenced_post_id
    ) = 1
),
responses as materialized (
    select influencer_id, post_id, how, created_at
    from marts.brand_mentions
    where is_brand and influencer_id is not null
    union all by name
    select p.influencer_id, s.post_id, 'link' as how, s.created_at
    from core.post_links as l
    join core.content_items as c using (link_id)
    join core.posts as s on s.post_id = l.post_id
    join people as p on p.account_id = s.account_id
    where s.created_at > getvariable('as_of') - interval 182 days and s.created_at <= getvariable('as_of')
        and s.post_id not in (select post_id from marts.brand_mentions where is_brand)
),
first_responses as (
    select
        a.act_id, a.influencer_id, min(r.created_at) as response_at,
        arg_min(r.post_id, (r.created_at, r.post_id)) as response_post_id, arg_min(r.how, (r.created_at, r.post_id)) as responded_by
    from acts as a
    join responses as r
        on r.influencer_id = a.influencer_id and r.created_at > a.act_at and r.created_at <= a.watched_until
    group by all
),
heard as (
    select p.influencer_id, greatest(min(s.created_at), getvariable('as_of') - interval 182 days)::date as from_on
    from core.posts as s
    join people as p using (account_id)
    where s.created_at <= getvariable('as_of')
    group by all
),
quiet as (
    -- days on which nothing of the brand's was to be responded to
    select g.influencer_id, g.day
    from (
        select influencer_id, unnest(range(from_on::timestamp, getvariable('as_of'), interval 1 day))::date as day from heard
    ) as g
    where not exists (
        from acts as a
        where a.influencer_id = g.influencer_id and g.day between a.act_at::date and a.watched_until::date
    )
),
unasked as (
    select q.influencer_id, count(*) as days, coalesce(sum(r.responses), 0)::bigint as responses
    from quiet as q
    left join (select influencer_id, created_at::date as day, count(*) as responses from responses group by all) as r using (influencer_id, day)
    group by all
),
listed as (
    select (sum(responses) / greatest(sum(days), 1))::decimal(18, 9) as rate from unasked
),
prior as (
    select rule_value as days from marts.advice_rules where rule = 'base_prior_days'
),
based as (
    select
        a.*, coalesce(u.days, 0) as base_days,
        (1 - exp(-getvariable('response_days')
            * (coalesce(u.responses, 0) + p.days * coalesce(l.rate, 0)) / (coalesce(u.days, 0) + p.days)))::decimal(9, 6) as base_rate
    from acts as a
    cross join listed as l
    cross join prior as p
    left join unasked as u using (influencer_id)
)
select
    b.act_id, b.act, b.influencer_id, b.platform, b.brand_account_id, b.act_at, b.watched_until,
    b.watched_until <= getvariable('as_of') as is_complete,
    case when f.response_post_id is not null then true when b.watched_until <= getvariable('as_of') then false end as did_respond,
    f.responded_by, f.response_post_id, f.response_at, b.base_rate, b.base_days,
    f.response_post_id is not null
        and b.base_rate <= (select rule_value from marts.advice_rules where rule = 'beyond_base') as is_beyond_base,
    case when b.act = 'offer' then b.act_id else r.recommendation_id end as recommendation_id,
    list_filter([case when b.act <> 'offer' then b.act_id end, f.response_post_id], lambda one: one is not null) as evidence_post_ids
from based as b
left join first_responses as f using (act_id, influencer_id)
left join marts.reshare_recommendations as r on r.post_id = b.referenced_post_id and b.act = 'share'
order by b.act_at, b.act_id, b.influencer_id;
