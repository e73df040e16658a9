-- One row is one week that holds a touched day.
-- grain: week_start
select distinct monday(created_on) as week_start
from staging.touched_days
where is_touched
