-- One row per entry of a feed (RSS, RDF, Atom, JSON Feed): an article, or an episode where audio or video is enclosed.
-- grain: landed_file and the entry's place in it
-- source: sql/functions/feed_entries.py, which brings all formats to one shape
-- An entry's key is its guid where that is unique by itself, else the feed's identity and the guid, else its link.
with pages as materialized (
    select
        landed_file, asked_at, platform, account_id,
        unnest(from_json(feed_entries(
            -- the body as it came over the wire, however it was landed
            coalesce(from_base64(base64), encode("text"), encode(page::varchar)), headers ->> 'content-type', url
        ), '["JSON"]')) as record
    from read_json(
        getvariable('landed_files'),
        format = 'newline_delimited',
        maximum_object_size = 134217728,
        filename = 'landed_file',
        columns = {
            asked_at: 'varchar', platform: 'varchar', account_id: 'varchar', url: 'varchar', headers: 'json',
            "text": 'varchar', base64: 'varchar', page: 'json'
        }
    )
),

-- every leaf is text: ids never pass through a number
understood as (
    select
        *,
        from_json(record, '{
            "native_id": "VARCHAR", "kind": "VARCHAR", "url": "VARCHAR", "title": "VARCHAR", "html": "VARCHAR",
            "text": "VARCHAR", "author_name": "VARCHAR", "language": "VARCHAR", "published": "VARCHAR",
            "edited": "VARCHAR", "license": "VARCHAR", "replies": "VARCHAR", "withheld": "VARCHAR",
            "labels": ["VARCHAR"], "tags": ["VARCHAR"], "links": [{"url": "VARCHAR"}],
            "media": [{"kind": "VARCHAR", "url": "VARCHAR", "alt": "VARCHAR"}],
            "mentions": [{"handle": "VARCHAR", "url": "VARCHAR"}]
        }') as told
    from pages
)

select
    landed_file, -- the landed page
    asked_at, -- when it was asked for
    platform, -- feeds
    account_id, -- whose feed it is
    told.native_id as native_id, -- what the entry is known by, see above
    null::varchar as author_native_id, -- feeds have no ids for people
    null::varchar as author_handle, -- nor handles
    told.author_name as author_name, -- the entry's author, else the feed's
    told.kind as kind, -- article or episode
    told.title as title, -- as a reader sees it
    -- no coalesce(): around a function lent by Python DuckDB 1.5 reads its text after it was freed
    case when told."text" is null then plain_text(told.html) else told."text" end as "text", -- the whole text where the feed has it, else the summary
    told.html as html, -- sanitised by feedparser, addresses made whole; NULL where the feed has plain text
    told.language as language, -- of the entry, else of the feed
    told.url as url, -- permalink
    told.published as created_at, -- published; where the feed tells only `updated`, that
    told.edited as edited_at, -- `updated`, where it is told beside `published` and lies behind it
    null::varchar as thread_id, -- not told
    null::varchar as content_warning, -- not told
    told.labels as labels, -- explicit, where a podcast says so
    null::varchar as disclosure, -- not told
    told.license as license, -- of the entry, else of the feed
    null::varchar as visibility, -- not told
    null::varchar as likes, -- not told
    told.replies as replies, -- slash:comments or thr:total
    null::varchar as reposts, -- not told
    null::varchar as quotes, -- not told
    null::varchar as views, -- not told
    null::varchar as bookmarks, -- not told
    list_transform(told.links, lambda one: {
        'url': one.url, 'title': null::varchar, 'author': null::varchar
    }) as links, -- out of the text, in order, without the entry's own address and the front page
    told.media as media, -- enclosures, then what the text shows; a transcript is `other` with the alt text transcript
    list_transform(told.mentions, lambda one: {
        'native_id': null::varchar, 'handle': one.handle, 'url': one.url
    }) as mentions, -- links marked as mentions (feeds of Mastodon servers)
    told.tags as hashtags, -- categories
    null::struct(
        relation varchar, native_id varchar, url varchar, author_native_id varchar, author_handle varchar,
        author_name varchar, "text" varchar, created_at varchar, state varchar, likes varchar, replies varchar,
        reposts varchar, quotes varchar, views varchar
    )[] as refs, -- not told
    null::varchar as fault, -- none that only feeds have
    told.withheld as withheld, -- an episode the podcast blocks
    case when told.withheld is null then verbatim(record) end as raw -- the entry in our one shape; the page has it word for word
from understood
