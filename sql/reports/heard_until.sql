-- Until when the tables hold what was heard: of posts (core) and of what was made of them (marts). One row.
select
    max(window_to) filter (table_schema = 'core') as posts_until,
    max(window_to) filter (table_schema = 'marts') as marts_until
from ops.published
