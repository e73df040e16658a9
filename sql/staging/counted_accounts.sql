-- One row is one account whose posts count: of a listed influencer who has not opted out, and not the brand's own.
-- grain: account_id
select
    a.account_id,
    a.platform,
    a.influencer_id,
    case when u.uses is null then 'individual' else u.uses end as uses -- individual, or list only
from core.accounts as a
join core.influencers as i using (influencer_id)
left join configured_uses as u on u.platform = a.platform
where a.is_listed and not a.is_brand and i.is_listed and not i.is_opted_out
