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
    matched_by varchar -- text or link: how it was known for a copy; NULL: it is the first
);

delete from marts.post_voices
where created_on in (select created_on from staging.touched_days where is_touched);

insert into marts.post_voices by name
with origins as (
    -- the earliest copy, by text before link
    select
        p.post_id,
        arg_min(p.copy_of, (e.created_at, e.post_id)) as copy_of,
        arg_min(p.matched_by, (e.created_at, e.post_id)) as matched_by
    from staging.voice_pairs as p
    join staging.voiced as e on e.post_id = p.copy_of
    group by p.post_id
),
-- for a person's profile only copies that may rest on a person are looked at: the others change nothing in it
personal_copies as (
    select distinct p.post_id
    from staging.voice_pairs as p
    join staging.voiced as e on e.post_id = p.copy_of and e.uses = 'individual'
)
select
    v.post_id, v.influencer_id, v.account_id, v.platform, v.uses, v.kind, v.created_at, v.created_on,
    monday(v.created_on) as week_start,
    post_weight(v.kind) as weight,
    coalesce(third.copy_of, second.copy_of, first.copy_of, v.post_id) as voice_id,
    first.copy_of is null as is_voice,
    v.uses = 'individual' and c.post_id is null as is_personal,
    first.matched_by
from staging.voiced as v
left join origins as first on first.post_id = v.post_id
left join origins as second on second.post_id = first.copy_of
left join origins as third on third.post_id = second.copy_of
left join personal_copies as c on c.post_id = v.post_id
where v.created_on in (select created_on from staging.touched_days where is_touched)
order by v.created_at, v.post_id;
