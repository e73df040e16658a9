-- One row per record of a Bluesky author feed, or of posts asked for by their ids, as told: a post, or the repost of one.
-- grain: landed_file and the record's place in it
-- source: https://docs.bsky.app/docs/api/app-bsky-feed-get-author-feed (app.bsky.feed.defs#feedViewPost)
-- materialized, in every reading: unnest hands on one page at a time; packed, what follows works on 2,048 records at once
with pages as materialized (
    select landed_file, asked_at, platform, account_id, unnest(
        case
            when page.feed is null then list_transform(page.posts, lambda p: json_object('post', p))
            else page.feed
        end
    ) as record
    from read_json(
        getvariable('landed_files'),
        format = 'newline_delimited',
        maximum_object_size = 134217728,
        filename = 'landed_file',
        columns = {asked_at: 'varchar', platform: 'varchar', account_id: 'varchar', page: 'struct(feed json[], posts json[])'}
    )
),

-- every leaf is text: ids never pass through a number. `embed` is what the AppView shows, `record.embed` what was posted
understood as (
    select
        *,
        from_json(record, '{
            "post": {
                "uri": "VARCHAR",
                "author": {"did": "VARCHAR", "handle": "VARCHAR", "displayName": "VARCHAR",
                    "labels": [{"src": "VARCHAR", "val": "VARCHAR", "neg": "VARCHAR", "cts": "VARCHAR", "exp": "VARCHAR"}]},
                "record": {
                    "text": "VARCHAR", "createdAt": "VARCHAR", "langs": ["VARCHAR"], "tags": ["VARCHAR"],
                    "facets": [{"index": {"byteStart": "VARCHAR"},
                        "features": [{"$type": "VARCHAR", "uri": "VARCHAR", "did": "VARCHAR", "tag": "VARCHAR"}]}],
                    "reply": {"root": {"uri": "VARCHAR"}, "parent": {"uri": "VARCHAR"}},
                    "labels": {"values": [{"val": "VARCHAR"}]},
                    "embed": {
                        "external": {"uri": "VARCHAR", "title": "VARCHAR", "description": "VARCHAR"},
                        "media": {"external": {"uri": "VARCHAR", "title": "VARCHAR", "description": "VARCHAR"}},
                        "record": {"uri": "VARCHAR", "record": {"uri": "VARCHAR"}}
                    }
                },
                "embed": {
                    "$type": "VARCHAR", "playlist": "VARCHAR", "alt": "VARCHAR", "presentation": "VARCHAR",
                    "images": [{"fullsize": "VARCHAR", "thumb": "VARCHAR", "alt": "VARCHAR"}],
                    "items": [{"fullsize": "VARCHAR", "thumbnail": "VARCHAR", "playlist": "VARCHAR", "alt": "VARCHAR"}],
                    "external": {"uri": "VARCHAR", "title": "VARCHAR", "description": "VARCHAR"},
                    "media": {
                        "playlist": "VARCHAR", "alt": "VARCHAR", "presentation": "VARCHAR",
                        "images": [{"fullsize": "VARCHAR", "thumb": "VARCHAR", "alt": "VARCHAR"}],
                        "items": [{"fullsize": "VARCHAR", "thumbnail": "VARCHAR", "playlist": "VARCHAR", "alt": "VARCHAR"}],
                        "external": {"uri": "VARCHAR", "title": "VARCHAR", "description": "VARCHAR"}
                    },
                    "record": {
                        "$type": "VARCHAR", "uri": "VARCHAR", "notFound": "VARCHAR", "blocked": "VARCHAR",
                        "detached": "VARCHAR", "displayName": "VARCHAR", "name": "VARCHAR",
                        "author": {"did": "VARCHAR", "handle": "VARCHAR", "displayName": "VARCHAR",
                            "labels": [{"src": "VARCHAR", "val": "VARCHAR", "neg": "VARCHAR", "cts": "VARCHAR", "exp": "VARCHAR"}]},
                        "value": {"text": "VARCHAR", "createdAt": "VARCHAR"},
                        "likeCount": "VARCHAR", "replyCount": "VARCHAR", "repostCount": "VARCHAR", "quoteCount": "VARCHAR",
                        "record": {
                            "$type": "VARCHAR", "uri": "VARCHAR", "notFound": "VARCHAR", "blocked": "VARCHAR",
                            "detached": "VARCHAR", "displayName": "VARCHAR", "name": "VARCHAR",
                            "author": {"did": "VARCHAR", "handle": "VARCHAR", "displayName": "VARCHAR",
                                "labels": [{"src": "VARCHAR", "val": "VARCHAR", "neg": "VARCHAR", "cts": "VARCHAR", "exp": "VARCHAR"}]},
                            "value": {"text": "VARCHAR", "createdAt": "VARCHAR"},
                            "likeCount": "VARCHAR", "replyCount": "VARCHAR", "repostCount": "VARCHAR", "quoteCount": "VARCHAR"
                        }
                    }
                },
                "likeCount": "VARCHAR", "replyCount": "VARCHAR", "repostCount": "VARCHAR", "quoteCount": "VARCHAR",
                "bookmarkCount": "VARCHAR", "indexedAt": "VARCHAR",
                "labels": [{"src": "VARCHAR", "val": "VARCHAR", "neg": "VARCHAR", "cts": "VARCHAR", "exp": "VARCHAR"}]
            },
            "reply": {"parent": {
                "$type": "VARCHAR", "uri": "VARCHAR", "notFound": "VARCHAR", "blocked": "VARCHAR",
                "author": {"did": "VARCHAR", "handle": "VARCHAR", "displayName": "VARCHAR",
                    "labels": [{"src": "VARCHAR", "val": "VARCHAR", "neg": "VARCHAR", "cts": "VARCHAR", "exp": "VARCHAR"}]},
                "record": {"text": "VARCHAR", "createdAt": "VARCHAR"},
                "likeCount": "VARCHAR", "replyCount": "VARCHAR", "repostCount": "VARCHAR", "quoteCount": "VARCHAR"
            }},
            "reason": {"$type": "VARCHAR", "uri": "VARCHAR", "indexedAt": "VARCHAR",
                "by": {"did": "VARCHAR", "handle": "VARCHAR", "displayName": "VARCHAR"}}
        }') as told
    from pages
),

seen as (
    select
        * exclude (told),
        told.post as post,
        told.post.record as written,
        told.reply.parent as parent,
        told.reason as reason,
        coalesce(ends_with(told.reason['$type'], '#reasonRepost'), false) as is_repost,
        -- a quote lies one level deeper where pictures stand beside it
        coalesce(told.post.embed.record.record.uri, told.post.embed.record.uri,
            told.post.record.embed.record.record.uri, told.post.record.embed.record.uri) as embedded_uri,
        coalesce(told.post.embed.record.record['$type'], told.post.embed.record['$type']) as embedded_type,
        coalesce(told.post.embed.record.record.author, told.post.embed.record.author) as embedded_author,
        coalesce(told.post.embed.record.record.value, told.post.embed.record.value) as embedded_value,
        coalesce(told.post.embed.record.record.displayName, told.post.embed.record.displayName,
            told.post.embed.record.record.name, told.post.embed.record.name) as embedded_name,
        coalesce(told.post.embed.external, told.post.embed.media.external,
            told.post.record.embed.external, told.post.record.embed.media.external) as card,
        -- facets may stand in any order, reach beyond the text or into a character: only their features are trusted
        flatten(list_transform(
            list_sort(list_transform(told.post.record.facets,
                lambda f: {'at': try_cast(f.index.byteStart as bigint), 'features': f.features})),
            lambda f: f.features)) as features,
        -- who labelled it may take a label back (neg), or it ends by itself (exp)
        list_transform(
            [told.post.labels, told.post.author.labels, told.reply.parent.author.labels,
                coalesce(told.post.embed.record.record.author, told.post.embed.record.author).labels],
            lambda labels: list_filter(labels, lambda l:
                l.val is not null
                and coalesce(l.neg, 'false') <> 'true'
                and coalesce(utc(l.exp) > utc(asked_at), true)
                and len(list_filter(labels, lambda n: n.neg = 'true' and n.val = l.val
                    and n.src is not distinct from l.src and coalesce(n.cts >= l.cts, true))) = 0
            )) as standing
    from understood
),

judged as (
    select
        * exclude (standing, features),
        list_transform(standing[1], lambda l: l.val) as labels,
        list_contains(list_transform(standing[1] || standing[2], lambda l: l.val), '!no-unauthenticated') as is_hidden,
        list_contains(list_transform(standing[3], lambda l: l.val), '!no-unauthenticated') as is_parent_hidden,
        list_contains(list_transform(standing[4], lambda l: l.val), '!no-unauthenticated') as is_quoted_hidden,
        contains(embedded_uri, '/app.bsky.feed.post/') as is_quote,
        regexp_matches(card.uri, '^https?://(media\.tenor\.com|static\.klipy\.com|media\d*\.giphy\.com)/') as is_gif,
        list_transform(list_filter(features, lambda f: ends_with(f['$type'], '#link')
            and regexp_matches(f.uri, '^https?://', 'i')), lambda f: f.uri) as addresses,
        list_filter(features, lambda f: ends_with(f['$type'], '#mention') and f.did is not null) as mentioned,
        list_transform(
            coalesce(list_transform(list_filter(features, lambda f: ends_with(f['$type'], '#tag')), lambda f: f.tag), [])
                || coalesce(written.tags, []),
            lambda t: ltrim(t, '#')) as tagged
    from seen
)

select
    landed_file, -- the landed page it stands in
    asked_at, -- when the page was asked for
    platform, -- bluesky
    account_id, -- whose feed it is
    case when is_repost then reason.uri else post.uri end as native_id, -- at:// address of the post, or of the repost
    case when is_repost then reason.by.did else post.author.did end as author_native_id, -- DID
    case when is_repost then reason.by.handle else post.author.handle end as author_handle, -- handle at the time
    nullif(case when is_repost then reason.by.displayName else post.author.displayName end, '')
        as author_name, -- display name
    case
        when is_repost then 'repost'
        when written.reply.parent.uri is not null or written.reply.root.uri is not null then 'reply'
        when is_quote then 'quote'
        else 'original'
    end as kind, -- original, reply, quote or repost
    null::varchar as title, -- posts have none
    case when not is_repost then written.text end as text, -- as typed; links may be shortened in it
    null::varchar as html, -- Bluesky has none
    written.langs[1] as language, -- the first language declared
    'https://bsky.app/profile/' || split_part(post.uri, '/', 3) || '/post/' || split_part(post.uri, '/', 5)
        as url, -- permalink by DID; a repost has its original's
    case when is_repost then reason.indexedAt else coalesce(written.createdAt, post.indexedAt) end
        as created_at, -- what the author's app claims
    null::varchar as edited_at, -- not told
    case when not is_repost then coalesce(written.reply.root.uri, post.uri) end as thread_id, -- first post of the thread
    null::varchar as content_warning, -- Bluesky has labels instead
    list_sort(list_distinct(
        coalesce(labels, []) || coalesce(list_transform(written.labels.values, lambda v: v.val), [])
    )) as labels, -- that stand
    null::varchar as disclosure, -- not told
    null::varchar as license, -- not told
    'public' as visibility, -- Bluesky has no other
    case when not is_repost then post.likeCount end as likes, -- likes
    case when not is_repost then post.replyCount end as replies, -- replies
    case when not is_repost then post.repostCount end as reposts, -- reposts
    case when not is_repost then post.quoteCount end as quotes, -- quotes
    null::varchar as views, -- not told
    case when not is_repost then post.bookmarkCount end as bookmarks, -- bookmarks
    list_transform(
        list_filter(coalesce(addresses, []), lambda u, i: list_position(addresses, u) = i),
        lambda u: {'url': u, 'title': case when u = card.uri then nullif(card.title, '') end, 'author': null::varchar}
    ) || case
        when regexp_matches(card.uri, '^https?://', 'i') and not is_gif
            and not coalesce(list_contains(addresses, card.uri), false)
            then [{'url': card.uri, 'title': nullif(card.title, ''), 'author': null::varchar}]
        else []
    end || case
        -- an embedded feed, list or starter pack is a page of bsky.app
        when embedded_uri ^@ 'at://' and not is_quote and split_part(embedded_uri, '/', 4)
            in ('app.bsky.feed.generator', 'app.bsky.graph.list', 'app.bsky.graph.starterpack')
            then [{
                'url': 'https://bsky.app/' || case split_part(embedded_uri, '/', 4)
                    when 'app.bsky.graph.starterpack' then 'starter-pack/' || split_part(embedded_uri, '/', 3)
                    when 'app.bsky.graph.list' then 'profile/' || split_part(embedded_uri, '/', 3) || '/lists'
                    else 'profile/' || split_part(embedded_uri, '/', 3) || '/feed'
                end || '/' || split_part(embedded_uri, '/', 5),
                'title': embedded_name, 'author': null::varchar
            }]
        else []
    end as links, -- facets in order, then the link card
    case when is_repost then [] else
        list_transform(coalesce(post.embed.images, post.embed.media.images, []),
            lambda m: {'kind': 'image', 'url': coalesce(m.fullsize, m.thumb), 'alt': m.alt})
        || list_transform(coalesce(post.embed.items, post.embed.media.items, []),
            lambda m: {'kind': case when m.playlist is null then 'image' else 'video' end,
                'url': coalesce(m.playlist, m.fullsize, m.thumbnail), 'alt': m.alt})
        || case when coalesce(post.embed.playlist, post.embed.media.playlist) is not null then [{
            'kind': case when coalesce(post.embed.presentation, post.embed.media.presentation) = 'gif'
                then 'gif' else 'video' end,
            'url': coalesce(post.embed.playlist, post.embed.media.playlist),
            'alt': coalesce(post.embed.alt, post.embed.media.alt)
        }] else [] end
        || case when is_gif then [{'kind': 'gif', 'url': card.uri,
            'alt': regexp_replace(card.description, '^Alt: ', '', 'i')}] else [] end
    end as media, -- of its own; a repost has none
    case when is_repost then [] else list_transform(coalesce(mentioned, []), lambda f: {
        'native_id': f.did, 'handle': null::varchar, 'url': 'https://bsky.app/profile/' || f.did
    }) end as mentions, -- by DID; the handle stands in the text only
    case when is_repost then [] else
        list_filter(tagged, lambda t, i: t <> '' and list_position(tagged, t) = i)
    end as hashtags, -- in the text, then those beside it
    list_filter([
        case when is_repost then {
            'relation': 'reposted', 'native_id': post.uri,
            'url': 'https://bsky.app/profile/' || split_part(post.uri, '/', 3) || '/post/' || split_part(post.uri, '/', 5),
            'author_native_id': post.author.did, 'author_handle': post.author.handle,
            'author_name': nullif(post.author.displayName, ''), 'text': written.text, 'created_at': written.createdAt,
            'state': 'shown', 'likes': post.likeCount, 'replies': post.replyCount, 'reposts': post.repostCount,
            'quotes': post.quoteCount, 'views': null::varchar
        } end,
        case when not is_repost and written.reply.parent.uri is not null then {
            'relation': 'replied_to', 'native_id': written.reply.parent.uri,
            'url': 'https://bsky.app/profile/' || split_part(written.reply.parent.uri, '/', 3)
                || '/post/' || split_part(written.reply.parent.uri, '/', 5),
            'author_native_id': coalesce(parent.author.did, split_part(written.reply.parent.uri, '/', 3)),
            'author_handle': parent.author.handle,
            'author_name': nullif(parent.author.displayName, ''),
            'text': case when not coalesce(is_parent_hidden, false) then parent.record.text end,
            'created_at': parent.record.createdAt,
            'state': case
                when is_parent_hidden then 'withheld'
                when parent.notFound = 'true' then 'not found'
                when parent.blocked = 'true' then 'blocked'
                when parent.record is not null then 'shown'
            end,
            'likes': parent.likeCount, 'replies': parent.replyCount, 'reposts': parent.repostCount,
            'quotes': parent.quoteCount, 'views': null::varchar
        } end,
        case when not is_repost and is_quote then {
            'relation': 'quoted', 'native_id': embedded_uri,
            'url': 'https://bsky.app/profile/' || split_part(embedded_uri, '/', 3)
                || '/post/' || split_part(embedded_uri, '/', 5),
            'author_native_id': coalesce(embedded_author.did, split_part(embedded_uri, '/', 3)),
            'author_handle': embedded_author.handle,
            'author_name': nullif(embedded_author.displayName, ''),
            'text': case when not coalesce(is_quoted_hidden, false) then embedded_value.text end,
            'created_at': embedded_value.createdAt,
            'state': case
                when is_quoted_hidden then 'withheld'
                when ends_with(embedded_type, '#viewNotFound') then 'not found'
                when ends_with(embedded_type, '#viewBlocked') then 'blocked'
                when ends_with(embedded_type, '#viewDetached') then 'detached'
                when embedded_value is not null then 'shown'
            end,
            'likes': coalesce(post.embed.record.record.likeCount, post.embed.record.likeCount),
            'replies': coalesce(post.embed.record.record.replyCount, post.embed.record.replyCount),
            'reposts': coalesce(post.embed.record.record.repostCount, post.embed.record.repostCount),
            'quotes': coalesce(post.embed.record.record.quoteCount, post.embed.record.quoteCount),
            'views': null::varchar
        } end
    ], lambda r: r is not null) as refs, -- what it reposts, answers and quotes
    null::varchar as fault, -- none that only this platform has
    case when is_hidden then 'its author shows posts to signed-in readers only (!no-unauthenticated)' end
        as withheld, -- why it must not be kept
    case
        when is_hidden then null
        when is_parent_hidden or is_quoted_hidden
            then json_merge_patch(record, '{"reply": null, "post": {"embed": null}}')::varchar
        else verbatim(record)
    end as raw -- as told, without the words of those who show them to signed-in readers only
from judged
