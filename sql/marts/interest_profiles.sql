-- One row is how much one person cares about one topic, as it stood at the end of one week (or stands so far): rank by
-- interest_share. Only what may rest on a person: no sensitive topic, no list-only platform, each voice once.
-- grain: influencer_id, topic_id, week_start
create table if not exists marts.interest_profiles (
    influencer_id varchar not null, -- core.influencers
    topic_id varchar not null, -- marts.topics
    week_start date not null, -- Monday of the week
    short_share decimal(9, 6), -- of their own topical posts, in a memory that halves in 7 days; NULL: silent
    long_share decimal(9, 6) not null, -- the same in a memory that halves in 720 days
    interest_share decimal(9, 6) not null, -- the estimate: memories mixed by memory_weights, then weighed by how people come back
    baseline_share decimal(9, 6) not null, -- what the whole list's posts give this topic, mixed and weighed alike
    lift decimal(12, 4) not null, -- interest_share / baseline_share
    z_score decimal(9, 4) not null, -- shrunken log-odds against the list in standard deviations; beyond 1.96 sets apart
    low_share decimal(9, 6) not null, -- lower bound of the 80 % interval of interest_share
    high_share decimal(9, 6) not null, -- upper bound of it
    effective_posts decimal(12, 4) not null, -- this person's posts behind all their shares, faded with age
    topic_posts decimal(12, 4) not null, -- those of them about this topic
    confidence varchar not null, -- solid, indicative, not enough data: by effective_posts and silence, see marts.rules
    trend varchar not null, -- new, rising, steady, fading, gone: what happened in the last 28 days, no forecast
    recent_posts decimal(12, 4) not null, -- weight of posts on it in the last 28 days
    recent_all decimal(12, 4) not null, -- weight of all topical posts in the last 28 days
    expected_posts decimal(12, 4) not null, -- posts on it to be expected next week
    low_posts integer not null, -- lower bound of the 80 % interval of next week's count
    high_posts integer not null, -- upper bound of it
    chance decimal(9, 4) not null, -- of at least one next week
    resonance_score decimal(12, 4), -- what their audience answers: 1 as usual, 2 twice as much; NULL: no counts told
    resonance_posts decimal(12, 4) not null, -- posts with counts behind it, faded with age
    first_on date not null, -- their first post on it
    last_on date not null, -- their last post on it
    evidence_post_ids varchar[] not null, -- the newest of these posts, each voice once, at most 5
    _short_posts decimal(18, 6) not null, -- weight on the topic in the memory that halves in 7 days
    _middle_posts decimal(18, 6) not null, -- in the one that halves in 30 days
    _long_posts decimal(18, 6) not null, -- in the one that halves in 720 days
    _counted_posts decimal(18, 6) not null, -- posts, not weighed, in the one that halves in 720 days
    _resonance decimal(18, 6) not null, -- resonance in the one that halves in 720 days
    _listed decimal(12, 9) not null, -- share of the topic in the list's long memory
    _listed_now decimal(12, 9) not null, -- share of it in what the list writes these days
    _mixed_share decimal(12, 9) not null, -- the memories mixed, not yet weighed: expected_posts go by it
    _returns decimal(18, 6) not null, -- weeks in which people came back to the topic, faded as in the long memory
    _awaited decimal(18, 6) not null -- as many as their shares let expect, of weeks in which they wrote anything
);

delete from marts.interest_profiles
where week_start = getvariable('week');

insert into marts.interest_profiles by name
with heard as (
    select
        influencer_id, topic_id,
        sum(faded(weight, getvariable('week') + 7 - created_on, 7))::decimal(18, 9) as short,
        sum(faded(weight, getvariable('week') + 7 - created_on, 30))::decimal(18, 9) as middle,
        sum(faded(weight, getvariable('week') + 7 - created_on, 720))::decimal(18, 9) as long,
        sum(faded(posts, getvariable('week') + 7 - created_on, 720))::decimal(18, 9) as counted,
        sum(posts) as uses,
        sum(faded(answered_posts, getvariable('week') + 7 - created_on, 720))::decimal(18, 9) as answered,
        sum(faded(resonance, getvariable('week') + 7 - created_on, 720))::decimal(18, 9) as resonance,
        min(created_on) as first_on,
        max(created_on) as last_on
    from marts._daily_topics
    where created_on >= getvariable('week') and created_on < getvariable('week') + 7
    group by all
),
before as (
    select
        influencer_id, topic_id,
        _short_posts * left_of(7, 7) as short, _middle_posts * left_of(7, 30) as middle,
        _long_posts * left_of(7, 720) as long, _counted_posts * left_of(7, 720) as counted,
        resonance_posts * left_of(7, 720) as answered, _resonance * left_of(7, 720) as resonance,
        first_on, last_on, _mixed_share, _returns, _awaited
    from marts.interest_profiles
    where week_start = getvariable('week') - 7
),
-- doubles meet within a row only; what is summed over rows is DECIMAL again, and each sum is made 64 bits wide before it
-- is a double: from the 128 that DuckDB sums in it takes a long division
memory as (
    select
        influencer_id, topic_id,
        (coalesce(h.short::double, 0) + coalesce(b.short, 0))::decimal(18, 6) as short,
        (coalesce(h.middle::double, 0) + coalesce(b.middle, 0))::decimal(18, 6) as middle,
        (coalesce(h.long::double, 0) + coalesce(b.long, 0))::decimal(18, 6) as long,
        (coalesce(h.counted::double, 0) + coalesce(b.counted, 0))::decimal(18, 6) as counted,
        (coalesce(h.answered::double, 0) + coalesce(b.answered, 0))::decimal(12, 4) as answered,
        (coalesce(h.resonance::double, 0) + coalesce(b.resonance, 0))::decimal(18, 6) as resonance,
        least(h.first_on, b.first_on) as first_on,
        greatest(h.last_on, b.last_on) as last_on
    from heard as h
    full join before as b using (influencer_id, topic_id)
),
-- what nobody of us would remember is forgotten
kept as (
    select * from memory where long >= 0.05 and last_on >= getvariable('week') - 730
),
-- who wrote anything this week: did they come back to what they knew?
returned as (
    select
        b.topic_id,
        count(h.topic_id) as returns,
        sum((1 - pow(1 - b._mixed_share::double, w.uses))::decimal(18, 6))::decimal(18, 6) as awaited
    from before as b
    join (select influencer_id, sum(uses)::double as uses from heard group by influencer_id) as w using (influencer_id)
    left join heard as h on h.influencer_id = b.influencer_id and h.topic_id = b.topic_id
    group by b.topic_id
),
habits as (
    select
        topic_id,
        (coalesce(b.returns * left_of(7, 720), 0) + coalesce(r.returns, 0))::decimal(18, 6) as returns,
        (coalesce(b.awaited * left_of(7, 720), 0) + coalesce(r.awaited::double, 0))::decimal(18, 6) as awaited
    from (select distinct topic_id from kept)
    left join (select topic_id, min(_returns) as returns, min(_awaited) as awaited from before group by topic_id) as b
        using (topic_id)
    left join returned as r using (topic_id)
),
recent as (
    select influencer_id, topic_id, sum(weight)::decimal(18, 6) as recent
    from marts._daily_topics
    where created_on >= getvariable('week') - 21 and created_on < getvariable('week') + 7
    group by all
),
fit as (
    select
        holds_from, short_weight::double as short_weight, middle_weight::double as middle_weight,
        long_weight::double as long_weight, list_weight::double as list_weight, to_middle::double as to_middle,
        to_long::double as to_long, to_list::double as to_list, discount,
        to_usual::double as to_usual
    from marts.memory_weights where holds_from <= getvariable('week') order by holds_from desc limit 1
),
people as (
    select
        k.influencer_id,
        sum(k.short)::decimal(18, 6)::double as short, sum(k.middle)::decimal(18, 6)::double as middle,
        sum(k.long)::decimal(18, 6)::double as long,
        sum(least(k.long, f.discount))::decimal(18, 6)::double as held_back,
        getvariable('week') + 7 - min(k.first_on) as days_heard,
        getvariable('week') + 7 - max(k.last_on) as days_silent
    from kept as k
    cross join fit as f
    group by k.influencer_id
),
paced as (
    select
        p.*,
        coalesce(r.recent, 0)::double as recent,
        7 * ((f.short_weight + f.list_weight) * p.short / exposure(p.days_heard, 7)
            + f.middle_weight * p.middle / exposure(p.days_heard, 30)
            + f.long_weight * p.long / exposure(p.days_heard, 720)) as pace
    from people as p
    left join (select influencer_id, sum(recent)::decimal(18, 6) as recent from recent group by all) as r using (influencer_id)
    cross join fit as f
),
listed as (
    select
        topic_id, sum(short)::decimal(18, 6)::double as short, sum(middle)::decimal(18, 6)::double as middle,
        sum(long)::decimal(18, 6)::double as long
    from kept
    group by topic_id
),
averages as (
    select
        l.topic_id, l.long,
        t.long as all_long,
        l.long / t.long as listed,
        drawn(l.short, t.short, l.long / t.long, 80) as listed_now,
        f.short_weight * drawn(l.short, t.short, l.long / t.long, 80)
            + f.middle_weight * drawn(l.middle, t.middle, l.long / t.long, 80)
            + f.long_weight * l.long / t.long
            + f.list_weight * drawn(l.short, t.short, l.long / t.long, 80) as baseline
    from listed as l
    cross join (
        select
            sum(short)::decimal(18, 6)::double as short, sum(middle)::decimal(18, 6)::double as middle,
            sum(long)::decimal(18, 6)::double as long
        from kept
    ) as t
    cross join fit as f
),
own as (
    select
        *, short::double as own_short, middle::double as own_middle, long::double as own_long
    from kept
),
-- how well each topic keeps its people, beside all topics; few returns say little
keeping as (
    select
        r.topic_id, r.returns, r.awaited, a.listed, a.listed_now, a.baseline, a.long, a.all_long,
        keeps(r.returns, r.awaited, t.returns, t.awaited, f.to_usual) as keeps
    from habits as r
    join averages as a using (topic_id)
    cross join (select sum(returns)::double as returns, sum(awaited)::double as awaited from habits) as t
    cross join fit as f
),
mixed as (
    select
        k.*, p.days_heard, p.days_silent,
        k.own_short / nullif(p.short, 0) as short_share,
        k.own_long / p.long as long_share,
        interest_of(
            k.own_short, p.short, k.own_middle, p.middle,
            remembered(k.own_long, p.long, p.held_back, a.listed, f.discount, f.to_list), a.listed_now,
            f.short_weight, f.middle_weight, f.long_weight, f.list_weight, f.to_middle, f.to_long
        ) as mixed,
        a.returns, a.awaited, a.keeps,
        greatest(a.baseline * a.keeps * t.baseline / t.kept, 0.000001) as baseline,
        p.long as posts,
        coalesce(r.recent, 0)::double as recent, p.recent as recent_all, p.pace,
        f.holds_from, f.to_list, a.listed, a.listed_now,
        a.long as on_list, a.all_long as all_on_list
    from own as k
    join paced as p using (influencer_id)
    join keeping as a using (topic_id)
    left join recent as r using (influencer_id, topic_id)
    cross join fit as f
    cross join (
        select
            sum(baseline::decimal(18, 12))::decimal(18, 12)::double as baseline,
            sum((baseline * keeps)::decimal(18, 12))::decimal(18, 12)::double as kept
        from keeping
    ) as t
),
-- what a person's topics have together stays as it was
weighed as (
    select
        influencer_id,
        sum(mixed::decimal(18, 12))::decimal(18, 12)::double as mixed,
        sum((mixed * keeps)::decimal(18, 12))::decimal(18, 12)::double as kept
    from mixed
    group by influencer_id
),
shares as (
    select m.*, m.mixed * m.keeps * w.mixed / w.kept as interest
    from mixed as m
    join weighed as w using (influencer_id)
),
judged as (
    select
        *,
        -- how people come back tells what comes first; how often it comes the memories alone tell better
        mixed * pace * counted::double / own_long as expected,
        long_share * recent_all as usual_recent,
        log_odds_z(own_long, posts, on_list, all_on_list, to_list) as z,
        low_of(interest, posts + to_list, 1.2816) as low,
        high_of(interest, posts + to_list, 1.2816) as high
    from shares
),
-- lists are costly to carry along: they come last
newest as (
    select influencer_id, topic_id, flatten(arg_max(newest_post_ids, created_on, 5))[1:5] as post_ids
    from marts._daily_topics
    where created_on >= getvariable('week') and created_on < getvariable('week') + 7
    group by all
),
shown_before as (
    select influencer_id, topic_id, evidence_post_ids as post_ids
    from marts.interest_profiles
    where week_start = getvariable('week') - 7
)
select
    j.influencer_id, j.topic_id, getvariable('week') as week_start,
    j.short_share, j.long_share, j.interest as interest_share, j.baseline as baseline_share,
    least(j.interest / j.baseline, 99999999) as lift,
    j.z as z_score, j.low as low_share, j.high as high_share,
    j.posts as effective_posts, j.long as topic_posts,
    case
        when j.posts >= 80 and j.days_silent <= 90 then 'solid'
        when j.posts >= 20 and j.days_silent <= 365 then 'indicative'
        else 'not enough data'
    end as confidence,
    case
        when j.first_on >= getvariable('week') - 21 and j.days_heard > 56 and j.recent >= 2 then 'new'
        when j.last_on < getvariable('week') + 7 - 56 and 2 * j.usual_recent >= 3 then 'gone'
        when j.recent >= 3 and j.recent >= 1.5 * j.usual_recent
            and j.recent - j.usual_recent >= 1.645 * sqrt(greatest(j.usual_recent, 1)) then 'rising'
        when j.usual_recent >= 3 and j.recent <= j.usual_recent / 1.5
            and j.usual_recent - j.recent >= 1.645 * sqrt(j.usual_recent) then 'fading'
        else 'steady'
    end as trend,
    j.recent as recent_posts, j.recent_all,
    j.expected as expected_posts, b.low_posts, b.high_posts, b.chance,
    case when j.answered > 0 then exp(j.resonance / (j.answered + 10)) end as resonance_score,
    j.answered as resonance_posts,
    j.first_on, j.last_on,
    case
        when n.post_ids is null then s.post_ids
        when s.post_ids is null or len(n.post_ids) = 5 then n.post_ids
        else list_concat(n.post_ids, s.post_ids)[1:5]
    end as evidence_post_ids,
    j.short as _short_posts, j.middle as _middle_posts, j.long as _long_posts, j.counted as _counted_posts,
    j.resonance as _resonance, j.listed as _listed, j.listed_now as _listed_now,
    j.mixed as _mixed_share, j.returns as _returns, j.awaited as _awaited
from judged as j
join marts._count_bounds as b
    on b.holds_from = j.holds_from and b.step = count_step(j.expected)
left join newest as n using (influencer_id, topic_id)
left join shown_before as s using (influencer_id, topic_id)
order by j.influencer_id, j.topic_id;
