-- One row is how strongly each memory predicted what this list wrote about the week after: the fit that profiles use
-- from a week on, and what it was fitted to.
-- grain: holds_from
create table if not exists marts.memory_weights (
    holds_from date not null, -- the first week (Monday) whose profiles use it
    window_from date, -- fitted to what was written from this day ...
    window_to date, -- ... until this one; NULL: too little was written, these are the weights we begin with
    person_weeks bigint not null, -- person and week pairs behind it
    short_weight decimal(6, 4) not null, -- weight of the memory that halves in 7 days
    middle_weight decimal(6, 4) not null, -- weight of the memory that halves in 30 days
    long_weight decimal(6, 4) not null, -- weight of the memory that halves in 180 days
    prior_posts decimal(9, 4) not null, -- how many posts the list's average weighs against somebody's own
    dispersion decimal(9, 4) not null -- r of the negative binomial that next week's counts follow
);
