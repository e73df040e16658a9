-- One row is one part of the copy you are reading, and what it covers: so that nobody reads new posts beside old
-- profiles unknowing.
-- grain: table_schema
create table if not exists ops.published (
    table_schema varchar not null, -- core, marts
    window_to timestamp, -- everything heard until then is in it (UTC)
    step_id varchar, -- the step that wrote last
    published_at timestamp -- when the copy was made (UTC)
);
