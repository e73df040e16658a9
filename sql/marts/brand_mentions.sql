-- One row is one post of the last half year in which a listed person names the brand or a competitor, addresses it, or
-- passes it on. On list-only platforms the row names nobody: it counts for the whole list.
-- grain: post_id, named
create table if not exists marts.brand_mentions (
    post_id varchar not null, -- core.posts
    named varchar not null, -- the brand, or a competitor, by the name that config/brand.yaml gives it
    is_brand boolean not null, -- true for the brand, false for a competitor
    how varchar not null, -- reply, quote, repost, mention (by its account), or text (by its name)
    words varchar, -- the name as written; NULL: only its account is named
    influencer_id varchar, -- core.influencers; NULL on list-only platforms
    account_id varchar, -- core.accounts; NULL on list-only platforms
    platform varchar not null, -- where
    created_at timestamp not null, -- when it was published (UTC)
    week_start date not null -- that week's Monday
);

delete from marts.brand_mentions;

insert into marts.brand_mentions by name
with listed as (
    select p.post_id, p.platform, p.text, p.title, p.created_at, a.account_id, a.influencer_id, f.uses
    from core.posts as p
    join core.accounts as a using (account_id)
    join core.influencers as i using (influencer_id)
    join advice_platforms as f on f.platform = p.platform
    where
        a.is_listed and not a.is_brand and i.is_listed and not i.is_opted_out
        and p.created_at > getvariable('as_of') - interval 182 days
        and p.created_at <= getvariable('as_of')
),
by_name as (
    select
        l.post_id, n.named, n.is_brand, 'text' as how,
        regexp_extract(concat_ws(' ', l.title, l.text), n.pattern, 2) as words,
        l.influencer_id, l.account_id, l.platform, l.created_at, l.uses
    from listed as l
    join advice_names as n on regexp_matches(concat_ws(' ', l.title, l.text), n.pattern)
    where regexp_matches(concat_ws(' ', l.title, l.text), getvariable('any_name'))
),
addressing as (
    select
        d.post_id, getvariable('brand_name') as named, true as is_brand, d.how, null as words,
        d.influencer_id, d.account_id, d.platform, d.created_at, d.uses
    from staging.addressed as d
    where d.influencer_id is not null and d.created_at > getvariable('as_of') - interval 182 days
),
rivals as (
    select
        l.post_id, c.named, false as is_brand, 'mention' as how, null as words,
        l.influencer_id, l.account_id, l.platform, l.created_at, l.uses
    from core.post_mentions as m
    join listed as l using (post_id)
    join advice_rivals as c on c.platform = l.platform and c.handle = lower(ltrim(m.mentioned_handle, '@'))
),
every as (
    select * from by_name
    union all by name
    select * from addressing
    union all by name
    select * from rivals
)
select
    post_id, named, is_brand,
    arg_min(how, case how when 'reply' then 1 when 'quote' then 2 when 'repost' then 3 when 'mention' then 4 else 5 end) as how,
    min(words) as words,
    case when any_value(uses) = 'individual' then min(influencer_id) end as influencer_id,
    case when any_value(uses) = 'individual' then min(account_id) end as account_id,
    any_value(platform) as platform, any_value(created_at) as created_at,
    monday(any_value(created_at)::date) as week_start
from every
group by post_id, named, is_brand
order by created_at, post_id, named;
