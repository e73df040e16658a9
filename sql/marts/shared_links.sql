-- One row is one page that listed people shared in one week: each person once, however many copies of a message and
-- accounts they have.
-- grain: link_id, week_start
create table if not exists marts.shared_links (
    link_id varchar not null, -- core.links
    week_start date not null, -- Monday of the week
    canonical_url varchar not null, -- the address to follow and to credit
    site varchar, -- registrable domain
    title varchar, -- as a link card or the page itself told it; NULL: nobody told
    author varchar, -- who wrote the page, as far as told
    author_influencer_id varchar, -- the listed person in whose feed the page stands
    people bigint not null, -- distinct influencers who shared it in the week
    people_others bigint not null, -- the same without its author
    voices bigint not null, -- distinct messages, copies counted once
    posts bigint not null, -- posts, copies and all
    influencer_ids varchar[] not null, -- these people, in the order in which they shared it
    first_at timestamp not null, -- the first time any listed person shared it (UTC)
    first_influencer_id varchar not null, -- who was first
    first_post_id varchar not null, -- with which post
    is_first_week boolean not null, -- true: it was never shared here before this week
    people_ever bigint not null, -- distinct influencers who ever shared it
    evidence_post_ids varchar[] not null -- the first post of each person of the week, at most 5
);

create or replace temp table links_touched as
-- by core.posts: of what this transaction has written DuckDB does not know how much it is, and would hold all of it
select distinct l.link_id
from core.posts as p
join core.post_links as l using (post_id)
where p.created_at >= getvariable('first_week') and monday(p.created_at::date) in (select week_start from staging.touched_weeks)
union
select link_id
from marts.shared_links
where week_start in (select week_start from staging.touched_weeks)
union
-- the link step has read the page, or found where it leads
select link_id
from core.links
where noted_at > getvariable('noted_from');

delete from marts.shared_links
where link_id in (select link_id from links_touched);

-- all that is shared is read once, whatever lots it is counted in
create or replace temp table links_shared as
select hash(l.link_id) as lot, l.link_id, v.week_start, v.influencer_id, v.voice_id, v.post_id, v.created_at
from (
    select distinct post_id, link_id
    from core.post_links
    where link_id in (select link_id from links_touched)
) as l
join marts.post_voices as v using (post_id);

create or replace temp table links_written as
select
    l.link_id,
    arg_min(v.influencer_id, (p.created_at, p.post_id)) as influencer_id,
    arg_min(p.author_name, (p.created_at, p.post_id)) as author_name,
    arg_min(p.title, (p.created_at, p.post_id)) as title
from core.links as l
join core.posts as p on p.canonical_url = l.canonical_url
join marts.post_voices as v using (post_id)
where p.kind in ('article', 'video', 'episode') and l.link_id in (select link_id from links_touched)
group by l.link_id;

-- a lot of the pages at a time, so that memory stays small
insert into marts.shared_links by name
with by_voice as (
    select link_id, week_start, influencer_id, count(*) as posts, min((created_at, post_id)) as first
    from links_shared
    where lot % getvariable('lots') = getvariable('lot')
    group by link_id, week_start, influencer_id, voice_id
),
by_person as (
    select link_id, week_start, influencer_id, count(*) as voices, sum(posts) as posts, min(first) as first
    from by_voice
    group by all
),
ever as (
    select
        link_id, min(first) as first, arg_min(influencer_id, first) as influencer_id,
        count(distinct influencer_id) as people
    from by_person
    group by link_id
)
select
    b.link_id, b.week_start, any_value(l.canonical_url) as canonical_url, any_value(l.site) as site,
    any_value(coalesce(l.title, w.title)) as title,
    any_value(coalesce(w.author_name, l.author)) as author,
    any_value(w.influencer_id) as author_influencer_id,
    count(*) as people,
    count(*) filter (b.influencer_id is distinct from w.influencer_id) as people_others,
    sum(b.voices) as voices, sum(b.posts) as posts,
    list_transform(list_sort(list((b.first, b.influencer_id))), lambda one: one[2]) as influencer_ids,
    any_value(e.first[1]) as first_at, any_value(e.influencer_id) as first_influencer_id,
    any_value(e.first[2]) as first_post_id,
    b.week_start = monday(any_value(e.first[1])::date) as is_first_week,
    any_value(e.people) as people_ever,
    arg_min(b.first[2], b.first, 5) as evidence_post_ids
from by_person as b
join core.links as l using (link_id)
join ever as e using (link_id)
left join links_written as w using (link_id)
group by b.link_id, b.week_start
order by b.week_start, b.link_id;

drop table links_shared;

drop table links_written;

drop table links_touched;
