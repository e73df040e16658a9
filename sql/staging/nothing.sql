-- No rows: what a page without posts holds. It has the columns of every reading, in their order.
-- grain: none
select
    null::varchar as landed_file, -- the landed page, with its path
    null::varchar as asked_at, -- when it was asked for, ISO 8601
    null::varchar as platform, -- where the post was published
    null::varchar as account_id, -- in whose timeline it stood
    null::varchar as native_id, -- the platform's own id, as text
    null::varchar as author_native_id, -- the platform's permanent id of who wrote it
    null::varchar as author_handle, -- the author's handle
    null::varchar as author_name, -- the author's display name
    null::varchar as kind, -- original, reply, repost, quote, article, video or episode
    null::varchar as title, -- title
    null::varchar as text, -- the words as a reader sees them
    null::varchar as html, -- the markup as told
    null::varchar as language, -- language as declared
    null::varchar as url, -- permanent link
    null::varchar as created_at, -- when published, ISO 8601 with offset
    null::varchar as edited_at, -- when last edited, ISO 8601 with offset
    null::varchar as thread_id, -- native id of the first post of the conversation
    null::varchar as content_warning, -- the author's warning
    null::varchar[] as labels, -- labels in force
    null::varchar as disclosure, -- paid partnership as flagged
    null::varchar as license, -- licence where stated
    null::varchar as visibility, -- public or unlisted
    null::varchar as likes, -- digits as told
    null::varchar as replies, -- digits as told
    null::varchar as reposts, -- digits as told
    null::varchar as quotes, -- digits as told
    null::varchar as views, -- digits as told
    null::varchar as bookmarks, -- digits as told
    null::struct(url varchar, title varchar, author varchar)[] as links, -- links in order of appearance
    null::struct(kind varchar, url varchar, alt varchar)[] as media, -- pictures, films, sounds
    null::struct(native_id varchar, handle varchar, url varchar)[] as mentions, -- accounts named
    null::varchar[] as hashtags, -- hashtags without the sign
    null::struct(
        relation varchar, native_id varchar, url varchar, author_native_id varchar, author_handle varchar,
        author_name varchar, text varchar, created_at varchar, state varchar, likes varchar, replies varchar,
        reposts varchar, quotes varchar, views varchar
    )[] as refs, -- what it answers, quotes or reposts, and whose it is
    null::varchar as fault, -- why the record must be refused
    null::varchar as withheld, -- why we must not keep it
    null::varchar as raw -- the record as JSON
where false
