-- One row per account of config/accounts.csv and brand.yaml, with what visits have learned of it.
-- grain: account_id
with learned as (
    select
        account_id,
        arg_max(learned ->> 'native_id', seen_at) filter (learned ->> 'native_id' <> '') as native_id,
        arg_max(learned ->> 'handle', seen_at) filter (learned ->> 'handle' <> '') as handle_now,
        arg_max(learned ->> 'display_name', seen_at) filter (learned ->> 'display_name' <> '') as display_name,
        arg_max(learned ->> 'description', seen_at) filter (learned ->> 'description' <> '') as description,
        arg_max(learned ->> 'website', seen_at) filter (learned ->> 'website' <> '') as website,
        arg_max(try_cast(learned ->> 'followers' as bigint), seen_at) as followers
    from staging._envelopes
    group by account_id
)
select
    c.account_id,
    c.platform,
    c.handle,
    c.influencer_id,
    c.is_brand,
    c.url,
    coalesce(l.native_id, k.native_id) as native_id,
    coalesce(l.handle_now, k.handle_now) as handle_now,
    coalesce(l.display_name, k.display_name) as display_name,
    coalesce(l.description, k.description) as description,
    coalesce(l.website, k.website) as website,
    coalesce(l.followers, k.followers) as followers,
    c.evidence,
    c.verified_on,
    true as is_listed
from configured_accounts as c
left join learned as l using (account_id)
left join core.accounts as k using (account_id)
