-- What told the topics of posts. One row an engine, the newest first.
select engine_version, count(*) as told from marts.post_topics group by engine_version order by told desc
