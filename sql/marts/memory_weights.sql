-- One row is how this list is best foretold: what each memory of a person weighs in their profiles from a week on, and
-- what that was fitted to.
-- grain: holds_from
create table if not exists marts.memory_weights (
    holds_from date not null, -- the first week (Monday) whose profiles use it
    window_from date, -- fitted to what was written from this day ...
    window_to date, -- ... until this one; NULL: too little was written, these are the weights we begin with
    person_weeks bigint not null, -- person and week pairs behind it
    short_weight decimal(6, 4) not null, -- weight of the memory that halves in 7 days
    middle_weight decimal(6, 4) not null, -- weight of the memory that halves in 30 days
    long_weight decimal(6, 4) not null, -- weight of the memory that halves in 720 days
    list_weight decimal(6, 4) not null, -- weight of what the whole list writes about these days
    to_middle decimal(9, 2) not null, -- with how many posts the middle memory draws the short one
    to_long decimal(9, 2) not null, -- with how many posts the long memory draws the middle one
    to_list decimal(9, 2) not null, -- with how many posts the list draws the long memory
    discount decimal(9, 2) not null, -- part of a post a topic that the long memory holds back for what is new
    to_usual decimal(9, 2) not null, -- with how many returns a topic is held to keep its people as topics usually do
    dispersion decimal(9, 2) not null -- r of the negative binomial that next week's counts follow
);
