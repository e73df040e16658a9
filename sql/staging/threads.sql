-- One row per post of a Threads account as profile discovery tells it.
-- grain: landed_file and the record's place in it
-- source: https://developers.facebook.com/docs/threads/retrieve-and-discover-posts (profile_posts)
with pages as materialized (
    select landed_file, asked_at, platform, account_id, unnest(page.data) as record
    from read_json(
        getvariable('landed_files'),
        format = 'newline_delimited',
        maximum_object_size = 134217728,
        filename = 'landed_file',
        columns = {asked_at: 'varchar', platform: 'varchar', account_id: 'varchar', page: 'struct(data json[])'}
    )
),

-- every leaf is text: ids never pass through a number
understood as (
    select
        *,
        from_json(record, '{
            "id": "VARCHAR", "media_type": "VARCHAR", "permalink": "VARCHAR", "username": "VARCHAR", "text": "VARCHAR",
            "timestamp": "VARCHAR", "is_quote_post": "VARCHAR", "alt_text": "VARCHAR",
            "link_attachment_url": "VARCHAR", "topic_tag": "VARCHAR", "is_spoiler_media": "VARCHAR",
            "poll_attachment": {"option_a": "VARCHAR", "option_b": "VARCHAR", "option_c": "VARCHAR", "option_d": "VARCHAR"},
            "quoted_post": {"id": "VARCHAR"}, "reposted_post": {"id": "VARCHAR"},
            "children": {"data": [{"id": "VARCHAR", "media_type": "VARCHAR", "alt_text": "VARCHAR"}]}
        }') as post
    from pages
),

judged as (
    select
        *,
        coalesce(post.media_type = 'REPOST_FACADE', false) as is_repost,
        coalesce(post.is_quote_post = 'true', false) or post.quoted_post.id is not null as is_quote,
        list_filter([post.poll_attachment.option_a, post.poll_attachment.option_b, post.poll_attachment.option_c,
            post.poll_attachment.option_d], lambda o: o <> '') as options
    from understood
)

select
    landed_file, -- the landed page it stands in
    asked_at, -- when the page was asked for
    platform, -- threads
    account_id, -- whose posts they are
    post.id as native_id, -- id of the post
    post.username as author_native_id, -- the name: no other id is told
    post.username as author_handle, -- the same
    null::varchar as author_name, -- not told with a post
    case when is_repost then 'repost' when is_quote then 'quote' else 'original' end as kind, -- original, quote, repost
    null::varchar as title, -- posts have none
    case when not is_repost then array_to_string(
        list_filter([coalesce(post.text, '')], lambda t: t <> '' or len(options) = 0)
        || list_transform(options, lambda o: '• ' || o), chr(10)
    ) end as text, -- as typed, a line "• option" for each option of a poll
    null::varchar as html, -- Threads has none
    null::varchar as language, -- not told
    post.permalink as url, -- permalink, where it is told
    post.timestamp as created_at, -- when it was posted, ending +0000
    null::varchar as edited_at, -- not told
    null::varchar as thread_id, -- not told of others' posts
    null::varchar as content_warning, -- not told
    case when post.is_spoiler_media = 'true' then ['spoiler'] else []::varchar[] end as labels, -- media behind a veil
    null::varchar as disclosure, -- not told
    null::varchar as license, -- not told
    'public' as visibility, -- only public accounts are told
    null::varchar as likes, -- not told of others' posts
    null::varchar as replies, -- not told of others' posts
    null::varchar as reposts, -- not told of others' posts
    null::varchar as quotes, -- not told of others' posts
    null::varchar as views, -- not told of others' posts
    null::varchar as bookmarks, -- not told
    list_transform(
        case when is_repost then [] else each_once(
            list_filter([post.link_attachment_url], lambda u: regexp_matches(u, '^https?://', 'i'))
            || coalesce(addresses_in(post.text), [])
        ) end,
        lambda u: {'url': u, 'title': null::varchar, 'author': null::varchar}
    ) as links, -- the card's, then those in the text
    list_transform(
        case
            when is_repost then []
            when len(post.children.data) > 0
                then list_transform(post.children.data, lambda c: {'kind': c.media_type, 'alt': c.alt_text})
            when post.media_type in ('IMAGE', 'VIDEO', 'AUDIO') then [{'kind': post.media_type, 'alt': post.alt_text}]
            else []
        end,
        lambda m: {
            'kind': case m.kind when 'IMAGE' then 'image' when 'VIDEO' then 'video' when 'AUDIO' then 'audio'
                else 'other' end,
            'url': post.permalink, 'alt': m.alt
        }
    ) as media, -- where they are shown: their own addresses expire
    list_transform(case when is_repost then [] else coalesce(names_in(post.text), []) end, lambda n: {
        'native_id': null::varchar, 'handle': n, 'url': 'https://www.threads.com/@' || n
    }) as mentions, -- as the text names them
    case when is_repost then [] else each_once(
        list_filter([post.topic_tag], lambda t: t <> '') || coalesce(hashtags_in(post.text), [])
    ) end as hashtags, -- the topic, then those in the text
    case when is_repost or is_quote then [{
        'relation': case when is_repost then 'reposted' else 'quoted' end,
        'native_id': case when is_repost then post.reposted_post.id else post.quoted_post.id end,
        'url': null::varchar, 'author_native_id': null::varchar, 'author_handle': null::varchar,
        'author_name': null::varchar, 'text': null::varchar, 'created_at': null::varchar, 'state': null::varchar,
        'likes': null::varchar, 'replies': null::varchar, 'reposts': null::varchar, 'quotes': null::varchar,
        'views': null::varchar
    }] else [] end as refs, -- what it reposts or quotes; whose it is, is not told
    null::varchar as fault, -- none that only this platform has
    null::varchar as withheld, -- never: what is told is public
    verbatim(record) as raw -- as told
from judged
