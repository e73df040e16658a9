-- One row per influencer of config/influencers.csv.
-- grain: influencer_id
select
    influencer_id,
    name as influencer_name,
    role,
    organisation,
    tier::integer as tier,
    lists,
    since as since_on,
    opted_out as is_opted_out,
    true as is_listed
from configured_influencers
