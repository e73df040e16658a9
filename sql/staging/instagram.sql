-- One row per post or reel of an Instagram account as business discovery tells it.
-- grain: landed_file and the record's place in it
-- source: https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/business_discovery
with pages as materialized (
    select
        landed_file, asked_at, platform, account_id,
        page.business_discovery.id as owner_id,
        page.business_discovery.username as owner,
        page.business_discovery.name as owner_name,
        unnest(page.business_discovery.media.data) as record
    from read_json(
        getvariable('landed_files'),
        format = 'newline_delimited',
        maximum_object_size = 134217728,
        filename = 'landed_file',
        columns = {
            asked_at: 'varchar', platform: 'varchar', account_id: 'varchar',
            page: 'struct(business_discovery struct(id varchar, username varchar, "name" varchar, media struct(data json[])))'
        }
    )
),

-- every leaf is text: ids never pass through a number
understood as (
    select
        *,
        from_json(record, '{
            "id": "VARCHAR", "caption": "VARCHAR", "media_type": "VARCHAR", "media_product_type": "VARCHAR",
            "permalink": "VARCHAR", "timestamp": "VARCHAR", "username": "VARCHAR", "like_count": "VARCHAR",
            "comments_count": "VARCHAR", "view_count": "VARCHAR",
            "children": {"data": [{"id": "VARCHAR", "media_type": "VARCHAR"}]}
        }') as post
    from pages
)

select
    landed_file, -- the landed page it stands in
    asked_at, -- when the page was asked for
    platform, -- instagram
    account_id, -- whose posts they are
    post.id as native_id, -- id of the post
    owner_id as author_native_id, -- id of the account
    coalesce(post.username, owner) as author_handle, -- its name at the time
    nullif(owner_name, '') as author_name, -- display name
    'original' as kind, -- always: reposts are not told
    null::varchar as title, -- posts have none
    coalesce(post.caption, '') as text, -- as typed; left out where there is none
    null::varchar as html, -- Instagram has none
    null::varchar as language, -- not told
    post.permalink as url, -- permalink
    post.timestamp as created_at, -- when it was posted, ending +0000
    null::varchar as edited_at, -- not told
    null::varchar as thread_id, -- Instagram has none
    null::varchar as content_warning, -- not told
    null::varchar[] as labels, -- not told
    null::varchar as disclosure, -- not told of others' posts; what the caption says is in the text
    null::varchar as license, -- not told
    'public' as visibility, -- of others only what is public is told
    post.like_count as likes, -- left out where the author hides them
    post.comments_count as replies, -- comments
    null::varchar as reposts, -- not told
    null::varchar as quotes, -- Instagram has none
    post.view_count as views, -- of reels
    null::varchar as bookmarks, -- not told
    list_transform(coalesce(addresses_in(post.caption), []), lambda u: {
        'url': u, 'title': null::varchar, 'author': null::varchar
    }) as links, -- in the caption, where nobody can follow them
    list_transform(
        case when len(post.children.data) > 0 then list_transform(post.children.data, lambda c: c.media_type)
            when post.media_type is null then [] else [post.media_type] end,
        lambda m: {
            'kind': case m when 'IMAGE' then 'image' when 'VIDEO' then 'video' else 'other' end,
            'url': post.permalink, 'alt': null::varchar
        }
    ) as media, -- where they are shown: their own addresses expire
    list_transform(coalesce(names_in(post.caption), []), lambda n: {
        'native_id': null::varchar, 'handle': n, 'url': 'https://www.instagram.com/' || n || '/'
    }) as mentions, -- as the caption names them
    coalesce(hashtags_in(post.caption), []) as hashtags, -- in the caption
    null::struct(
        relation varchar, native_id varchar, url varchar, author_native_id varchar, author_handle varchar,
        author_name varchar, "text" varchar, created_at varchar, state varchar, likes varchar, replies varchar,
        reposts varchar, quotes varchar, views varchar
    )[] as refs, -- not told
    null::varchar as fault, -- none that only this platform has
    null::varchar as withheld, -- never: what is told is public
    verbatim(record) as raw -- as told
from understood
