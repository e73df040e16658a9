-- One row is one distinct text, told once however often it is posted.
-- grain: text_hash
create table if not exists marts._texts (
    text_hash varchar not null, -- of the cleaned words
    language varchar, -- ISO 639-1 as detected; NULL where nobody could be sure
    engine_version varchar not null, -- marts.topic_engines: who told its topics
    told_at timestamp not null -- end of the window of the step that told it (UTC)
);

delete from marts._texts
where text_hash in (select text_hash from told_texts)
    or text_hash in (select text_hash from left_texts where text_hash not in (
        select text_hash from marts._post_texts where text_hash is not null
    ));

insert into marts._texts by name
select text_hash, language, getvariable('engine_version') as engine_version, getvariable('window_to')::timestamp as told_at
from told_texts
where text_hash in (select text_hash from marts._post_texts)
order by text_hash;
