-- One row is one post of somebody with several accounts, with what makes it recognisable: pairs of words, and the page
-- it is. A slice of time at a time, so that memory stays small, with the six days before it.
-- grain: post_id
with several as (
    select influencer_id
    from staging.counted_accounts
    group by influencer_id
    having count(*) > 1
),
-- numbered before they are cut into words: a text is lighter to sort than a list of its words
numbered as (
    select
        row_number() over (order by p.created_at, p.post_id) as number, -- earlier posts have smaller ones
        p.post_id, a.influencer_id, p.account_id, a.uses, p.created_at,
        case
            when p.kind <> 'repost' and p.created_at >= getvariable('slice_from') - interval 72 hours
                then left(concat_ws(' ', p.title, p.text), 4000)
        end as told,
        case when p.kind in ('article', 'video', 'episode') then p.canonical_url end as page
    from core.posts as p
    join staging.counted_accounts as a using (account_id)
    where a.influencer_id in (select influencer_id from several)
        and p.created_at >= getvariable('slice_from') - interval 144 hours and p.created_at < getvariable('slice_to')
        and p.created_at::date in (select created_on from staging.touched_days)
),
cut as (
    select * exclude (told), words_of(told) as words from numbered
)
select
    * exclude (words, page),
    len(words) as words,
    word_pairs(words) as pairs,
    case when page is not null then url_key(page) end as page_id
from cut
