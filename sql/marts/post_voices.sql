-- One row is one post of a listed influencer and the one voice it belongs to: copies of one message on several of a
-- person's accounts (within three days, nearly the same words or the same page) are one voice and count once.
-- grain: post_id
create table if not exists marts.post_voices (
    post_id varchar not null, -- core.posts
    influencer_id varchar not null, -- whose voice
    account_id varchar not null, -- core.accounts
    platform varchar not null, -- where
    uses varchar not null, -- individual, or list only: then it rests on no person
    kind varchar not null, -- as in core.posts
    created_at timestamp not null, -- when it was published (UTC)
    created_on date not null, -- that day
    week_start date not null, -- that week's Monday
    weight decimal(3, 2) not null, -- 1 own words, 0.75 quote, 0.5 repost
    voice_id varchar not null, -- the first copy (core.posts); its own post_id where it stands alone
    is_voice boolean not null, -- true for the first copy, which counts in the list
    is_personal boolean not null, -- true for the copy that counts in the person's profile; never on list-only platforms
    matched_by varchar, -- text or link: how it was known for a copy; NULL: it is the first
    copy_of varchar -- the copy before it that it was known by (core.posts); NULL: it is the first
);

delete from marts.post_voices
where created_on in (select created_on from staging.touched_days where is_touched);

-- some days at a time, so that memory stays small
insert into marts.post_voices by name
with origins as (
    select
        post_id,
        -- the earliest copy
        arg_min(copy_of, (copied_at, copy_of)) as copy_of,
        arg_min(matched_by, (copied_at, copy_of)) as matched_by,
        -- for a person's profile only copies that may rest on a person are looked at: the others change nothing in it
        bool_or(copied_uses = 'individual') as is_said_before
    from staging.voice_pairs
    where created_at >= getvariable('slice_from') - interval 9 days and created_at < getvariable('slice_to')
        and created_at::date in (select created_on from staging.touched_days where is_touched)
    group by post_id
),
-- what a copy is a copy of: told now, or on days that nothing touched
known as (
    select post_id, copy_of from origins
    union all
    select post_id, copy_of
    from marts.post_voices
    where copy_of is not null
        and created_at >= getvariable('slice_from') - interval 9 days and created_at < getvariable('slice_to')
        and created_on not in (select created_on from staging.touched_days where is_touched)
),
voiced as (
    select
        p.post_id, a.influencer_id, p.account_id, p.platform, a.uses, p.kind, p.created_at,
        p.created_at::date as created_on
    from core.posts as p
    join staging.counted_accounts as a using (account_id)
    where p.created_at >= getvariable('slice_from') and p.created_at < getvariable('slice_to')
        and p.created_at::date in (select created_on from staging.touched_days where is_touched)
)
select
    v.post_id, v.influencer_id, v.account_id, v.platform, v.uses, v.kind, v.created_at, v.created_on,
    monday(v.created_on) as week_start,
    post_weight(v.kind) as weight,
    coalesce(third.copy_of, second.copy_of, first.copy_of, v.post_id) as voice_id,
    first.copy_of is null as is_voice,
    v.uses = 'individual' and not coalesce(first.is_said_before, false) as is_personal,
    first.matched_by,
    first.copy_of
from voiced as v
left join origins as first on first.post_id = v.post_id
left join known as second on second.post_id = first.copy_of
left join known as third on third.post_id = second.copy_of
order by v.created_at, v.post_id;
