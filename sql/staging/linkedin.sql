-- One row per post of a LinkedIn page as told.
-- grain: landed_file and the record's place in it
-- source: https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api
with pages as materialized (
    select landed_file, asked_at, platform, account_id, unnest(page.elements) as record
    from read_json(
        getvariable('landed_files'),
        format = 'newline_delimited',
        maximum_object_size = 134217728,
        filename = 'landed_file',
        columns = {asked_at: 'varchar', platform: 'varchar', account_id: 'varchar', page: 'struct(elements json[])'}
    )
),

-- every leaf is text: ids never pass through a number
understood as (
    select
        *,
        from_json(record, '{
            "id": "VARCHAR", "author": "VARCHAR", "commentary": "VARCHAR", "visibility": "VARCHAR",
            "lifecycleState": "VARCHAR", "createdAt": "VARCHAR", "publishedAt": "VARCHAR", "lastModifiedAt": "VARCHAR",
            "lifecycleStateInfo": {"isEditedByAuthor": "VARCHAR"},
            "adContext": {"isDsc": "VARCHAR"},
            "content": {
                "article": {"source": "VARCHAR", "title": "VARCHAR"},
                "media": {"id": "VARCHAR", "title": "VARCHAR", "altText": "VARCHAR"},
                "multiImage": {"images": [{"id": "VARCHAR", "altText": "VARCHAR"}]},
                "poll": {"question": "VARCHAR", "options": [{"text": "VARCHAR"}]}
            },
            "reshareContext": {"parent": "VARCHAR", "root": "VARCHAR"}
        }') as post
    from pages
),

read as materialized (
    select *, little_text(post.commentary) as said
    from understood
),

judged as (
    select
        *,
        post.reshareContext.parent is not null or post.reshareContext.root is not null as is_reshare,
        'https://www.linkedin.com/feed/update/' || post.id || '/' as permalink,
        case
            when post.visibility <> 'PUBLIC' then 'its page shows it to few (visibility ' || post.visibility || ')'
            when post.lifecycleState <> 'PUBLISHED' then 'it is not published (' || post.lifecycleState || ')'
        end as withheld_for,
        case when regexp_full_match(coalesce(post.publishedAt, post.createdAt), '\d{1,14}')
            then make_timestamp(coalesce(post.publishedAt, post.createdAt)::bigint * 1000) end as published,
        case when regexp_full_match(post.lastModifiedAt, '\d{1,14}')
            then make_timestamp(post.lastModifiedAt::bigint * 1000) end as modified
    from read
)

select
    landed_file, -- the landed page it stands in
    asked_at, -- when the page was asked for
    platform, -- linkedin
    account_id, -- whose posts they are
    post.id as native_id, -- URN of the share or post
    post.author as author_native_id, -- URN of the page
    null::varchar as author_handle, -- not told with a post
    null::varchar as author_name, -- not told with a post
    case when not is_reshare then 'original' when coalesce(post.commentary, '') = '' then 'repost' else 'quote' end
        as kind, -- original, repost (a reshare without words) or quote (one with words)
    null::varchar as title, -- posts have none; an article's stands with its link
    case when is_reshare and coalesce(post.commentary, '') = '' then null else concat_ws(
        chr(10), said."text", nullif(post.content.poll.question, ''),
        nullif(array_to_string(list_transform(post.content.poll.options, lambda o: '• ' || o."text"), chr(10)), '')
    ) end as text, -- as a reader sees it, a line "• option" for each option of a poll
    null::varchar as html, -- LinkedIn has none
    null::varchar as language, -- not told
    permalink as url, -- permalink
    strftime(published, '%Y-%m-%dT%H:%M:%S.%gZ') as created_at, -- when it was published
    case when post.lifecycleStateInfo.isEditedByAuthor = 'true' then strftime(modified, '%Y-%m-%dT%H:%M:%S.%gZ') end
        as edited_at, -- last change, where its author made one
    null::varchar as thread_id, -- LinkedIn has none
    null::varchar as content_warning, -- not told
    null::varchar[] as labels, -- not told
    case when post.adContext.isDsc = 'true' then 'sponsored content' end as disclosure, -- shown as an advertisement
    null::varchar as license, -- not told
    'public' as visibility, -- what is not public is withheld
    null::varchar as likes, -- not told with a post
    null::varchar as replies, -- not told with a post
    null::varchar as reposts, -- not told with a post
    null::varchar as quotes, -- not told with a post
    null::varchar as views, -- not told with a post
    null::varchar as bookmarks, -- not told
    case when regexp_matches(post.content.article.source, '^https?://', 'i') then [{
        'url': post.content.article.source, 'title': nullif(post.content.article.title, ''), 'author': null::varchar
    }] else [] end || list_transform(
        list_filter(coalesce(addresses_in(said."text"), []), lambda u: u is distinct from post.content.article.source),
        lambda u: {'url': u, 'title': null::varchar, 'author': null::varchar}
    ) as links, -- the article's, then those in the text
    list_transform(
        list_filter([post.content.media.id], lambda m: m is not null), lambda m: {
            'kind': case split_part(m, ':', 3) when 'image' then 'image' when 'video' then 'video' else 'other' end,
            'url': permalink, 'alt': coalesce(post.content.media.altText, post.content.media.title)
        }
    ) || list_transform(coalesce(post.content.multiImage.images, []), lambda m: {
        'kind': 'image', 'url': permalink, 'alt': m.altText
    }) as media, -- where they are shown: no addresses of their own are told
    list_transform(coalesce(said.mentions, []), lambda m: {
        'native_id': m.urn, 'handle': null::varchar,
        'url': case when m.urn ^@ 'urn:li:organization:' then 'https://www.linkedin.com/company/' || split_part(m.urn, ':', 4) end
    }) as mentions, -- by URN
    coalesce(said.hashtags, []) as hashtags, -- in the text
    case when is_reshare then [{
        'relation': case when coalesce(post.commentary, '') = '' then 'reposted' else 'quoted' end,
        'native_id': coalesce(post.reshareContext.root, post.reshareContext.parent),
        'url': 'https://www.linkedin.com/feed/update/' || coalesce(post.reshareContext.root, post.reshareContext.parent) || '/',
        'author_native_id': null::varchar, 'author_handle': null::varchar, 'author_name': null::varchar,
        'text': null::varchar, 'created_at': null::varchar, 'state': null::varchar, 'likes': null::varchar,
        'replies': null::varchar, 'reposts': null::varchar, 'quotes': null::varchar, 'views': null::varchar
    }] else [] end as refs, -- the first post of a chain of reshares; whose it is, is not told
    null::varchar as fault, -- none that only this platform has
    withheld_for as withheld, -- why it must not be kept
    case when withheld_for is null then verbatim(record) end as raw -- as told
from judged
