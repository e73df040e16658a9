-- One row is one fitted topic engine: what it was fitted to, and when. Its arrays lie under EARSHOT_HOME/engine.
-- grain: engine_version
create table if not exists marts.topic_engines (
    engine_version varchar not null, -- code, taxonomy and texts it was fitted to, each as a digest
    taxonomy_version varchar not null, -- digest of topics.csv as the engine reads it
    topics integer not null, -- topics in it
    window_from timestamp, -- posts published since then were fitted to (UTC)
    window_to timestamp not null, -- and until then; it is told with this engine from then on (UTC)
    texts integer not null, -- distinct texts it was fitted to
    is_taught boolean not null -- true where there were enough texts to learn from, false where the seeds speak alone
);

insert into marts.topic_engines by name
select e.* from fitted_engine as e
where e.engine_version not in (select engine_version from marts.topic_engines);
