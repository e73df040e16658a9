-- One row is what to expect of next week's count where so many posts are expected: made with memory_weights.
-- grain: holds_from, step
create table if not exists marts._count_bounds (
    holds_from date not null, -- marts.memory_weights
    step integer not null, -- round(20 ln(expected))
    low_posts integer not null, -- lower bound of the 80 % interval
    high_posts integer not null, -- upper bound of it
    chance decimal(9, 4) not null -- of at least one post
);
