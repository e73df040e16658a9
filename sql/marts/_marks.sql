-- One row is what the profile step had read when it last ran, so that it knows what changed since.
-- grain: mark_name
create table if not exists marts._marks (
    mark_name varchar not null, -- rules: a digest of models, topics and platform uses; told: the newest tag; noted: the newest look at a link
    digest varchar, -- the digest; of told: of all that was told at that moment
    marked_at timestamp -- the newest marts._texts.told_at or marts.post_topics.tagged_at, or core.links.noted_at (UTC)
);
