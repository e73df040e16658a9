-- One row is one phrase of one to three words in one week of the whole list: how often, by how many, on how many days.
-- Own words only, each voice once; what stands in one post alone, or says nothing by itself, is left out.
-- grain: week_start, phrase
create table if not exists marts._weekly_phrases (
    week_start date not null, -- Monday of the week
    phrase varchar not null, -- words in small letters
    words integer not null, -- how many words
    posts bigint not null, -- voices that use it
    people bigint not null, -- distinct influencers
    days bigint not null -- distinct days
);

create or replace temp table phrases_said as
with texts as (
    select
        v.post_id, v.influencer_id, v.created_on, v.uses,
        phrase_words(left(concat_ws(' ', p.title, p.text), 4000)) as words
    from marts.post_voices as v
    join core.posts as p using (post_id)
    where v.is_voice and v.kind <> 'repost' and v.week_start = getvariable('week')
)
select post_id, influencer_id, created_on, uses, unnest(phrases_in(words)) as phrase
from texts;

delete from marts._weekly_phrases
where week_start = getvariable('week');

insert into marts._weekly_phrases by name
with by_person as (
    select phrase, influencer_id, count(*) as posts, bit_or(1::utinyint << dayofweek(created_on)::utinyint) as days
    from phrases_said
    group by all
)
select
    getvariable('week') as week_start, phrase,
    len(string_split(phrase, ' ')) as words,
    sum(posts) as posts, count(*) as people, bit_count(bit_or(days)) as days
from by_person
group by phrase
having sum(posts) > 1 and says_something(phrase)
order by phrase;
