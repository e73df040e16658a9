-- What a share of weight is worth after so many days, where it halves every `half_life`. DECIMAL, so that sums of it
-- are exact.
create or replace temp macro faded(days, half_life) as pow(0.5::double, days / half_life)::decimal(12, 10);

-- The Monday of a day.
create or replace temp macro monday(day) as (date_trunc('week', day))::date;

-- How much a post weighs in the profile of who published it: own words more than a quote, a quote more than a repost.
create or replace temp macro post_weight(kind) as
    case kind when 'repost' then 0.5 when 'quote' then 0.75 else 1.0 end::decimal(3, 2);

-- What an audience did with a post: NULL where no count was told.
create or replace temp macro answers_to(likes, replies, reposts, quotes) as
    case when coalesce(likes, replies, reposts, quotes) is not null
    then coalesce(likes, 0) + coalesce(replies, 0) + coalesce(reposts, 0) + coalesce(quotes, 0) end;

-- Words of a text, small, without addresses and signs.
create or replace temp macro words_of(told) as regexp_extract_all(
    lower(regexp_replace(told, 'https?://\S+|\bwww\.\S+|\bpic\.twitter\.com/\S+', ' ', 'g')), '[\p{L}\p{M}\p{N}]+');

-- Pairs of neighbouring words, each once, as numbers: what two copies of a text have in common however they are cut.
create or replace temp macro word_pairs(words) as
    list_distinct(list_transform(range(1, len(words)), lambda i: hash(words[i], words[i + 1])));

-- One estimate of how much somebody cares: their memories mixed by weight, a memory that holds nothing giving its
-- weight to the longer ones, then drawn to the list with the weight of `prior` posts.
create or replace temp macro mixed_share(short, middle, long, w_short, w_middle, w_long) as
    case when short is null and middle is null and long is null then null else
    (case when short is null then 0 else w_short * short end
        + case when middle is null then 0 else w_middle * middle end
        + case when long is null then 0 else w_long * long end)
    / (case when short is null then 0 else w_short end
        + case when middle is null then 0 else w_middle end
        + case when long is null then 0 else w_long end) end;

create or replace temp macro shrunk_share(own, posts, listed, prior) as
    case when own is null then listed else (posts * own + prior * listed) / (posts + prior) end;

-- Wilson's bounds of a share behind which stand so many posts; z = 1.2816 for 80 %.
create or replace temp macro low_of(share, posts, z) as greatest(0,
    (share + z * z / (2 * posts) - z * sqrt(share * (1 - share) / posts + z * z / (4 * posts * posts)))
    / (1 + z * z / posts));
create or replace temp macro high_of(share, posts, z) as least(1,
    (share + z * z / (2 * posts) + z * sqrt(share * (1 - share) / posts + z * z / (4 * posts * posts)))
    / (1 + z * z / posts));

-- Two texts of which one is in the other: six in ten of the shorter's pairs of words; a few words alone must be all.
create or replace temp macro is_copy(shared, pairs, other_pairs, words, other_words) as case
    when words < 4 then shared = pairs and shared = other_pairs
    else shared >= 0.6 * least(pairs, other_pairs) end;

-- The list's average that estimates are drawn to: its last days, and where they hold little its long memory.
create or replace temp macro list_share(short, all_short, long, all_long) as
    (short + 80 * long / all_long) / (all_short + 80);

-- Days in a memory that began so many days ago: what a pace is divided by.
create or replace temp macro exposure(days, half_life) as
    pow(0.5, 1 / half_life) * (1 - pow(0.5, days / half_life)) / (1 - pow(0.5, 1 / half_life));

-- How far apart two shares are in standard deviations, both drawn to what they have in common (Monroe and others 2008).
create or replace temp macro log_odds_z(own, all_own, listed, all_listed, prior) as
    (ln((own + prior * listed / all_listed) / (all_own - own + prior * (1 - listed / all_listed) + 0.000001))
        - ln(listed / (all_listed - listed + 0.000001)))
    / sqrt(1 / (own + prior * listed / all_listed) + 1 / listed);

-- The row of marts._count_bounds for an expected count.
create or replace temp macro count_step(expected) as
    round(20 * ln(least(greatest(expected, 0.01), 2000)))::integer;

-- Words that phrases are made of: no addresses, nobody's handle.
create or replace temp macro phrase_words(told) as words_of(regexp_replace(told, '(^|\s)[@]\S+', ' ', 'g'));

-- Every phrase of one to three words, each once.
create or replace temp macro phrases_in(words) as list_distinct(list_concat(words, list_concat(
    list_transform(range(1, len(words)), lambda i: words[i] || ' ' || words[i + 1]),
    list_transform(range(1, len(words) - 1), lambda i: words[i] || ' ' || words[i + 1] || ' ' || words[i + 2]))));

-- How many people a rising phrase needs in a list of so many: five of eighty, two of a dozen.
create or replace temp macro least_people(people) as greatest(2, least(5, round(people / 15)));

-- How much a phrase rose: the lower bound of its rate against the weeks before, by how many people said it.
create or replace temp macro rise_of(posts, posts_before, people) as
    greatest(posts - 1.2816 * sqrt(posts), 0) / (posts_before + 1) * ln(1 + people);
