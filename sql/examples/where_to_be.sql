-- On which platforms should we be, what does each next one add, and whom would we miss or not know?
select set_size, platforms, reach_share, people, added_platform, added_share, lost_ids, unknown_ids, is_chosen, reason
from marts.platform_shortlist
where place = 1
order by set_size;
