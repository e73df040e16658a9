-- The smallest sets of platforms that reach most: the best of each size. One row a size.
select
    set_size, platforms, reach_share, people, added_platform, added_share, added_ids, lost_ids, unknown_ids, is_chosen,
    reason
from marts.platform_shortlist
where place = 1
order by set_size
