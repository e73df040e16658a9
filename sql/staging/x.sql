-- One row per post of an X timeline as told: of the account's own, or of those that speak to the brand.
-- grain: landed_file and the record's place in it
-- source: https://docs.x.com/x-api/fundamentals/data-dictionary, and OpenAPI 2.167 whose words (posts) are read alike
-- The key is the first id of the edit history: an edit is a new id, the post is the same.
with pages as (
    select
        landed_file, asked_at, platform, account_id, url as asked_url, page.errors as faults, unnest(page.data) as record,
        from_json(coalesce(page.includes.tweets, page.includes.posts), '[{
            "id": "VARCHAR", "text": "VARCHAR", "author_id": "VARCHAR", "created_at": "VARCHAR",
            "edit_history_tweet_ids": ["VARCHAR"], "edit_history_post_ids": ["VARCHAR"],
            "note_tweet": {"text": "VARCHAR", "entities": {"urls": [{
                "url": "VARCHAR", "display_url": "VARCHAR", "expanded_url": "VARCHAR", "unwound_url": "VARCHAR",
                "title": "VARCHAR", "media_key": "VARCHAR"}]}},
            "note_post": {"text": "VARCHAR", "entities": {"urls": [{
                "url": "VARCHAR", "display_url": "VARCHAR", "expanded_url": "VARCHAR", "unwound_url": "VARCHAR",
                "title": "VARCHAR", "media_key": "VARCHAR"}]}},
            "entities": {"urls": [{
                "url": "VARCHAR", "display_url": "VARCHAR", "expanded_url": "VARCHAR", "unwound_url": "VARCHAR",
                "title": "VARCHAR", "media_key": "VARCHAR"}]},
            "referenced_tweets": [{"type": "VARCHAR", "id": "VARCHAR"}],
            "referenced_posts": [{"type": "VARCHAR", "id": "VARCHAR"}],
            "public_metrics": {"retweet_count": "VARCHAR", "repost_count": "VARCHAR", "reply_count": "VARCHAR",
                "like_count": "VARCHAR", "quote_count": "VARCHAR", "impression_count": "VARCHAR"}
        }]') as others,
        from_json(page.includes.users, '[{"id": "VARCHAR", "username": "VARCHAR", "name": "VARCHAR"}]') as people,
        from_json(page.includes.media, '[{
            "media_key": "VARCHAR", "type": "VARCHAR", "url": "VARCHAR", "preview_image_url": "VARCHAR",
            "alt_text": "VARCHAR", "variants": [{"content_type": "VARCHAR", "url": "VARCHAR", "bit_rate": "VARCHAR"}]
        }]') as pictures
    from read_json(
        getvariable('landed_files'),
        format = 'newline_delimited',
        maximum_object_size = 134217728,
        filename = 'landed_file',
        columns = {
            asked_at: 'varchar', platform: 'varchar', account_id: 'varchar', url: 'varchar',
            page: 'struct(data json[], includes struct(tweets json, posts json, users json, media json),
                errors struct(resource_id varchar, "value" varchar, title varchar, "type" varchar)[])'
        }
    )
),

-- every leaf is text: ids never pass through a number
understood as (
    select
        * exclude (others, people),
        others,
        people,
        list_transform(others, lambda o: o.id) as other_ids,
        list_transform(people, lambda u: u.id) as people_ids,
        from_json(record, '{
            "id": "VARCHAR", "text": "VARCHAR", "author_id": "VARCHAR", "created_at": "VARCHAR", "lang": "VARCHAR",
            "conversation_id": "VARCHAR", "in_reply_to_user_id": "VARCHAR", "possibly_sensitive": "VARCHAR",
            "paid_partnership": "VARCHAR", "edit_history_tweet_ids": ["VARCHAR"], "edit_history_post_ids": ["VARCHAR"],
            "referenced_tweets": [{"type": "VARCHAR", "id": "VARCHAR"}],
            "referenced_posts": [{"type": "VARCHAR", "id": "VARCHAR"}],
            "note_tweet": {"text": "VARCHAR", "entities": {
                "urls": [{"url": "VARCHAR", "display_url": "VARCHAR", "expanded_url": "VARCHAR", "unwound_url": "VARCHAR",
                    "title": "VARCHAR", "media_key": "VARCHAR"}],
                "mentions": [{"id": "VARCHAR", "username": "VARCHAR"}], "hashtags": [{"tag": "VARCHAR"}]}},
            "note_post": {"text": "VARCHAR", "entities": {
                "urls": [{"url": "VARCHAR", "display_url": "VARCHAR", "expanded_url": "VARCHAR", "unwound_url": "VARCHAR",
                    "title": "VARCHAR", "media_key": "VARCHAR"}],
                "mentions": [{"id": "VARCHAR", "username": "VARCHAR"}], "hashtags": [{"tag": "VARCHAR"}]}},
            "article": {"title": "VARCHAR", "plain_text": "VARCHAR", "text": "VARCHAR"},
            "entities": {
                "urls": [{"url": "VARCHAR", "display_url": "VARCHAR", "expanded_url": "VARCHAR", "unwound_url": "VARCHAR",
                    "title": "VARCHAR", "media_key": "VARCHAR"}],
                "mentions": [{"id": "VARCHAR", "username": "VARCHAR"}], "hashtags": [{"tag": "VARCHAR"}]},
            "attachments": {"media_keys": ["VARCHAR"]},
            "withheld": {"copyright": "VARCHAR", "country_codes": ["VARCHAR"]},
            "public_metrics": {"retweet_count": "VARCHAR", "repost_count": "VARCHAR", "reply_count": "VARCHAR",
                "like_count": "VARCHAR", "quote_count": "VARCHAR", "bookmark_count": "VARCHAR",
                "impression_count": "VARCHAR"}
        }') as post
    from pages
),

-- both vocabularies become one
unified as (
    select
        * exclude (asked_url),
        coalesce(post.edit_history_tweet_ids, post.edit_history_post_ids) as history,
        coalesce(post.referenced_tweets, post.referenced_posts) as referred,
        case when post.note_tweet."text" is not null then post.note_tweet else post.note_post end as note,
        regexp_matches(asked_url, '/mentions([?]|$)') as is_mention
    from understood
),

referring as (
    select
        *,
        case when note."text" is not null then note.entities else post.entities end as entities,
        list_filter(referred, lambda r: r."type" in ('retweeted', 'reposted'))[1].id as reposted_id,
        list_filter(referred, lambda r: r."type" = 'replied_to')[1].id as answered_id,
        list_filter(referred, lambda r: r."type" = 'quoted')[1].id as quoted_id
    from unified
),

-- what it refers to, where it came along, and why not where X says so
joined as (
    select
        *,
        others[nullif(list_position(other_ids, reposted_id), 0)] as original,
        others[nullif(list_position(other_ids, answered_id), 0)] as answered,
        others[nullif(list_position(other_ids, quoted_id), 0)] as quoted,
        people[nullif(list_position(people_ids, post.author_id), 0)] as author,
        list_transform(faults, lambda f: coalesce(f.resource_id, f."value")) as fault_ids
    from referring
),

known as (
    select
        * exclude (author),
        people[nullif(list_position(people_ids, original.author_id), 0)] as original_author,
        people[nullif(list_position(people_ids, coalesce(answered.author_id, post.in_reply_to_user_id)), 0)]
            as answered_author,
        people[nullif(list_position(people_ids, quoted.author_id), 0)] as quoted_author,
        author.name as author_name,
        coalesce(author.username, case when not is_mention then split_part(account_id, ':', 2) end) as handle,
        -- long posts stand in full in their note; of a repost the original's links are told
        case
            when reposted_id is null then entities.urls
            when original.note_tweet."text" is not null then original.note_tweet.entities.urls
            when original.note_post."text" is not null then original.note_post.entities.urls
            when original.id is not null then original.entities.urls
            else entities.urls
        end as urls,
        coalesce(note."text", post."text") as written,
        coalesce(original.note_tweet."text", original.note_post."text", original."text") as original_text,
        coalesce(original.note_tweet.entities.urls, original.note_post.entities.urls, original.entities.urls)
            as original_urls,
        coalesce(answered.note_tweet."text", answered.note_post."text", answered."text") as answered_text,
        coalesce(answered.note_tweet.entities.urls, answered.note_post.entities.urls, answered.entities.urls)
            as answered_urls,
        coalesce(quoted.note_tweet."text", quoted.note_post."text", quoted."text") as quoted_text,
        coalesce(quoted.note_tweet.entities.urls, quoted.note_post.entities.urls, quoted.entities.urls) as quoted_urls
    from joined
),

-- a reader sees neither the t.co link of a picture nor that of a quoted post, and of others where they lead
linked as (
    select
        *,
        list_filter(urls, lambda u: u.media_key is null
            and not regexp_matches(u.expanded_url, '/status/\d+/(photo|video)/\d+$')
            and not coalesce(regexp_matches(u.expanded_url, '/status/' || coalesce(
                case when reposted_id is null then quoted_id end, '-') || '(?:$|[?/])'), false)) as outward,
        list_transform(list_filter(original_urls, lambda u: u.url is not null), lambda u:
            u.url || chr(31) || case when u.media_key is null then coalesce(u.display_url, u.expanded_url, u.url)
                else '' end) as original_shown,
        list_transform(list_filter(answered_urls, lambda u: u.url is not null), lambda u:
            u.url || chr(31) || case when u.media_key is null then coalesce(u.display_url, u.expanded_url, u.url)
                else '' end) as answered_shown,
        list_transform(list_filter(quoted_urls, lambda u: u.url is not null), lambda u:
            u.url || chr(31) || case when u.media_key is null then coalesce(u.display_url, u.expanded_url, u.url)
                else '' end) as quoted_shown
    from known
),

listed as (
    select *, list_transform(outward, lambda u: u.url) as outward_urls
    from linked
),

shown as (
    select
        *,
        coalesce(original_author.username, nullif(regexp_extract(post."text", '^RT @(\w+):', 1), '')) as original_handle,
        list_transform(list_filter(entities.urls, lambda u: u.url is not null), lambda u:
            u.url || chr(31) || case when list_contains(outward_urls, u.url)
                then coalesce(u.display_url, u.expanded_url, u.url) else '' end) as replaced,
        case when len(history) > 1 then history[1] else post.id end as first_id,
        case when len(history) > 1 and regexp_full_match(history[1], '\d{17,19}')
            then x_time(history[1]) end as first_at,
        case when len(history) > 1 and regexp_full_match(post.id, '\d{17,19}')
            then x_time(post.id) end as edited_at
    from listed
)

select
    landed_file, -- the landed page it stands in
    asked_at, -- when the page was asked for
    platform, -- x
    account_id, -- whose timeline it stands in, or whom it speaks to
    first_id as native_id, -- the first id of its edit history
    post.author_id as author_native_id, -- id of its author
    handle as author_handle, -- handle at the time; not told where the author did not come along
    author_name, -- display name, where the author came along
    case
        when reposted_id is not null then 'repost'
        when answered_id is not null then 'reply'
        when quoted_id is not null then 'quote'
        when post.article.title is not null then 'article'
        else 'original'
    end as kind, -- original, reply, quote, repost or article
    post.article.title as title, -- of an article
    case when reposted_id is null then x_text(
        coalesce(post.article.plain_text, post.article."text", written),
        replaced
    ) end as text, -- in full, with links as a reader sees them; a repost has none of its own
    null::varchar as html, -- X has none
    -- und, zxx, qme and the like mean: no language
    case when regexp_full_match(post.lang, '[a-z]{2,3}(-[A-Za-z]+)?')
        and not regexp_matches(post.lang, '^(und|zxx|art|q[a-t][a-z])$') then post.lang end as language, -- as detected by X
    'https://x.com/' || coalesce(case when reposted_id is null then handle else original_handle end, 'i') || '/status/'
        || coalesce(reposted_id, post.id) as url, -- permalink; a repost has its original's
    case when len(history) > 1 then coalesce(first_at, post.created_at) else post.created_at end
        as created_at, -- of an edited post when it was first written, as its first id tells
    edited_at, -- as the newest id tells; NULL: never edited
    case when reposted_id is null then post.conversation_id end as thread_id, -- first post of the conversation
    null::varchar as content_warning, -- X has labels instead
    case when post.possibly_sensitive = 'true' then ['sensitive'] else []::varchar[] end
        || case when post.withheld.country_codes is not null or post.withheld.copyright = 'true' then ['withheld'] else [] end
        as labels, -- marked sensitive; withheld in some countries
    case when post.paid_partnership = 'true' then 'paid partnership' end as disclosure, -- as flagged by the author
    null::varchar as license, -- not told
    'public' as visibility, -- an app sees no other
    case when reposted_id is null then post.public_metrics.like_count end as likes, -- likes
    case when reposted_id is null then post.public_metrics.reply_count end as replies, -- replies
    case when reposted_id is null
        then coalesce(post.public_metrics.retweet_count, post.public_metrics.repost_count) end as reposts, -- reposts
    case when reposted_id is null then post.public_metrics.quote_count end as quotes, -- quotes
    case when reposted_id is null then post.public_metrics.impression_count end as views, -- times shown
    case when reposted_id is null then post.public_metrics.bookmark_count end as bookmarks, -- bookmarks
    list_transform(coalesce(outward, []), lambda u: {
        'url': coalesce(u.unwound_url, u.expanded_url, u.url), 'title': nullif(u.title, ''), 'author': null::varchar
    }) as links, -- where they lead: unwound, else expanded; without pictures and the quoted post
    case when reposted_id is null and post.attachments.media_keys is not null then
        list_transform(
            list_filter(pictures, lambda m: list_contains(post.attachments.media_keys, m.media_key)),
            lambda m: {
                'kind': case m."type" when 'photo' then 'image' when 'video' then 'video' when 'animated_gif' then 'gif'
                    else 'other' end,
                'url': coalesce(m.url, list_sort(list_transform(
                    list_filter(m.variants, lambda v: v.content_type = 'video/mp4'),
                    lambda v: {'rate': coalesce(try_cast(v.bit_rate as bigint), 0), 'url': v.url}), 'desc')[1].url,
                    m.preview_image_url),
                'alt': m.alt_text
            }
        )
        else []
    end as media, -- of its own; of a film the best mp4
    case when reposted_id is null then list_transform(coalesce(entities.mentions, []), lambda m: {
        'native_id': m.id, 'handle': m.username, 'url': 'https://x.com/' || m.username
    }) else [] end as mentions, -- accounts named
    case when reposted_id is null then list_transform(coalesce(entities.hashtags, []), lambda h: h.tag)
        else [] end as hashtags, -- in the text
    list_filter([
        case when reposted_id is not null then {
            'relation': 'reposted',
            'native_id': coalesce(original.edit_history_tweet_ids[1], original.edit_history_post_ids[1], reposted_id),
            'url': 'https://x.com/' || coalesce(original_handle, 'i') || '/status/' || reposted_id,
            'author_native_id': original.author_id,
            'author_handle': original_handle,
            'author_name': original_author.name,
            'text': x_text(original_text, original_shown),
            'created_at': original.created_at,
            'state': case when original.id is not null then 'shown' else x_state(faults, fault_ids, reposted_id) end,
            'likes': original.public_metrics.like_count, 'replies': original.public_metrics.reply_count,
            'reposts': coalesce(original.public_metrics.retweet_count, original.public_metrics.repost_count),
            'quotes': original.public_metrics.quote_count, 'views': original.public_metrics.impression_count
        } end,
        case when reposted_id is null and answered_id is not null then {
            'relation': 'replied_to',
            'native_id': coalesce(answered.edit_history_tweet_ids[1], answered.edit_history_post_ids[1], answered_id),
            'url': 'https://x.com/' || coalesce(answered_author.username, 'i') || '/status/' || answered_id,
            'author_native_id': coalesce(answered.author_id, post.in_reply_to_user_id),
            'author_handle': answered_author.username,
            'author_name': answered_author.name,
            'text': x_text(answered_text, answered_shown),
            'created_at': answered.created_at,
            'state': case when answered.id is not null then 'shown' else x_state(faults, fault_ids, answered_id) end,
            'likes': answered.public_metrics.like_count, 'replies': answered.public_metrics.reply_count,
            'reposts': coalesce(answered.public_metrics.retweet_count, answered.public_metrics.repost_count),
            'quotes': answered.public_metrics.quote_count, 'views': answered.public_metrics.impression_count
        } end,
        case when reposted_id is null and quoted_id is not null then {
            'relation': 'quoted',
            'native_id': coalesce(quoted.edit_history_tweet_ids[1], quoted.edit_history_post_ids[1], quoted_id),
            'url': 'https://x.com/' || coalesce(quoted_author.username, 'i') || '/status/' || quoted_id,
            'author_native_id': quoted.author_id,
            'author_handle': quoted_author.username,
            'author_name': quoted_author.name,
            'text': x_text(quoted_text, quoted_shown),
            'created_at': quoted.created_at,
            'state': case when quoted.id is not null then 'shown' else x_state(faults, fault_ids, quoted_id) end,
            'likes': quoted.public_metrics.like_count, 'replies': quoted.public_metrics.reply_count,
            'reposts': coalesce(quoted.public_metrics.retweet_count, quoted.public_metrics.repost_count),
            'quotes': quoted.public_metrics.quote_count, 'views': quoted.public_metrics.impression_count
        } end
    ], lambda r: r is not null) as refs, -- what it reposts, answers and quotes
    null::varchar as fault, -- none that only this platform has
    null::varchar as withheld, -- protected accounts are not read at all
    verbatim(record) as raw -- as told
from shown
