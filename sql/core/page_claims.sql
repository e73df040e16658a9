-- One row is one address that a page of an account names as the same person's, and how it says so: a claim, no fact.
-- `told_claims` holds what pages said that were read anew.
-- grain: account_id, page_id, claimed
create table if not exists core.page_claims (
    account_id varchar not null, -- core.accounts: through which the page is known
    page_id varchar not null, -- core.account_pages: the page that says so
    claimed varchar not null, -- the address it names, or @user@server
    method varchar not null, -- rel=me, sameAs, fediverse:creator, alsoKnownAs; or link: it links there, and says no more
    told_at timestamp not null -- when the page said so (UTC)
);

delete from core.page_claims
where exists (
    select 1
    from core.account_pages as p
    where
        p.account_id = page_claims.account_id and p.page_id = page_claims.page_id and p.looked_at > page_claims.told_at
        -- a page that may only be out of reach is believed for a while
        and (p.failure is null or p.failures > 3 or p.due_at >= p.looked_at + interval 90 days)
);

insert into core.page_claims by name
select t.account_id, t.page_id, t.claimed, t.method, t.told_at
from told_claims as t
join core.account_pages as p on p.account_id = t.account_id and p.page_id = t.page_id and p.looked_at = t.told_at
where
    p.failure is null
    and not exists (
        select 1
        from core.page_claims as k
        where k.account_id = t.account_id and k.page_id = t.page_id and k.claimed = t.claimed
    );
