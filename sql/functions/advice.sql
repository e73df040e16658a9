-- A moment kept in UTC, as the clock on the brand's wall shows it.
create or replace temp macro brand_time(moment) as (moment at time zone 'UTC') at time zone getvariable('time_zone');

-- What a post is to whoever sees it: an answer, somebody else's, a page, a picture or words alone.
create or replace temp macro format_of(kind, has_link, has_media) as case
    when kind in ('reply', 'repost', 'quote', 'article', 'video', 'episode') then kind
    when has_link then 'link' when has_media then 'picture or video' else 'words' end;

-- How much a person of a tier weighs where people are counted by what they matter.
create or replace temp macro tier_weight(tier) as case tier when 1 then 1.0 when 2 then 0.6 else 0.3 end::decimal(9, 6);

-- The days of a week as DuckDB counts them, Monday first.
create or replace temp macro day_name(iso_day) as
    (['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])[iso_day];

-- The name of a recommendation: the same in every run.
create or replace temp macro recommendation(kind, key) as kind || '-' || left(md5(key), 16);
