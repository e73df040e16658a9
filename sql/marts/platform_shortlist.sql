-- One row is one of the three best sets of so many platforms: how much of the list, weighted by tier, it reaches. Every
-- set of platforms that may be chosen is counted, so the best are exact; of equals the one where the brand has more accounts
-- goes first, then the one first in the alphabet.
-- grain: set_size, place
create table if not exists marts.platform_shortlist (
    set_size integer not null, -- platforms in the set
    place integer not null, -- 1 is the best set of its size
    platforms varchar[] not null, -- the set
    reach_share decimal(9, 6) not null, -- weight of the people it reaches in that of the whole list
    people bigint not null, -- people it reaches
    added_platform varchar, -- the one it has more than the best set that is one smaller; NULL: it is another set altogether
    added_share decimal(9, 6) not null, -- what it reaches more than that set; below 0: less
    added_ids varchar[] not null, -- whom it reaches and that set does not
    lost_ids varchar[] not null, -- known on none of it: dormant or private wherever they are listed on it
    unknown_ids varchar[] not null, -- reached on none of it, and not observed on one of it at least: they may be there
    is_chosen boolean not null, -- true: the smallest best set that reaches the share in marts.advice_rules; else the largest
    reason varchar not null -- in one sentence
);

delete from marts.platform_shortlist;

insert into marts.platform_shortlist by name
with choices as (
    select platform, row_number() over (order by platform) - 1 as place, brand_account_id is not null as is_there
    from marts.platform_reach
    where is_allowed
),
people as (
    select
        i.influencer_id, tier_weight(i.tier) as tier_weight,
        coalesce(bit_or(1 << c.place) filter (p.state in ('active', 'reshares only')), 0)::bigint as there,
        coalesce(bit_or(1 << c.place) filter (p.state = 'not observed'), 0)::bigint as unseen
    from core.influencers as i
    left join marts.presence as p using (influencer_id)
    left join choices as c using (platform)
    where i.is_listed and not i.is_opted_out
    group by all
),
whole as (
    select sum(tier_weight) as tier_weight from people
),
alike as (
    -- people who are on the same platforms count together, so that the number of people does not matter
    select there, count(*) as people, sum(tier_weight) as tier_weight from people where there > 0 group by all
),
subsets as (
    select unnest(range(1, (1 << (select count(*) from choices))::bigint)) as subset
),
counted as (
    select
        s.subset, bit_count(s.subset)::integer as set_size,
        coalesce(sum(a.people), 0)::bigint as people, coalesce(sum(a.tier_weight), 0) as tier_weight
    from subsets as s
    left join alike as a on (a.there & s.subset) > 0
    group by all
),
named as (
    select s.subset, list(c.platform order by c.platform) as platforms, count(*) filter (c.is_there) as accounts
    from subsets as s
    join choices as c on (s.subset & (1 << c.place)) > 0
    group by all
),
placed as (
    select
        c.*, n.platforms,
        row_number() over (partition by c.set_size order by c.tier_weight desc, n.accounts desc, n.platforms) as place
    from counted as c
    join named as n using (subset)
    qualify place <= 3
),
told as (
    select
        k.set_size, k.place, k.subset, k.platforms, k.people,
        (k.tier_weight / w.tier_weight)::decimal(9, 6) as reach_share,
        coalesce(b.subset, 0) as before, coalesce(b.platforms, []) as platforms_before,
        (coalesce(b.tier_weight, 0) / w.tier_weight)::decimal(9, 6) as share_before
    from placed as k
    cross join whole as w
    left join placed as b on b.set_size = k.set_size - 1 and b.place = 1
),
enough as (
    select
        coalesce(
            min(set_size) filter (reach_share >= (select rule_value from marts.advice_rules where rule = 'shortlist_share')),
            -- nothing reaches it: the smallest set that reaches as much as any
            min(set_size) filter (reach_share = (select max(reach_share) from told))
        ) as set_size
    from told
    where place = 1
)
select
    t.set_size, t.place::integer as place, t.platforms, t.reach_share, t.people,
    case when (t.subset & t.before) = t.before
        then list_filter(t.platforms, lambda one: not list_contains(t.platforms_before, one))[1] end as added_platform,
    (t.reach_share - t.share_before)::decimal(9, 6) as added_share,
    coalesce((
        select list(p.influencer_id order by p.influencer_id) from people as p
        where (p.there & t.subset) > 0 and (p.there & t.before) = 0), []) as added_ids,
    coalesce((
        select list(p.influencer_id order by p.influencer_id) from people as p
        where (p.there & t.subset) = 0 and (p.unseen & t.subset) = 0), []) as lost_ids,
    coalesce((
        select list(p.influencer_id order by p.influencer_id) from people as p
        where (p.there & t.subset) = 0 and (p.unseen & t.subset) > 0), []) as unknown_ids,
    t.place = 1 and t.set_size = e.set_size as is_chosen,
    t.people || case when t.people = 1 then ' person' else ' people' end || ' of the list, '
        || round(t.reach_share * 100)::integer || ' % of its weight by tier, can be reached on '
        || array_to_string(t.platforms, ', ') || case when t.set_size = 1 then '' else '; '
        || round((t.reach_share - t.share_before) * 100)::integer || ' % more than on '
        || array_to_string(t.platforms_before, ', ') end || '.' as reason
from told as t
cross join enough as e
order by t.set_size, t.place;
