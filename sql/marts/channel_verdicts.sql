-- One row is one account of the brand and one kind of what it publishes there: is it answered or passed on by people of
-- the list often enough? The rule is that of config/brand.yaml; posts from before it was fixed do not count, nor do
-- posts whose time to be answered is not over.
-- grain: account_id, content_kind
create table if not exists marts.channel_verdicts (
    account_id varchar not null, -- core.accounts, of the brand
    platform varchar not null, -- where
    content_kind varchar not null, -- all, useful, selling; and by form: words, link, picture or video, article, video, episode, shared from others
    posts bigint not null, -- posts of the window; answers to others are not counted
    answered bigint not null, -- of them, those that a listed person answered, quoted, reposted or linked to in time
    response_share decimal(9, 6), -- answered / posts; NULL: no posts
    low_share decimal(9, 6) not null, -- lower end of its interval
    high_share decimal(9, 6) not null, -- upper end
    verdict varchar not null, -- invest, hold, cull, or not enough data
    threshold_share decimal(9, 6) not null, -- the share that makes a channel worth it
    confidence decimal(9, 6) not null, -- of the interval
    minimum_posts bigint not null, -- fewer posts are not enough data
    posts_to_tell bigint, -- posts in a window from which on, at every greater number too, at least 4 in 5 channels at half the threshold are culled and 4 in 5 at twice it (at all, where that is more than all) invested in; NULL: more than 100,000
    window_from date not null, -- first day of the window
    window_to date not null, -- the day after its last
    fixed_on date, -- when the rule was set; NULL: nobody said, so it may have been set after the fact
    is_fixed_before boolean not null, -- true: before the first day of the window
    invest_from bigint, -- so many answered, or more, mean invest; one more than posts: so few never can
    cull_below bigint, -- fewer answered than this mean cull; 0: so few posts never can
    what_would_change varchar not null, -- which counts would turn the verdict, told from the two before
    reason varchar not null, -- in one sentence
    unsourced bigint not null, -- posts that tell of others' findings or pages and link to nothing
    unsourced_post_ids varchar[] not null, -- newest first, at most 10
    evidence_post_ids varchar[] not null -- posts that were answered, newest first, at most 5
);

delete from marts.channel_verdicts;

insert into marts.channel_verdicts by name
with days as (
    select
        (getvariable('as_of')::date - getvariable('response_days'))::date as window_to,
        greatest(
            getvariable('as_of')::date - getvariable('response_days') - 7 * getvariable('window_weeks'),
            coalesce(getvariable('fixed_on'), '1970-01-01'::date)
        )::date as window_from
),
told as (
    select
        b.*,
        case when b.kind in ('repost', 'quote') then 'shared from others' else format_of(b.kind, b.has_link, b.has_media) end as form,
        b.text is not null and len(salesy_words(b.text)) > 0
            or sells(b.text, (select list(l.url) from core.post_links as l where l.post_id = b.post_id)) as is_selling,
        b.kind = 'original' and not b.has_link and points_elsewhere(b.text) as is_unsourced
    from staging.brand_posts as b
    cross join days as d
    where b.kind <> 'reply' and b.created_at >= d.window_from and b.created_at < d.window_to
),
listed as (
    select a.account_id
    from core.accounts as a
    join core.influencers as i using (influencer_id)
    where a.is_listed and not a.is_brand and i.is_listed and not i.is_opted_out
),
responses as (
    select r.referenced_post_id as post_id, p.created_at
    from core.post_references as r
    join core.posts as p using (post_id)
    where r.referenced_post_id in (select post_id from told) and p.account_id in (select account_id from listed)
    union all by name
    select t.post_id, p.created_at
    from core.post_links as l
    join told as t using (link_id)
    join core.posts as p on p.post_id = l.post_id
    where p.account_id in (select account_id from listed)
    union all by name
    -- on the fediverse an answer may name no post that we know, by the answerer's own server: it counts for the newest post
    -- of that account before it
    select t.post_id, d.created_at
    from staging.addressed as d
    asof join (select * from told) as t on t.account_id = d.brand_account_id and t.created_at < d.created_at
    where d.how = 'reply' and d.influencer_id is not null
        and (d.brand_post_id is null or d.brand_post_id not in (select post_id from staging.brand_posts))
),
judged as (
    select
        t.*,
        exists (
            from responses as r
            where r.post_id = t.post_id and r.created_at > t.created_at
                and r.created_at <= t.created_at + to_days(getvariable('response_days'))
        ) as is_answered
    from told as t
),
kinds as (
    select *, unnest([
        'all',
        case when is_selling then 'selling' else 'useful' end,
        form
    ]) as content_kind
    from judged
),
counted as (
    select
        account_id, platform, content_kind, count(*) as posts, count(*) filter (is_answered) as answered,
        count(*) filter (is_unsourced) as unsourced,
        list(post_id order by created_at desc, post_id) filter (is_unsourced) as unsourced_post_ids,
        list(post_id order by created_at desc, post_id) filter (is_answered) as evidence_post_ids
    from kinds
    group by all
),
-- an account that published nothing in the window is told as well
every as (
    select
        a.account_id, a.platform, coalesce(c.content_kind, 'all') as content_kind, coalesce(c.posts, 0) as posts,
        coalesce(c.answered, 0) as answered, coalesce(c.unsourced, 0) as unsourced,
        coalesce(c.unsourced_post_ids, []) as unsourced_post_ids, coalesce(c.evidence_post_ids, []) as evidence_post_ids
    from core.accounts as a
    left join counted as c on c.account_id = a.account_id
    where a.is_brand and a.is_listed
),
bounded as (
    select
        *,
        share_bounds(answered, posts, getvariable('confidence')::double) as ends,
        verdict_turns(posts, getvariable('threshold_share')::double, getvariable('confidence')::double) as turns,
        posts_to_tell(getvariable('threshold_share')::double, getvariable('confidence')::double) as enough_posts
    from every
),
decided as (
    select
        *, ends.low::decimal(9, 6) as low_share, ends.high::decimal(9, 6) as high_share,
        verdict_of(posts, ends.low, ends.high, getvariable('threshold_share')::double, getvariable('minimum_posts')) as verdict,
        round(100 * getvariable('threshold_share'), 1)::decimal(9, 1) || ' %' as threshold,
        -- fewer than the minimum are never judged
        case when enough_posts >= getvariable('minimum_posts') then enough_posts
            when enough_posts is not null then getvariable('minimum_posts') end as posts_to_tell,
        case when turns.invest_from < 0 then posts + 1 else turns.invest_from end as invest_from,
        turns.cull_to + 1 as cull_below
    from bounded
)
select
    v.account_id, v.platform, v.content_kind, v.posts, v.answered,
    case when v.posts > 0 then (v.answered / v.posts)::decimal(9, 6) end as response_share,
    v.low_share, v.high_share, v.verdict,
    getvariable('threshold_share') as threshold_share, getvariable('confidence') as confidence,
    getvariable('minimum_posts') as minimum_posts, v.posts_to_tell,
    d.window_from, d.window_to, getvariable('fixed_on') as fixed_on,
    coalesce(getvariable('fixed_on') <= d.window_from, false) as is_fixed_before,
    v.invest_from, v.cull_below,
    verdict_turning(v.verdict, v.posts, v.answered, getvariable('minimum_posts'), v.invest_from, v.cull_below, v.posts_to_tell)
        as what_would_change,
    case when v.posts = 0 then 'Nothing was published in the window.'
        else v.answered || ' of ' || v.posts || ' posts were answered or passed on by people of the list ('
            || round(100.0 * v.answered / v.posts, 1)::decimal(9, 1) || ' %, interval ' || round(100 * v.low_share, 1)::decimal(9, 1) || ' to '
            || round(100 * v.high_share, 1)::decimal(9, 1) || ' %), and the threshold is ' || v.threshold || '.' end as reason,
    v.unsourced, v.unsourced_post_ids[:10] as unsourced_post_ids, v.evidence_post_ids[:5] as evidence_post_ids
from decided as v
cross join days as d
order by v.account_id, v.content_kind;
