-- One row per record of a file that somebody exported, as its column map tells what it means.
-- grain: landed_file and the record's place in it
-- source: ingest/maps/README.md. The maps have named the fields, turned dates into ISO 8601 and lists into lists;
-- what the file itself shows to be wrong with a record (fields too many, a line swallowed) stands in its `fault`.
with pages as materialized (
    select landed_file, asked_at, page.map as layout, unnest(page.records) as record
    from read_json(
        getvariable('landed_files'),
        format = 'newline_delimited',
        maximum_object_size = 134217728,
        filename = 'landed_file',
        columns = {asked_at: 'varchar', page: 'struct("map" json, records json[])'}
    )
),

understood as (
    select
        landed_file,
        asked_at as page_asked_at,
        layout ->> 'platform' as platform,
        record,
        from_json(record, '{
            "account_id": "VARCHAR", "fault": "VARCHAR", "native_id": "VARCHAR", "author_native_id": "VARCHAR",
            "author_handle": "VARCHAR", "author_name": "VARCHAR", "kind": "VARCHAR", "title": "VARCHAR",
            "text": "VARCHAR", "html": "VARCHAR", "language": "VARCHAR", "url": "VARCHAR", "thread_id": "VARCHAR",
            "content_warning": "VARCHAR", "disclosure": "VARCHAR", "license": "VARCHAR", "visibility": "VARCHAR",
            "withheld": "VARCHAR", "created_at": "VARCHAR", "edited_at": "VARCHAR", "counted_at": "VARCHAR",
            "likes": "VARCHAR", "replies": "VARCHAR", "reposts": "VARCHAR", "quotes": "VARCHAR", "views": "VARCHAR",
            "bookmarks": "VARCHAR", "labels": ["VARCHAR"], "hashtags": ["VARCHAR"],
            "links": [{"url": "VARCHAR", "title": "VARCHAR", "author": "VARCHAR"}],
            "media": [{"kind": "VARCHAR", "url": "VARCHAR", "alt": "VARCHAR"}],
            "mentions": [{"native_id": "VARCHAR", "handle": "VARCHAR", "url": "VARCHAR"}],
            "refs": [{
                "relation": "VARCHAR", "native_id": "VARCHAR", "url": "VARCHAR", "author_native_id": "VARCHAR",
                "author_handle": "VARCHAR", "author_name": "VARCHAR", "text": "VARCHAR", "created_at": "VARCHAR",
                "state": "VARCHAR", "likes": "VARCHAR", "replies": "VARCHAR", "reposts": "VARCHAR", "quotes": "VARCHAR",
                "views": "VARCHAR"
            }]
        }') as told
    from pages
)

select
    landed_file, -- the landed page, with its path
    coalesce(told.counted_at, page_asked_at) as asked_at, -- when the counts were taken, else when the file was obtained
    platform, -- where the map says that it was published
    told.account_id as account_id, -- whose account wrote it, spelled as config/accounts.csv does
    told.native_id as native_id, -- as the file has it; a digest where it has none and the map makes one
    told.author_native_id as author_native_id, -- the platform's permanent id of the author
    told.author_handle as author_handle, -- the author's handle
    told.author_name as author_name, -- the author's display name
    told.kind as kind, -- as the map says; original where it says nothing
    told.title as title, -- title
    case
        when told.kind = 'repost' then null
        -- no coalesce(): around a function lent by Python DuckDB 1.5 reads its text after it was freed
        when told.text is not null then told.text
        else plain_text(told.html)
    end as text, -- the words as a reader sees them; a repost has none of its own
    case when told.kind <> 'repost' then told.html end as html, -- the markup, where the file has it
    told.language as language, -- language as declared
    told.url as url, -- permanent link
    told.created_at as created_at, -- ISO 8601 in UTC
    told.edited_at as edited_at, -- ISO 8601 in UTC
    told.thread_id as thread_id, -- native id of the conversation's first post
    told.content_warning as content_warning, -- the author's warning
    told.labels as labels, -- labels in force
    told.disclosure as disclosure, -- paid partnership as flagged
    told.license as license, -- licence where stated
    case when told.visibility in ('public', 'unlisted') then told.visibility end as visibility, -- public or unlisted
    case when told.kind <> 'repost' then told.likes end as likes, -- of a repost they are the original's
    case when told.kind <> 'repost' then told.replies end as replies, -- as told
    case when told.kind <> 'repost' then told.reposts end as reposts, -- as told
    case when told.kind <> 'repost' then told.quotes end as quotes, -- as told
    case when told.kind <> 'repost' then told.views end as views, -- as told
    case when told.kind <> 'repost' then told.bookmarks end as bookmarks, -- as told
    told.links as links, -- in the order of the map, then of the file
    told.media as media, -- pictures, films, sounds
    told.mentions as mentions, -- accounts named
    told.hashtags as hashtags, -- without the sign
    told.refs as refs, -- what it answers, quotes or reposts
    told.fault as fault, -- what the file shows to be wrong with the record
    coalesce(
        told.withheld,
        case when told.visibility not in ('public', 'unlisted') then 'it was shown to ' || told.visibility end
    ) as withheld, -- why we must not keep it: what was not shown to everyone
    verbatim(record) as raw -- the record as its map names it
from understood
