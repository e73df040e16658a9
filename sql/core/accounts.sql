-- One row is one influencer, or the brand, on one platform.
-- grain: account_id
create table if not exists core.accounts (
    account_id varchar not null, -- platform and handle as configured, "bluesky:ana.example.com"
    platform varchar not null, -- where it is
    handle varchar not null, -- as config/accounts.csv has it
    influencer_id varchar, -- core.influencers; NULL for the brand's own
    is_brand boolean not null, -- true for the brand's own accounts
    url varchar, -- where a person would look at it
    native_id varchar, -- the platform's permanent id, once learned
    handle_now varchar, -- the handle it had when last heard
    display_name varchar, -- its display name
    description varchar, -- what it says of itself
    website varchar, -- the website it names
    followers bigint, -- followers, subscribers; NULL: not told
    evidence varchar, -- why we hold that this account is theirs
    verified_on date, -- when a person last checked that
    is_listed boolean not null -- false: no longer in config/accounts.csv
);

merge into core.accounts as kept
using staging._accounts as told
on kept.account_id = told.account_id
when matched then update by name
when not matched then insert by name
when not matched by source then update set is_listed = false;
