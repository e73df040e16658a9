-- How many of the list each platform reaches, weighted by tier, and why one may not be chosen. One row a platform.
select platform, is_allowed, why_not, people, reach_share, only_here_ids, unknown_ids, brand_account_id
from marts.platform_reach
order by reach_share desc nulls last, platform
