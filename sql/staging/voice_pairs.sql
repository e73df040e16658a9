-- One row is one post of the slice that is a copy of an earlier one: same person, another account, at most three days
-- apart, and nearly the same words or the same page.
-- grain: post_id, copy_of
with posts as (
    -- a span of three days and those beside it hold all that a post can be a copy of: without them the search would
    -- grow with the square of what somebody wrote
    select *, epoch(created_at)::bigint // 259200 as span from staging.voice_words
),
marks as (
    select number, account_id, hash(influencer_id, mark, span) as mark
    from (select number, account_id, influencer_id, span, unnest(pairs) as mark from posts)
),
-- of two texts that share four fifths, the longer has one of the shorter's four smallest pairs in 998 of 1000 cases
smallest as (
    select number, account_id, hash(influencer_id, mark, unnest([span - 1, span, span + 1])) as mark
    from (select number, account_id, influencer_id, span, unnest(list_sort(pairs)[1:4]) as mark from posts)
),
alike as (
    select distinct greatest(m.number, s.number) as number, least(m.number, s.number) as copy_of
    from marks as m
    join smallest as s on s.mark = m.mark and s.account_id <> m.account_id
),
same_words as (
    select
        later.post_id, later.created_at, earlier.post_id as copy_of, earlier.created_at as copied_at,
        earlier.uses as copied_uses
    from alike as a
    join posts as later on later.number = a.number
    join posts as earlier on earlier.number = a.copy_of
    -- one condition, so that nobody joins people before what they said
    where case
        when earlier.influencer_id = later.influencer_id and earlier.created_at >= later.created_at - interval 72 hours
            and later.created_at >= getvariable('slice_from')
        then is_copy(
            len(list_intersect(later.pairs, earlier.pairs)), len(later.pairs), len(earlier.pairs),
            least(later.words, earlier.words), greatest(later.words, earlier.words))
        else false
    end
),
pages as (
    select number, post_id, influencer_id, account_id, uses, created_at, span, page_id from posts where page_id is not null
    union
    select p.number, p.post_id, p.influencer_id, p.account_id, p.uses, p.created_at, p.span, l.link_id
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
    select distinct
        later.post_id, later.created_at, earlier.post_id as copy_of, earlier.created_at as copied_at,
        earlier.uses as copied_uses
    from (select *, unnest([span, span - 1]) as in_span from leads) as later
    join leads as earlier
        on earlier.influencer_id = later.influencer_id
        and earlier.page_id = later.page_id
        and earlier.span = later.in_span
        and earlier.account_id <> later.account_id
        and earlier.number < later.number
        and earlier.created_at >= later.created_at - interval 72 hours
    where later.created_at >= getvariable('slice_from')
)
select *, 'text' as matched_by from same_words
union all
select *, 'link' as matched_by from same_page anti join same_words using (post_id, copy_of)
