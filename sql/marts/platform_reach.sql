-- One row is one platform that people of the list use, and how much of the list can be reached there: people who are
-- active or pass things on, weighted by tier. What may not be chosen is shown with the reason.
-- grain: platform
create table if not exists marts.platform_reach (
    platform varchar not null, -- where
    is_allowed boolean not null, -- true: the shortlist may choose it
    why_not varchar, -- brand.yaml rules it out; list only; nobody can be addressed there; NULL: it may be chosen
    brand_account_id varchar, -- the brand's account there (core.accounts); NULL: it has none
    people bigint not null, -- people reached there
    reach_share decimal(9, 6), -- their weight in that of the whole list; NULL: list only, so nobody is counted
    only_here_ids varchar[] not null, -- reached on no other platform that may be chosen
    unknown_ids varchar[] not null -- not observed there: they may be
);

delete from marts.platform_reach;

insert into marts.platform_reach by name
with used as (
    select distinct a.platform
    from core.accounts as a
    join core.influencers as i using (influencer_id)
    where a.is_listed and not a.is_brand and i.is_listed and not i.is_opted_out and a.platform <> 'archive'
),
stated as (
    select
        u.platform,
        case
            when f.uses = 'list only' then 'list only'
            when f.is_read_only then 'nobody can be addressed there'
            when not f.is_willing then 'brand.yaml rules it out'
        end as why_not,
        f.uses
    from used as u
    join advice_platforms as f using (platform)
),
reached as (
    select p.platform, p.influencer_id, tier_weight(i.tier) as tier_weight
    from marts.presence as p
    join core.influencers as i using (influencer_id)
    where p.state in ('active', 'reshares only')
),
whole as (
    select sum(tier_weight(tier)) as tier_weight from core.influencers where is_listed and not is_opted_out
),
alone as (
    select r.influencer_id, any_value(r.platform) as platform
    from reached as r
    join stated as s using (platform)
    where s.why_not is null
    group by r.influencer_id
    having count(*) = 1
),
counted as (
    select platform, count(*) as people, sum(tier_weight) as tier_weight from reached group by all
)
select
    s.platform, s.why_not is null as is_allowed, s.why_not,
    (select min(account_id) from core.accounts as a where a.is_brand and a.platform = s.platform) as brand_account_id,
    coalesce(c.people, 0) as people,
    case when s.uses = 'individual' then (coalesce(c.tier_weight, 0) / w.tier_weight)::decimal(9, 6) end as reach_share,
    coalesce((select list(o.influencer_id order by o.influencer_id) from alone as o where o.platform = s.platform), []) as only_here_ids,
    coalesce(
        (select list(p.influencer_id order by p.influencer_id) from marts.presence as p
        where p.platform = s.platform and p.state = 'not observed'), []
    ) as unknown_ids
from stated as s
cross join whole as w
left join counted as c using (platform)
order by s.platform;
