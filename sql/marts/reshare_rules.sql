-- One row is one number by which reshares are ranked: the weight of a part of the score, or what a part rests on.
-- grain: rule
create table if not exists marts.reshare_rules (
    rule varchar not null, -- what it is called in marts.reshare_candidates
    rule_value decimal(12, 4) not null, -- the number
    meaning varchar not null -- what it decides, in words for the report
);

delete from marts.reshare_rules;

insert into marts.reshare_rules values
    ('fit_part', 0.20, 'weight: the post is about what the brand writes about'),
    ('interest_part', 0.08, 'weight: its author keeps coming back to that topic'),
    ('tier_part', 0.07, 'weight: how much the brand wants to be heard by its author'),
    ('response_part', 0.27, 'weight: what posts of this form and topic get against the author''s usual'),
    ('pace_part', 0.13, 'weight: the answers it has, against the author''s usual for that age'),
    ('pickup_part', 0.13, 'weight: how many listed people passed it on, or pass on its author''s posts'),
    ('freshness_part', 0.10, 'weight: 1 when published, half of that after each half-life of the platform'),
    ('rarity_part', 0.02, 'weight: its author posts seldom'),
    ('expires_half_lives', 4, 'a post is too old to share after so many half-lives'),
    ('usual_posts', 5, 'so many posts of an author outweigh the platform''s usual answers'),
    ('form_posts', 20, 'so many posts of a form weigh as much as what all posts do'),
    ('pickup_posts', 20, 'so many posts of an author weigh as much as the list''s usual pick-up'),
    ('growth_posts', 30, 'growth of answers is measured from so many counts at an age; below it is assumed'),
    ('rare_posts', 10, 'posts a week at which rarity is worth half');
