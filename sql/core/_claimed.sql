-- One row per breach of a rule about pages of accounts that were looked at, and what they claim. Read inside the
-- transaction of the look: `told_pages` holds what it has just written.
-- grain: table_name, rule, offender
with looked as (
    select distinct account_id from told_pages
),
offences as (
    select 'core.account_pages' as table_name, 'a page stands once an account' as rule, account_id || ' ' || page_id as offender
    from core.account_pages
    where account_id in (from looked)
    group by account_id, page_id having count(*) > 1
    union all by name
    select 'core.account_pages' as table_name, 'a page is known through an account that is known' as rule, account_id as offender
    from core.account_pages
    where account_id in (from looked) and account_id not in (select account_id from core.accounts)
    union all by name
    select 'core.account_pages' as table_name, 'a page that was read tells where it led' as rule, page_id as offender
    from core.account_pages
    where account_id in (from looked) and failure is null and resolved_url is null
    union all by name
    select 'core.account_pages' as table_name, 'a page is looked at again after it was looked at' as rule, page_id as offender
    from core.account_pages
    where account_id in (from looked) and due_at <= looked_at
    union all by name
    select 'core.page_claims' as table_name, 'an address stands once a page' as rule,
        account_id || ' ' || page_id || ' ' || claimed as offender
    from core.page_claims
    where account_id in (from looked)
    group by account_id, page_id, claimed having count(*) > 1
    union all by name
    select 'core.page_claims' as table_name, 'a claim is made by a page that was looked at' as rule, c.page_id as offender
    from core.page_claims as c
    anti join core.account_pages as p on p.account_id = c.account_id and p.page_id = c.page_id
    where c.account_id in (from looked)
    union all by name
    select 'core.page_claims' as table_name, 'the method is one of ours' as rule, c.page_id as offender
    from core.page_claims as c
    where c.account_id in (from looked)
        and c.method not in ('rel=me', 'sameAs', 'fediverse:creator', 'alsoKnownAs', 'link')
)
select table_name, rule, offender from offences
