-- One row is one page that an account names as its own, or that such a page names as the same person's, as it was last
-- looked at. `told_pages` holds what the look was told.
-- grain: account_id, page_id
create table if not exists core.account_pages (
    account_id varchar not null, -- core.accounts: the account whose profile names it, or names the page that does
    page_id varchar not null, -- comparison key of its address, as in core.links
    page_url varchar not null, -- the address that was asked
    named_by varchar, -- page_id of the page that names it; NULL: the profile of the account does
    resolved_url varchar, -- where it led when it was last read, redirects followed; NULL: it was not, or is gone
    failure varchar, -- why there was no page to read; NULL: it was read
    failures integer not null, -- looks in a row that found no page to read
    looked_at timestamp not null, -- when it was last looked at (UTC)
    due_at timestamp not null -- when it is to be looked at again (UTC)
);

merge into core.account_pages as kept
using (
    select
        t.account_id, t.page_id, t.page_url,
        -- what a profile named is asked for its own sake, whoever names it besides
        case when k.page_id is null or k.named_by is not null then t.named_by end as named_by,
        -- a page that may only be out of reach still leads where it led
        case when t.is_passing then k.resolved_url else t.resolved_url end as resolved_url,
        t.failure, t.looked_at,
        case when t.failure is null then 0 else 1 + coalesce(k.failures, 0) end as failures,
        -- what may pass is tried in the weeks after; everything else once a quarter, since domains lapse
        t.looked_at + case when t.is_passing and coalesce(k.failures, 0) < 3 then interval 6 days else interval 90 days end as due_at
    from told_pages as t
    left join core.account_pages as k using (account_id, page_id)
    where k.looked_at is null or k.looked_at < t.looked_at
) as heard
on kept.account_id = heard.account_id and kept.page_id = heard.page_id
when matched then update by name
when not matched then insert by name;
