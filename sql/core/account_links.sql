-- One row is one period in which an account was held to be an influencer's: the history of core.accounts.influencer_id.
-- grain: account_id, linked_at
create table if not exists core.account_links (
    account_id varchar not null, -- core.accounts
    influencer_id varchar not null, -- core.influencers
    linked_at timestamp not null, -- since when (UTC, time of the run that read it)
    unlinked_at timestamp, -- until when; NULL: to this day
    evidence varchar -- why we held it
);

update core.account_links as kept
set unlinked_at = getvariable('as_of')
where
    kept.unlinked_at is null
    and not exists (
        select 1
        from core.accounts as a
        where a.account_id = kept.account_id and a.influencer_id = kept.influencer_id and a.is_listed
    );

insert into core.account_links by name
select a.account_id, a.influencer_id, getvariable('as_of') as linked_at, null as unlinked_at, a.evidence
from core.accounts as a
where
    a.is_listed
    and a.influencer_id is not null
    and not exists (
        select 1
        from core.account_links as k
        where k.account_id = a.account_id and k.influencer_id = a.influencer_id and k.unlinked_at is null
    );
