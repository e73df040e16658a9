-- One row is one post that is a copy of an earlier one: same person, another account, at most three days apart, and
-- nearly the same words or the same page. A part of the people at a time, so that memory stays small.
-- grain: post_id, copy_of
with posts as (
    -- a span of three days and the one before hold all that a post can be a copy of: without them the search would
    -- grow with the square of what somebody wrote
    select
        post_id, influencer_id, account_id, created_at, words, pairs, page_id,
        epoch(created_at)::bigint // 259200 as span
    from staging.voiced
    where hash(influencer_id) % getvariable('parts') = getvariable('part')
),
-- of two texts that share four fifths, the longer has one of the shorter's four smallest pairs in 998 of 1000 cases
marks as (
    select post_id, influencer_id, account_id, created_at, span, unnest(pairs) as mark, true as is_all
    from posts where len(pairs) > 0
    union all
    select post_id, influencer_id, account_id, created_at, span, unnest(list_sort(pairs)[1:4]), false
    from posts where len(pairs) > 0
),
alike as (
    select distinct later.post_id, earlier.post_id as copy_of
    from (select *, unnest([span, span - 1]) as in_span from marks) as later
    join marks as earlier
        on earlier.influencer_id = later.influencer_id
        and earlier.mark = later.mark
        and earlier.span = later.in_span
        and earlier.is_all <> later.is_all
        and earlier.account_id <> later.account_id
        and earlier.created_at >= later.created_at - interval 72 hours
        and (earlier.created_at, earlier.post_id) < (later.created_at, later.post_id)
),
same_words as (
    select a.post_id, a.copy_of
    from alike as a
    join posts as later on later.post_id = a.post_id
    join posts as earlier on earlier.post_id = a.copy_of
    where is_copy(
        len(list_intersect(later.pairs, earlier.pairs)), len(later.pairs), len(earlier.pairs),
        least(later.words, earlier.words), greatest(later.words, earlier.words))
),
pages as (
    select post_id, influencer_id, account_id, created_at, span, page_id from posts where page_id is not null
    union
    select p.post_id, p.influencer_id, p.account_id, p.created_at, p.span, l.link_id
    from posts as p
    join core.post_links as l using (post_id)
),
-- a page that an account names again and again (its shop, its letter) says nothing about the later posts
leads as (
    select *
    from pages
    qualify count(*) over (
        partition by account_id, page_id order by created_at
        range between interval 72 hours preceding and current row
    ) = 1
),
same_page as (
    select distinct later.post_id, earlier.post_id as copy_of
    from (select *, unnest([span, span - 1]) as in_span from leads) as later
    join leads as earlier
        on earlier.influencer_id = later.influencer_id
        and earlier.page_id = later.page_id
        and earlier.span = later.in_span
        and earlier.account_id <> later.account_id
        and earlier.created_at >= later.created_at - interval 72 hours
        and (earlier.created_at, earlier.post_id) < (later.created_at, later.post_id)
)
select post_id, copy_of, 'text' as matched_by from same_words
union all
select post_id, copy_of, 'link' as matched_by from same_page anti join same_words using (post_id, copy_of)
