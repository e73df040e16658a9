-- One row is one day whose sums by topic are made anew: the touched days, and the four weeks after, for which they
-- say what an account's posts usually get.
-- grain: created_on
select distinct created_on + hop::integer as created_on
from staging.touched_days cross join unnest(range(0, 28)) as later (hop)
where is_touched
