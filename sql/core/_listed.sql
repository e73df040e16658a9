-- One row per breach of a rule about influencers and accounts as the configuration is about to change them. Read before
-- that commit, when no page has landed yet.
-- grain: table_name, rule, offender
with offences as (
    select 'core.influencers' as table_name, 'an influencer_id stands once' as rule, influencer_id as offender
    from core.influencers group by influencer_id having count(*) > 1
    union all by name
    select 'core.accounts' as table_name, 'an account_id stands once' as rule, account_id as offender
    from core.accounts group by account_id having count(*) > 1
    union all by name
    select 'core.accounts' as table_name, 'an account belongs to an influencer on the list, or to the brand' as rule,
        account_id as offender
    from core.accounts
    where is_listed and not is_brand and (
        influencer_id is null or influencer_id not in (select influencer_id from core.influencers where is_listed))
    union all by name
    select 'core.accounts' as table_name, 'who was ever heard stays known' as rule, account_id as offender
    from ops.cursors anti join core.accounts using (account_id)
    union all by name
    select 'core.account_links' as table_name, 'an account is held by one influencer at a time' as rule, account_id as offender
    from core.account_links where unlinked_at is null group by account_id having count(*) > 1
)
select table_name, rule, offender from offences
