-- One row per video in the keyless feed of a YouTube channel or playlist.
-- grain: landed_file and the video's place in it
-- source: https://developers.google.com/youtube/v3/guides/push_notifications, by sql/functions/feed_entries.py
with pages as materialized (
    select
        landed_file, asked_at, platform, account_id,
        unnest(from_json(
            feed_entries(coalesce(from_base64(base64), encode("text")), headers ->> 'content-type', url), '["JSON"]'
        )) as record
    from read_json(
        getvariable('landed_files'),
        format = 'newline_delimited',
        maximum_object_size = 134217728,
        filename = 'landed_file',
        columns = {
            asked_at: 'varchar', platform: 'varchar', account_id: 'varchar', url: 'varchar', headers: 'json',
            "text": 'varchar', base64: 'varchar'
        }
    )
),

-- every leaf is text: ids and counts never pass through a number
understood as (
    select
        *,
        from_json(record, '{
            "video_id": "VARCHAR", "channel_id": "VARCHAR", "url": "VARCHAR", "title": "VARCHAR", "text": "VARCHAR",
            "author_name": "VARCHAR", "published": "VARCHAR", "license": "VARCHAR", "views": "VARCHAR",
            "likes": "VARCHAR", "links": [{"url": "VARCHAR"}],
            "media": [{"kind": "VARCHAR", "url": "VARCHAR", "alt": "VARCHAR"}]
        }') as told
    from pages
)

select
    landed_file, -- the landed page
    asked_at, -- when it was asked for
    platform, -- youtube
    account_id, -- whose channel or playlist it is
    told.video_id as native_id, -- the video's id
    told.channel_id as author_native_id, -- the channel's id; in a playlist it may be another's
    null::varchar as author_handle, -- not told
    told.author_name as author_name, -- the channel's name
    'video' as kind, -- always
    told.title as title, -- as written
    told."text" as "text", -- the description, as written
    null::varchar as html, -- descriptions are plain text
    null::varchar as language, -- not told
    told.url as url, -- permalink
    told.published as created_at, -- published
    null::varchar as edited_at, -- not told: `updated` moves with the counts
    null::varchar as thread_id, -- not told
    null::varchar as content_warning, -- not told
    null::varchar[] as labels, -- not told
    null::varchar as disclosure, -- not told without a key
    told.license as license, -- not told by the feed as it is now
    null::varchar as visibility, -- not told
    told.likes as likes, -- media:starRating counts them
    null::varchar as replies, -- not told
    null::varchar as reposts, -- not told
    null::varchar as quotes, -- not told
    told.views as views, -- media:statistics
    null::varchar as bookmarks, -- not told
    list_transform(told.links, lambda one: {
        'url': one.url, 'title': null::varchar, 'author': null::varchar
    }) as links, -- addresses in the description, in order
    told.media as media, -- the still; the video itself is at `url`
    null::struct(native_id varchar, handle varchar, url varchar)[] as mentions, -- not told
    regexp_extract_all(
        concat_ws(' ', told.title, told."text"), '(?:^|[\s(])#([\p{L}\p{M}\p{N}_]*[\p{L}_][\p{L}\p{M}\p{N}_]*)', 1
    ) as hashtags, -- of title and description; a number alone is none
    null::struct(
        relation varchar, native_id varchar, url varchar, author_native_id varchar, author_handle varchar,
        author_name varchar, "text" varchar, created_at varchar, state varchar, likes varchar, replies varchar,
        reposts varchar, quotes varchar, views varchar
    )[] as refs, -- not told
    null::varchar as fault, -- none that only this platform has
    null::varchar as withheld, -- nothing is
    verbatim(record) as raw -- the video in our one shape; the page has it word for word
from understood
