-- One row is one person or house the brand wants to be heard by, as config/influencers.csv names them.
-- grain: influencer_id
create table if not exists core.influencers (
    influencer_id varchar not null, -- as in config/influencers.csv
    influencer_name varchar not null, -- the name shown
    role varchar, -- analyst, journalist, researcher, maker, customer, ...
    organisation varchar, -- whom they work for
    tier integer, -- 1 matters most, 3 least
    lists varchar[], -- the lists they are on
    since_on date, -- on the list since
    is_opted_out boolean not null, -- true: asked not to be listened to
    is_listed boolean not null -- false: no longer in config/influencers.csv
);

merge into core.influencers as kept
using staging._influencers as told
on kept.influencer_id = told.influencer_id
when matched then update by name
when not matched then insert by name
when not matched by source then update set is_listed = false;
