-- One row per status of a Mastodon account as told: a post, or the boost of one.
-- grain: landed_file and the record's place in it
-- source: https://docs.joinmastodon.org/entities/Status/ (and GoToSocial, Takahe, Pleroma, Akkoma, which speak alike)
-- The key is `uri`: ids are one server's own, the uri is the same wherever the post is seen.
with pages as materialized (
    select landed_file, asked_at, platform, account_id, unnest(page) as record
    from read_json(
        getvariable('landed_files'),
        format = 'newline_delimited',
        maximum_object_size = 134217728,
        filename = 'landed_file',
        columns = {asked_at: 'varchar', platform: 'varchar', account_id: 'varchar', page: 'json[]'}
    )
),

-- every leaf is text: ids never pass through a number
understood as (
    select
        *,
        from_json(record, '{
            "id": "VARCHAR", "uri": "VARCHAR", "url": "VARCHAR", "content": "VARCHAR", "created_at": "VARCHAR",
            "edited_at": "VARCHAR", "visibility": "VARCHAR", "language": "VARCHAR", "spoiler_text": "VARCHAR",
            "sensitive": "VARCHAR", "in_reply_to_id": "VARCHAR", "in_reply_to_account_id": "VARCHAR",
            "replies_count": "VARCHAR", "reblogs_count": "VARCHAR", "favourites_count": "VARCHAR", "quotes_count": "VARCHAR",
            "account": {"id": "VARCHAR", "acct": "VARCHAR", "display_name": "VARCHAR"},
            "mentions": [{"id": "VARCHAR", "acct": "VARCHAR", "url": "VARCHAR"}],
            "tags": [{"name": "VARCHAR", "url": "VARCHAR"}],
            "media_attachments": [{"type": "VARCHAR", "url": "VARCHAR", "remote_url": "VARCHAR", "description": "VARCHAR"}],
            "card": {"url": "VARCHAR", "title": "VARCHAR", "author_name": "VARCHAR", "authors": [{"name": "VARCHAR"}]},
            "poll": {"options": [{"title": "VARCHAR"}]},
            "reblog": {
                "id": "VARCHAR", "uri": "VARCHAR", "url": "VARCHAR", "content": "VARCHAR", "created_at": "VARCHAR",
                "visibility": "VARCHAR", "language": "VARCHAR", "spoiler_text": "VARCHAR", "sensitive": "VARCHAR",
                "replies_count": "VARCHAR", "reblogs_count": "VARCHAR", "favourites_count": "VARCHAR", "quotes_count": "VARCHAR",
                "mentions": [{"url": "VARCHAR"}], "tags": [{"url": "VARCHAR"}],
                "card": {"url": "VARCHAR", "title": "VARCHAR", "author_name": "VARCHAR", "authors": [{"name": "VARCHAR"}]},
                "account": {"id": "VARCHAR", "acct": "VARCHAR", "display_name": "VARCHAR", "indexable": "VARCHAR",
                    "noindex": "VARCHAR", "note": "VARCHAR"}
            },
            "quote": {
                "state": "VARCHAR", "quoted_status_id": "VARCHAR",
                "quoted_status": {
                    "id": "VARCHAR", "uri": "VARCHAR", "url": "VARCHAR", "content": "VARCHAR", "created_at": "VARCHAR", "visibility": "VARCHAR",
                    "replies_count": "VARCHAR", "reblogs_count": "VARCHAR", "favourites_count": "VARCHAR", "quotes_count": "VARCHAR",
                    "account": {"id": "VARCHAR", "acct": "VARCHAR", "display_name": "VARCHAR", "indexable": "VARCHAR",
                        "noindex": "VARCHAR", "note": "VARCHAR"}
                },
                "id": "VARCHAR", "uri": "VARCHAR", "url": "VARCHAR", "content": "VARCHAR", "created_at": "VARCHAR", "visibility": "VARCHAR",
                "replies_count": "VARCHAR", "reblogs_count": "VARCHAR", "favourites_count": "VARCHAR", "quotes_count": "VARCHAR",
                "account": {"id": "VARCHAR", "acct": "VARCHAR", "display_name": "VARCHAR", "indexable": "VARCHAR",
                    "noindex": "VARCHAR", "note": "VARCHAR"}
            },
            "pleroma": {"quote_url": "VARCHAR"}
        }') as told
    from pages
),

seen as (
    select
        * exclude (told),
        told as post,
        told.reblog as original,
        -- Mastodon wraps the quoted status, Akkoma hands it out bare
        case when told.quote.quoted_status.uri is not null then told.quote.quoted_status else {
            'id': told.quote.id, 'uri': told.quote.uri, 'url': told.quote.url, 'content': told.quote.content,
            'created_at': told.quote.created_at, 'visibility': told.quote.visibility,
            'replies_count': told.quote.replies_count, 'reblogs_count': told.quote.reblogs_count,
            'favourites_count': told.quote.favourites_count, 'quotes_count': told.quote.quotes_count,
            'account': told.quote.account
        } end as quoted,
        case
            when told.quote.state = 'accepted' then 'shown'
            when told.quote.state = 'deleted' then 'not found'
            when told.quote.state ^@ 'blocked' then 'blocked'
            when told.quote.state is not null then replace(told.quote.state, '_', ' ')
            when told.quote.uri is not null then 'shown'
            when told.pleroma.quote_url is not null then 'not told'
        end as quote_state,
        -- some servers leave the boost standing, empty, when the original is deleted
        told.reblog.uri is not null or told.reblog.id is not null or (
            told.content = '' and coalesce(told.spoiler_text, '') = '' and told.quote.state is null
            and told.in_reply_to_id is null and coalesce(len(told.media_attachments), 0) = 0
            and coalesce(len(told.poll.options), 0) = 0
        ) as is_boost,
        coalesce(nullif(regexp_extract(account_id, '@([^@/]+)$', 1), ''), regexp_extract(told.uri, '^https?://([^/]+)', 1))
            as domain
    from understood
),

-- the words of people who are not on our list are left out where their account asks not to be indexed
judged as (
    select
        *,
        coalesce(original.account.id <> post.account.id, true) and (
            coalesce(original.account.indexable, '') = 'false' or coalesce(original.account.noindex, '') = 'true'
            or regexp_matches(coalesce(original.account.note, ''), '#(<[^>]*>)*(nobots?|noindex)\b', 'i')
        ) as is_original_hidden,
        coalesce(quoted.account.id <> post.account.id, true) and (
            coalesce(quoted.account.indexable, '') = 'false' or coalesce(quoted.account.noindex, '') = 'true'
            or regexp_matches(coalesce(quoted.account.note, ''), '#(<[^>]*>)*(nobots?|noindex)\b', 'i')
        ) as is_quoted_hidden,
        -- for readers that know no quotes a quote repeats its address as a first paragraph; the others do not see it
        case when quote_state is null then post.content
            else regexp_replace(post.content, '<p class="quote-inline">.*?</p>', '', 's') end as body,
        case when is_boost then original.card else post.card end as card,
        list_filter(post.mentions, lambda m: m.id = post.in_reply_to_account_id)[1] as answered,
        coalesce(post.in_reply_to_account_id = post.account.id, false) as is_own_thread,
        regexp_extract(post.url, '^(https?://[^/]+/@)[^/@]+/(?:statuses/|posts/)?[^/]+/?$', 1) as pages_of
    from seen
),

read as (
    select
        *,
        html_links(case when is_boost then original.content else body end) as anchors,
        case when not is_boost then plain_text(body) end as words,
        plain_text(case
            when is_boost and not is_original_hidden then original.content
            when not is_boost and quote_state = 'shown' and not is_quoted_hidden then quoted.content
        end) as other_words,
        case when is_boost then list_transform(original.mentions, lambda m: m.url) || list_transform(original.tags, lambda t: t.url)
            else list_transform(post.mentions, lambda m: m.url) || list_transform(post.tags, lambda t: t.url)
                || [quoted.url, quoted.uri, post.pleroma.quote_url] end as known
    from judged
),

linked as (
    select
        *,
        list_filter(anchors, lambda a: regexp_matches(a.url, '^https?://', 'i')
            and not regexp_matches(coalesce(a.class, ''), '\b(mention|hashtag)\b')
            and not regexp_matches(coalesce(a.rel, ''), '\btag\b')
            and not coalesce(list_contains(known, a.url), false)) as outward,
        list_transform(list_filter(anchors, lambda a: regexp_matches(coalesce(a.class, ''), '\bhashtag\b')
            or regexp_matches(coalesce(a.rel, ''), '\btag\b')), lambda a: ltrim(trim(a.text), '#')) as written_tags
    from read
),

carded as (
    select
        *,
        list_filter(list_transform(outward, lambda a: a.url),
            lambda u, i: list_position(list_transform(outward, lambda a: a.url), u) = i) as addresses,
        nullif(card.title, '') as card_title,
        nullif(coalesce(nullif(card.authors[1].name, ''), card.author_name), '') as card_author
    from linked
)

select
    landed_file, -- the landed page it stands in
    asked_at, -- when the page was asked for
    platform, -- mastodon
    account_id, -- whose statuses they are
    post.uri as native_id, -- address of the post as an ActivityPub object, alike on every server
    post.account.id as author_native_id, -- id of its author at the author's own server
    case when contains(post.account.acct, '@') then post.account.acct else post.account.acct || '@' || domain end
        as author_handle, -- user@server
    nullif(post.account.display_name, '') as author_name, -- display name
    case
        when is_boost then 'repost'
        when post.in_reply_to_id is not null then 'reply'
        when quote_state is not null then 'quote'
        else 'original'
    end as kind, -- original, reply, quote or repost
    null::varchar as title, -- statuses have none
    case when len(post.poll.options) > 0 and not is_boost then concat_ws(
        chr(10), nullif(words, ''), array_to_string(list_transform(post.poll.options, lambda o: '• ' || o.title), chr(10))
    ) else words end as text, -- as a reader sees it, a line "• option" for each option of a poll
    case when not is_boost then post.content end as html, -- as told
    coalesce(nullif(original.language, ''), nullif(post.language, '')) as language, -- as declared; often not told
    case when is_boost then coalesce(original.url, original.uri, post.url, post.uri) else coalesce(post.url, post.uri) end
        as url, -- permalink; a boost has its original's
    post.created_at as created_at, -- when it was posted or boosted
    case when not is_boost then post.edited_at end as edited_at, -- NULL: never edited
    case when not is_boost and post.in_reply_to_id is null then post.uri end as thread_id, -- not told for answers
    case when is_boost then case when not is_original_hidden then nullif(original.spoiler_text, '') end
        else nullif(post.spoiler_text, '') end as content_warning, -- must travel with the text
    case when coalesce(original.sensitive, post.sensitive) = 'true' then ['sensitive'] else []::varchar[] end
        as labels, -- media marked as sensitive
    null::varchar as disclosure, -- not told
    null::varchar as license, -- not told
    case when post.visibility in ('public', 'unlisted') then post.visibility end as visibility, -- public or unlisted
    case when not is_boost then post.favourites_count end as likes, -- favourites
    case when not is_boost then post.replies_count end as replies, -- replies
    case when not is_boost then post.reblogs_count end as reposts, -- boosts
    case when not is_boost then post.quotes_count end as quotes, -- quotes, since Mastodon 4.5
    null::varchar as views, -- not told
    null::varchar as bookmarks, -- not told
    case when len(coalesce(addresses, [])) = 0 then
        case when regexp_matches(card.url, '^https?://', 'i') and not coalesce(list_contains(known, card.url), false)
            then [{'url': card.url, 'title': card_title, 'author': card_author}] else [] end
    else
        -- the card is that of the link it names, or else (redirects, declared canonicals) of the first one
        list_transform(addresses, lambda u, i: {
            'url': u,
            'title': case when i = coalesce(nullif(list_position(
                list_transform(addresses, lambda a: rtrim(a, '/')), rtrim(card.url, '/')), 0), 1) then card_title end,
            'author': case when i = coalesce(nullif(list_position(
                list_transform(addresses, lambda a: rtrim(a, '/')), rtrim(card.url, '/')), 0), 1) then card_author end
        })
    end as links, -- hrefs in order, without mentions, hashtags and the address of a quoted post
    case when is_boost then [] else list_transform(coalesce(post.media_attachments, []), lambda m: {
        'kind': case m.type when 'image' then 'image' when 'video' then 'video' when 'audio' then 'audio'
            when 'gifv' then 'gif' else 'other' end,
        'url': coalesce(m.url, m.remote_url),
        'alt': coalesce(m.description, '')  -- null is how Mastodon says that none was given
    }) end as media, -- of its own; a boost has none
    case when is_boost then [] else list_transform(coalesce(post.mentions, []), lambda m: {
        'native_id': m.id,
        'handle': case when contains(m.acct, '@') then m.acct else m.acct || '@' || domain end,
        'url': m.url
    }) end as mentions, -- ids are this server's own
    case when is_boost then [] else list_transform(coalesce(post.tags, []), lambda t:
        coalesce(list_filter(written_tags, lambda w: lower(w) = lower(t.name))[1], t.name)
    ) end as hashtags, -- as written where the text shows it, else as the server keeps it
    list_filter([
        case when is_boost then {
            'relation': 'reposted', 'native_id': original.uri, 'url': coalesce(original.url, original.uri),
            'author_native_id': case when not contains(original.account.acct, '@')
                or ends_with(original.account.acct, '@' || domain) then original.account.id end,
            'author_handle': case when contains(original.account.acct, '@') then original.account.acct
                else original.account.acct || '@' || domain end,
            'author_name': nullif(original.account.display_name, ''), 'text': other_words,
            'created_at': original.created_at,
            'state': case when original.uri is null then 'not found' when is_original_hidden then 'withheld' else 'shown' end,
            'likes': original.favourites_count, 'replies': original.replies_count, 'reposts': original.reblogs_count,
            'quotes': original.quotes_count, 'views': null::varchar
        } end,
        case when not is_boost and post.in_reply_to_id is not null then {
            'relation': 'replied_to',
            -- an id is told and no uri: within a thread of one's own the uri follows from one's own
            'native_id': case when is_own_thread and ends_with(rtrim(post.uri, '/'), '/' || post.id) then
                left(rtrim(post.uri, '/'), -length(post.id)) || post.in_reply_to_id
                || case when ends_with(post.uri, '/') then '/' else '' end end,
            'url': case
                when is_own_thread and ends_with(rtrim(post.url, '/'), '/' || post.id)
                    then left(rtrim(post.url, '/'), -length(post.id)) || post.in_reply_to_id
                    || case when ends_with(post.url, '/') then '/' else '' end
                when pages_of <> '' and answered.acct is not null and not is_own_thread
                    then pages_of || answered.acct || '/' || case when contains(post.url, '/statuses/') then 'statuses/' else '' end
                    || post.in_reply_to_id
            end,
            'author_native_id': case when is_own_thread or not contains(answered.acct, '@')
                or ends_with(answered.acct, '@' || domain) then post.in_reply_to_account_id end,
            'author_handle': case
                when is_own_thread then case when contains(post.account.acct, '@') then post.account.acct
                    else post.account.acct || '@' || domain end
                when contains(answered.acct, '@') then answered.acct
                else answered.acct || '@' || domain
            end,
            'author_name': case when is_own_thread then nullif(post.account.display_name, '') end,
            'text': null::varchar, 'created_at': null::varchar, 'state': null::varchar, 'likes': null::varchar,
            'replies': null::varchar, 'reposts': null::varchar, 'quotes': null::varchar, 'views': null::varchar
        } end,
        case when not is_boost and quote_state is not null then {
            'relation': 'quoted',
            'native_id': case when quote_state = 'shown' then quoted.uri end,
            'url': coalesce(case when quote_state = 'shown' then coalesce(quoted.url, quoted.uri) end, post.pleroma.quote_url),
            'author_native_id': case when quote_state = 'shown' and (not contains(quoted.account.acct, '@')
                or ends_with(quoted.account.acct, '@' || domain)) then quoted.account.id end,
            'author_handle': case when quote_state <> 'shown' then null
                when contains(quoted.account.acct, '@') then quoted.account.acct
                else quoted.account.acct || '@' || domain end,
            'author_name': case when quote_state = 'shown' then nullif(quoted.account.display_name, '') end,
            'text': other_words,
            'created_at': case when quote_state = 'shown' then quoted.created_at end,
            'state': case when quote_state = 'shown' and is_quoted_hidden then 'withheld' else quote_state end,
            'likes': case when quote_state = 'shown' then quoted.favourites_count end,
            'replies': case when quote_state = 'shown' then quoted.replies_count end,
            'reposts': case when quote_state = 'shown' then quoted.reblogs_count end,
            'quotes': case when quote_state = 'shown' then quoted.quotes_count end,
            'views': null::varchar
        } end
    ], lambda r: r is not null) as refs, -- what it boosts, answers and quotes
    null::varchar as fault, -- none that only this platform has
    case when post.visibility not in ('public', 'unlisted') or original.visibility not in ('public', 'unlisted')
        then 'its author shows it to few (visibility '
            || case when post.visibility in ('public', 'unlisted') then original.visibility else post.visibility end || ')'
    end as withheld, -- why it must not be kept
    case
        when coalesce(post.visibility, 'public') not in ('public', 'unlisted')
            or coalesce(original.visibility, 'public') not in ('public', 'unlisted') then null
        when is_boost and is_original_hidden and original.uri is not null then json_merge_patch(record,
            '{"reblog": {"content": null, "spoiler_text": null, "media_attachments": null, "poll": null, "card": null}}'
        )::varchar
        when is_quoted_hidden and quoted.uri is not null then json_merge_patch(record,
            '{"quote": {"quoted_status": null, "content": null}}')::varchar
        else verbatim(record)
    end as raw -- as told, without the words of those who ask not to be indexed
from carded
