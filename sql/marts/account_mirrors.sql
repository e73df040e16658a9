-- One row is one copy that a bridge makes of a listed account elsewhere, as the person's own accounts or pages name it:
-- the same words by the same person, so it is not proposed, and nobody is asked for it.
-- grain: influencer_id, platform, handle
create table if not exists marts.account_mirrors (
    influencer_id varchar not null, -- core.influencers
    platform varchar not null, -- where the copy is
    handle varchar not null, -- what it is called there
    mirrored_account_id varchar not null, -- what it is a copy of: core.accounts, by the name it has there
    told_by varchar not null -- the account (core.accounts) or the page that names it
);

delete from marts.account_mirrors;

insert into marts.account_mirrors by name
select m.influencer_id, m.platform, m.handle, m.mirrored_account_id, m.told_by
from mirrored_accounts as m
order by m.influencer_id, m.platform, m.handle;
