-- One row per hit of a Hacker News search by author as told: a story, a poll or a comment.
-- grain: landed_file and the record's place in it
-- source: https://hn.algolia.com/api (search_by_date)
with pages as materialized (
    select landed_file, asked_at, platform, account_id, unnest(page.hits) as record
    from read_json(
        getvariable('landed_files'),
        format = 'newline_delimited',
        maximum_object_size = 134217728,
        filename = 'landed_file',
        columns = {asked_at: 'varchar', platform: 'varchar', account_id: 'varchar', page: 'struct(hits json[])'}
    )
),

-- every leaf is text: ids never pass through a number
understood as (
    select
        *,
        from_json(record, '{
            "objectID": "VARCHAR", "created_at": "VARCHAR", "created_at_i": "VARCHAR", "author": "VARCHAR",
            "title": "VARCHAR", "url": "VARCHAR", "story_text": "VARCHAR", "comment_text": "VARCHAR", "points": "VARCHAR",
            "num_comments": "VARCHAR", "story_id": "VARCHAR", "story_title": "VARCHAR", "parent_id": "VARCHAR",
            "_tags": ["VARCHAR"]
        }') as hit
    from pages
),

seen as (
    select
        * exclude (hit),
        hit,
        coalesce(list_contains(hit._tags, 'comment'), false) or hit.comment_text is not null as is_comment,
        -- a story without text of its own is told with an empty one, or none
        coalesce(hit.comment_text, hit.story_text, '') as html,
        'https://news.ycombinator.com/item?id=' as item
    from understood
),

read as (
    select
        *,
        plain_text(html) as words,
        list_filter(list_transform(html_links(html), lambda a: a.url), lambda u: regexp_matches(u, '^https?://', 'i'))
            as addresses
    from seen
)

select
    landed_file, -- the landed page it stands in
    asked_at, -- when the page was asked for
    platform, -- hackernews
    account_id, -- whose posts they are
    hit.objectID as native_id, -- id of the item
    hit.author as author_native_id, -- a user's name is the id
    hit.author as author_handle, -- the same; case counts
    null::varchar as author_name, -- Hacker News has none
    case when is_comment then 'reply' else 'original' end as kind, -- original (story, poll) or reply (comment)
    case when not is_comment then hit.title end as title, -- of the story
    words as text, -- of the comment, or below the story; '' where a story is but an address
    nullif(html, '') as html, -- as told
    null::varchar as language, -- not told
    item || hit.objectID as url, -- permalink
    case when regexp_full_match(hit.created_at_i, '\d{1,11}')
        then strftime(make_timestamp(hit.created_at_i::bigint * 1000000), '%Y-%m-%dT%H:%M:%SZ')
        else hit.created_at end as created_at, -- when it was posted
    null::varchar as edited_at, -- not told
    coalesce(hit.story_id, case when not is_comment then hit.objectID end) as thread_id, -- the story it belongs to
    null::varchar as content_warning, -- Hacker News has none
    null::varchar[] as labels, -- not told
    null::varchar as disclosure, -- not told
    null::varchar as license, -- not told
    'public' as visibility, -- Hacker News has no other
    hit.points as likes, -- points; of comments they are not told
    hit.num_comments as replies, -- comments below a story, at any depth; of comments they are not told
    null::varchar as reposts, -- not told
    null::varchar as quotes, -- not told
    null::varchar as views, -- not told
    null::varchar as bookmarks, -- not told
    case when not is_comment and regexp_matches(hit.url, '^https?://', 'i')
        then [{'url': hit.url, 'title': hit.title, 'author': null::varchar}] else [] end
    || list_transform(
        list_filter(addresses, lambda u, i: list_position(addresses, u) = i and (is_comment or u is distinct from hit.url)),
        lambda u: {'url': u, 'title': null::varchar, 'author': null::varchar}
    ) as links, -- the story's address, then those in its text
    []::struct(kind varchar, url varchar, alt varchar)[] as media, -- Hacker News has none
    null::struct(native_id varchar, handle varchar, url varchar)[] as mentions, -- Hacker News does not know them
    null::varchar[] as hashtags, -- Hacker News does not know them
    case when is_comment and hit.parent_id is not null then [{
        'relation': 'replied_to', 'native_id': hit.parent_id, 'url': item || hit.parent_id,
        'author_native_id': null::varchar, 'author_handle': null::varchar, 'author_name': null::varchar,
        'text': case when hit.parent_id = hit.story_id then hit.story_title end,
        'created_at': null::varchar, 'state': null::varchar, 'likes': null::varchar, 'replies': null::varchar,
        'reposts': null::varchar, 'quotes': null::varchar, 'views': null::varchar
    }] else [] end as refs, -- what a comment answers; the title where that is the story
    null::varchar as fault, -- none that only this platform has
    null::varchar as withheld, -- never
    verbatim(record) as raw -- as told
from read
