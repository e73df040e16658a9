-- One row per post of a Facebook Page as told.
-- grain: landed_file and the record's place in it
-- source: https://developers.facebook.com/docs/graph-api/reference/page/feed (Graph API, /{page}/posts)
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
            "id": "VARCHAR", "message": "VARCHAR", "story": "VARCHAR", "created_time": "VARCHAR",
            "permalink_url": "VARCHAR", "full_picture": "VARCHAR", "parent_id": "VARCHAR",
            "from": {"id": "VARCHAR", "name": "VARCHAR"},
            "message_tags": [{"id": "VARCHAR", "name": "VARCHAR", "type": "VARCHAR"}],
            "attachments": {"data": [{
                "media_type": "VARCHAR", "title": "VARCHAR", "unshimmed_url": "VARCHAR",
                "subattachments": {"data": [{"media_type": "VARCHAR", "unshimmed_url": "VARCHAR"}]}
            }]},
            "shares": {"count": "VARCHAR"},
            "reactions": {"summary": {"total_count": "VARCHAR"}},
            "comments": {"summary": {"total_count": "VARCHAR"}}
        }') as post
    from pages
),

seen as (
    select
        *,
        coalesce(post.message, '') as words,
        coalesce(post.attachments.data, []) as attached,
        post.parent_id is not null and post.parent_id <> post.id as is_share,
        coalesce(list_filter(post.message_tags, lambda t: t.type is distinct from 'hashtag' and t.id is not null), [])
            as named
    from understood
),

-- what stands on Facebook itself (its own photos, videos, the shared post) is no link to anywhere
linked as (
    select
        *,
        list_filter(attached, lambda a: regexp_matches(a.unshimmed_url, '^https?://', 'i')
            and not regexp_matches(a.unshimmed_url, '^https?://([a-z0-9-]+\.)*facebook\.com/', 'i')) as cards,
        addresses_in(words) as written
    from seen
)

select
    landed_file, -- the landed page it stands in
    asked_at, -- when the page was asked for
    platform, -- facebook
    account_id, -- whose Page it is
    post.id as native_id, -- Page's id and post's id
    coalesce(post."from".id, nullif(split_part(post.id, '_', 1), post.id)) as author_native_id, -- the Page's id
    null::varchar as author_handle, -- not told with a post
    post."from".name as author_name, -- the Page's name
    case when not is_share then 'original' when words = '' then 'repost' else 'quote' end
        as kind, -- original, repost (a share without words) or quote (one with words)
    null::varchar as title, -- posts have none
    case when is_share and words = '' then null else coalesce(post.message, post.story, '') end
        as text, -- as typed; without words Facebook's own ("... updated their cover photo")
    null::varchar as html, -- Facebook has none
    null::varchar as language, -- not told
    coalesce(post.permalink_url, 'https://www.facebook.com/' || post.id) as url, -- permalink
    post.created_time as created_at, -- when it was posted, ending +0000
    null::varchar as edited_at, -- not told: updated_time moves with comments
    null::varchar as thread_id, -- Facebook has none
    null::varchar as content_warning, -- Facebook has none
    null::varchar[] as labels, -- not told
    null::varchar as disclosure, -- not told
    null::varchar as license, -- not told
    'public' as visibility, -- of Pages only what is public is told
    post.reactions.summary.total_count as likes, -- reactions of every kind
    post.comments.summary.total_count as replies, -- comments
    post.shares.count as reposts, -- shares; left out where there are none
    null::varchar as quotes, -- counted among the shares
    null::varchar as views, -- not told
    null::varchar as bookmarks, -- not told
    list_transform(cards, lambda a: {'url': a.unshimmed_url, 'title': nullif(a.title, ''), 'author': null::varchar})
    || list_transform(
        list_filter(coalesce(written, []), lambda u: not list_contains(list_transform(cards, lambda a: a.unshimmed_url), u)),
        lambda u: {'url': u, 'title': null::varchar, 'author': null::varchar}
    ) as links, -- the card's own address, not l.facebook.com's, then those in the words
    case when is_share then [] else
        list_transform(
            list_filter(
                list_transform(attached, lambda a: {'media_type': a.media_type, 'unshimmed_url': a.unshimmed_url})
                || flatten(list_transform(attached, lambda a: coalesce(a.subattachments.data, []))),
                lambda a: a.media_type in ('photo', 'video')),
            lambda a: {
                'kind': case a.media_type when 'video' then 'video' else 'image' end,
                'url': coalesce(a.unshimmed_url, post.full_picture), 'alt': null::varchar
            })
    end as media, -- pages that show them; the pictures' own addresses expire
    list_transform(named, lambda t: {
        'native_id': t.id, 'handle': null::varchar, 'url': 'https://www.facebook.com/' || t.id
    }) as mentions, -- by id
    coalesce(hashtags_in(words), []) as hashtags, -- in the words
    case when is_share then [{
        'relation': case when words = '' then 'reposted' else 'quoted' end, 'native_id': post.parent_id,
        'url': 'https://www.facebook.com/' || post.parent_id,
        'author_native_id': nullif(split_part(post.parent_id, '_', 1), post.parent_id),
        'author_handle': null::varchar, 'author_name': null::varchar, 'text': null::varchar,
        'created_at': null::varchar, 'state': null::varchar, 'likes': null::varchar, 'replies': null::varchar,
        'reposts': null::varchar, 'quotes': null::varchar, 'views': null::varchar
    }] else [] end as refs, -- what is shared; its words are not told
    null::varchar as fault, -- none that only this platform has
    null::varchar as withheld, -- never: what is told is public
    verbatim(record) as raw -- as told
from linked
