-- One row is one number that decides something in the marts: what a word stands for, from when on, how strongly.
-- grain: rule
create table if not exists marts.rules (
    rule varchar not null, -- what it is called where it is used
    rule_value decimal(12, 4) not null, -- the number
    meaning varchar not null -- what it decides, in words for the report
);

delete from marts.rules;

insert into marts.rules values
    ('relevance', 0.5, 'a topic of a post counts from this relevance on'),
    ('weight_own', 1, 'weight of a post in one''s own words'),
    ('weight_quote', 0.75, 'weight of a quote, which carries somebody else''s words as well'),
    ('weight_repost', 0.5, 'weight of a repost'),
    ('short_days', 7, 'half-life of the short memory'),
    ('middle_days', 30, 'half-life of the middle memory'),
    ('long_days', 720, 'half-life of the long memory'),
    ('begin_prior_posts', 20, 'how many posts the list''s average weighs against somebody''s own, before this list is known'),
    ('solid_posts', 80, 'solid: at least so many effective posts'),
    ('solid_silence', 90, 'solid: heard within so many days'),
    ('indicative_posts', 20, 'indicative: at least so many effective posts; below: not enough data'),
    ('indicative_silence', 365, 'indicative: heard within so many days'),
    ('interval_z', 1.2816, 'intervals hold in 80 of 100 cases'),
    ('apart_z', 1.96, 'sets somebody apart from the list: a z score beyond this'),
    ('recent_days', 28, 'a trend compares the last so many days with the long memory'),
    ('rising_ratio', 1.5, 'rising: at least so many times what the long memory lets expect; fading: at most one such part'),
    ('rising_z', 1.645, 'rising, fading: at least so many standard deviations from it'),
    ('rising_posts', 3, 'rising, fading, gone: at least so many posts there, or expected'),
    ('new_posts', 2, 'new: at least so many posts, all of them recent, by somebody we have heard for longer'),
    ('gone_days', 56, 'gone: none for so many days, though so many posts were to be expected'),
    ('resonance_prior', 10, 'how many usual posts weigh against the answers to a topic'),
    ('voice_hours', 72, 'copies of one message stand at most so far apart'),
    ('voice_words', 0.6, 'copies share so much of the shorter text''s pairs of words'),
    ('week_posts', 10, 'the line of a topic over weeks has a point where so many posts on any topic were heard in the week'),
    ('rising_phrase_people', 5, 'a rising phrase is used by at least so many people of a list that has as many'),
    ('phrase_weeks', 8, 'a rising phrase is compared with its mean of so many weeks'),
    ('phrase_z', 2, 'a phrase rises from so many standard deviations above its mean on'),
    ('everyday_z', 4, 'a word that everybody says rises, where it stands alone, from so many standard deviations on');
