-- One row is one number that decides something in the marts of advice; those of config/brand.yaml are not repeated here.
-- grain: rule
create table if not exists marts.advice_rules (
    rule varchar not null, -- what it is called where it is used
    rule_value decimal(12, 4) not null, -- the number
    meaning varchar not null -- what it decides, in words for the report
);

delete from marts.advice_rules;

insert into marts.advice_rules values
    ('presence_days', 56, 'active: own words within so many days; reshares only: nothing else within them; dormant: neither'),
    ('heard_days', 21, 'so many days of data before anybody is called dormant and before a pace is told'),
    ('heard_within', 14, 'dormant only where the account was read whole within so many days'),
    ('habit_posts', 10, 'posts behind a best weekday and best hours; fewer: none is told'),
    ('response_posts', 3, 'answers behind a median time of response; fewer: none is told'),
    ('tier_1_weight', 1, 'weight of a person of tier 1 where reach is counted'),
    ('tier_2_weight', 0.6, 'weight of a person of tier 2'),
    ('tier_3_weight', 0.3, 'weight of a person of tier 3'),
    ('shortlist_share', 0.8, 'the shortlist is the smallest set of platforms that reaches so much of the weighted list'),
    ('item_relevance', 0.2, 'a piece of the brand is about every topic of relevance 0.5 and more, and its likeliest one from this on'),
    ('match_weeks', 52, 'a piece of the brand is offered for so many weeks'),
    ('matches_per_item', 5, 'people at most that a piece is offered to'),
    ('matches_per_person', 5, 'pieces at most that are offered to a person'),
    ('interest_part', 0.35, 'weight in a match: how much the person cares about the topic, against the list'),
    ('relevance_part', 0.25, 'weight in a match: how much the piece is about the topic'),
    ('tier_part', 0.15, 'weight in a match: how much the brand wants to be heard by the person'),
    ('freshness_part', 0.15, 'weight in a match: 1 when the piece is new, half of that every 90 days'),
    ('openness_part', 0.10, 'weight in a match: how often the person passes on or answers what others say'),
    ('gap_people', 2, 'a gap is a topic that at least so many people care about'),
    ('gap_days', 182, 'and that no piece of the brand of the last so many days is about'),
    ('reply_days', 28, 'the reply queue looks back so many days'),
    ('reply_sure', 0.9, 'where no word decides a reply is surely what it reads like from this share on'),
    ('reply_fairly_sure', 0.7, 'where no word decides a reply is fairly surely what it reads like from this share on; below: not sure'),
    ('reply_copy_share', 0.75, 'one message on two platforms: so much of the longer text''s pairs of words is in both'),
    ('reply_copy_words', 6, 'somebody known by name alone is known again in messages of at least so many words'),
    ('doubt_below', 0.3, 'part of the doubt about a channel that lies below its interval; the rest above, where fewer answers tell less'),
    ('mention_days', 182, 'mentions of the brand and of its competitors are told for so many days'),
    ('beyond_base', 0.2, 'a response is beyond the usual where the person gives one without an act in at most so many such spans'),
    ('base_prior_days', 30, 'so many days of the list''s usual weigh with a person''s own days without an act');
