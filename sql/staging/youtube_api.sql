-- One row per video as YouTube's Data API tells it; broadcasts that are to come or under way are left for later.
-- grain: landed_file and the record's place in it
-- source: https://developers.google.com/youtube/v3/docs/videos
with pages as materialized (
    select landed_file, asked_at, platform, account_id, unnest(page.items) as record
    from read_json(
        getvariable('landed_files'),
        format = 'newline_delimited',
        maximum_object_size = 134217728,
        filename = 'landed_file',
        columns = {asked_at: 'varchar', platform: 'varchar', account_id: 'varchar', page: 'struct(items json[])'}
    )
),

-- every leaf is text: ids and counts never pass through a number
understood as (
    select
        *,
        from_json(record, '{
            "id": "VARCHAR",
            "snippet": {
                "publishedAt": "VARCHAR", "channelId": "VARCHAR", "channelTitle": "VARCHAR", "title": "VARCHAR",
                "description": "VARCHAR", "defaultLanguage": "VARCHAR", "defaultAudioLanguage": "VARCHAR",
                "liveBroadcastContent": "VARCHAR", "thumbnails": {"high": {"url": "VARCHAR"}, "default": {"url": "VARCHAR"}}
            },
            "contentDetails": {"contentRating": {"ytRating": "VARCHAR"}},
            "statistics": {"viewCount": "VARCHAR", "likeCount": "VARCHAR", "commentCount": "VARCHAR"},
            "status": {"privacyStatus": "VARCHAR", "license": "VARCHAR", "embeddable": "VARCHAR"},
            "paidProductPlacementDetails": {"hasPaidProductPlacement": "VARCHAR"}
        }') as video
    from pages
),

-- the words stand here as the feed tells them, so that a key makes no edits
read as (
    select
        *,
        nullif(trim(video.snippet.title, E' \t\r\n'), '') as title,
        nullif(trim(video.snippet.description, E' \t\r\n'), '') as words,
        concat_ws(' ', video.snippet.title, video.snippet.description) as said,
        coalesce(video.snippet.thumbnails.high.url, video.snippet.thumbnails."default".url) as still
    from understood
    where coalesce(video.snippet.liveBroadcastContent, 'none') = 'none'
)

select
    landed_file, -- the landed page
    asked_at, -- when it was asked for
    platform, -- youtube
    account_id, -- whose channel or playlist it is
    video.id as native_id, -- the video's id
    video.snippet.channelId as author_native_id, -- the channel's id; in a playlist it may be another's
    null::varchar as author_handle, -- not told with a video
    video.snippet.channelTitle as author_name, -- the channel's name
    'video' as kind, -- always
    title as title, -- as written
    words as "text", -- the description, as written
    null::varchar as html, -- descriptions are plain text
    coalesce(video.snippet.defaultLanguage, video.snippet.defaultAudioLanguage) as language, -- as declared
    'https://www.youtube.com/watch?v=' || video.id as url, -- permalink
    video.snippet.publishedAt as created_at, -- published
    null::varchar as edited_at, -- not told
    null::varchar as thread_id, -- YouTube has none
    null::varchar as content_warning, -- not told
    case when video.contentDetails.contentRating.ytRating = 'ytAgeRestricted' then ['age-restricted']
        else []::varchar[] end as labels, -- shown to adults only
    case when video.paidProductPlacementDetails.hasPaidProductPlacement = 'true' then 'paid product placement' end
        as disclosure, -- as its author declared
    video.status.license as license, -- youtube (all rights kept) or creativeCommon (CC BY)
    video.status.privacyStatus as visibility, -- public or unlisted
    video.statistics.likeCount as likes, -- left out where they are hidden
    video.statistics.commentCount as replies, -- left out where comments are off
    null::varchar as reposts, -- YouTube has none
    null::varchar as quotes, -- YouTube has none
    video.statistics.viewCount as views, -- views
    null::varchar as bookmarks, -- not told
    list_transform(coalesce(addresses_in(words), []), lambda u: {
        'url': u, 'title': null::varchar, 'author': null::varchar
    }) as links, -- addresses in the description, in order
    list_transform(list_filter([still], lambda u: u is not null), lambda u: {
        'kind': 'image', 'url': u, 'alt': null::varchar
    }) as media, -- the still; the video itself is at `url`
    null::struct(native_id varchar, handle varchar, url varchar)[] as mentions, -- not told
    coalesce(hashtags_in(said), []) as hashtags, -- of title and description; a number alone is none
    null::struct(
        relation varchar, native_id varchar, url varchar, author_native_id varchar, author_handle varchar,
        author_name varchar, "text" varchar, created_at varchar, state varchar, likes varchar, replies varchar,
        reposts varchar, quotes varchar, views varchar
    )[] as refs, -- not told
    null::varchar as fault, -- none that only this platform has
    case when video.status.privacyStatus = 'private' then 'it is private' end as withheld, -- a key is not shown any
    verbatim(record) as raw -- as told
from read
