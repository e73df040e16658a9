-- One row is one counted post of the touched days and of the days read along with them, with what makes it
-- recognisable: pairs of words, and the pages it leads to.
-- grain: post_id
with several as (
    select influencer_id
    from staging.counted_accounts
    group by influencer_id
    having count(*) > 1
),
counted as (
    select
        p.post_id, a.influencer_id, p.account_id, p.platform, a.uses, p.kind, p.created_at,
        p.created_at::date as created_on,
        answers_to(p.likes, p.replies, p.reposts, p.quotes) as answers,
        -- one account alone has no copies to look for
        case
            when a.influencer_id not in (select influencer_id from several) or p.kind = 'repost' then null
            else words_of(left(concat_ws(' ', p.title, p.text), 4000))
        end as words,
        case
            when a.influencer_id in (select influencer_id from several) and p.kind in ('article', 'video', 'episode')
                then p.canonical_url
        end as page
    from core.posts as p
    join staging.counted_accounts as a using (account_id)
    where p.created_at::date in (select created_on from staging.touched_days)
)
select
    * exclude (words, page),
    len(words) as words,
    word_pairs(words) as pairs,
    case when page is not null then url_key(page) end as page_id
from counted
