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

-- A mark on the brand's own link, with what config/brand.yaml leaves open filled in.
create or replace temp macro utm_mark(told, platform, page_slug, content_item_id) as replace(replace(replace(replace(
    told, '{platform}', coalesce(platform, 'other')), '{month}', strftime(getvariable('as_of'), '%Y-%m')),
    '{slug}', page_slug), '{content_item}', content_item_id);

-- What is asked in a text, at most three sentences of it.
create or replace temp macro questions_in(words) as list_transform(
    regexp_extract_all(regexp_replace(words, 'https?://\S+|(^|\s)@\S+', ' ', 'g'), '[^.!?¿\n]{12,200}\?'),
    lambda one: trim(regexp_replace(one, '\s+', ' ', 'g')))[:3];

-- Phrases of a text that could be somebody's own way to put it: no addresses, nothing that begins with a number.
create or replace temp macro own_phrases(words) as list_filter(
    phrases_in(phrase_words(regexp_replace(words, '\S+\.[A-Za-z]{2,}(/\S*)?', ' ', 'g'))),
    lambda phrase: says_something(phrase) and not regexp_matches(phrase, '^\d'));

-- The first so many of a list of phrases, without those that stand in another one of it.
create or replace temp macro longest_of(phrases, most) as list_filter(phrases, lambda one: not list_bool_or(
    list_transform(phrases, lambda other: other <> one and contains(' ' || other || ' ', ' ' || one || ' '))))[:most];

-- What the rule of config/brand.yaml says of a channel: the whole interval must lie on one side of the threshold.
create or replace temp macro verdict_of(posts, low_share, high_share, threshold, minimum_posts) as case
    when posts < minimum_posts then 'not enough data'
    when low_share > threshold then 'invest'
    when high_share < threshold then 'cull'
    else 'hold' end;

-- Somebody tells of what others found or wrote.
create or replace temp macro points_elsewhere(words) as regexp_matches(lower(words),
    '(^|[^\p{L}])(stud(y|ies)|survey|report by|report from|new report|according to|researchers|paper by|preprint|data from|article (by|in)'
    || '|wrote in|interview with|via @|h/t|hat tip|estudio|encuesta|informe de|según|investigador(es)?|estudo|inquérito|relatório d[eoa]'
    || '|segundo [oa]|studie|umfrage|laut|bericht (von|über)|étude|selon|enquête)([^\p{L}]|$)');
