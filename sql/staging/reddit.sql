-- One row per post (t3) or comment (t1) of a Reddit account's overview as told.
-- grain: landed_file and the record's place in it
-- source: https://www.reddit.com/dev/api (GET /user/{username}/overview)
with pages as materialized (
    select landed_file, asked_at, platform, account_id, unnest(page.data.children) as record
    from read_json(
        getvariable('landed_files'),
        format = 'newline_delimited',
        maximum_object_size = 134217728,
        filename = 'landed_file',
        columns = {
            asked_at: 'varchar', platform: 'varchar', account_id: 'varchar', page: 'struct(data struct(children json[]))'
        }
    )
),

-- every leaf is text: ids never pass through a number
understood as (
    select
        *,
        from_json(record, '{
            "kind": "VARCHAR",
            "data": {
                "name": "VARCHAR", "author": "VARCHAR", "author_fullname": "VARCHAR", "title": "VARCHAR",
                "selftext": "VARCHAR", "selftext_html": "VARCHAR", "body": "VARCHAR", "body_html": "VARCHAR",
                "url": "VARCHAR", "permalink": "VARCHAR", "created_utc": "VARCHAR", "edited": "VARCHAR",
                "over_18": "VARCHAR", "spoiler": "VARCHAR", "score": "VARCHAR", "score_hidden": "VARCHAR",
                "num_comments": "VARCHAR", "num_crossposts": "VARCHAR", "parent_id": "VARCHAR", "link_id": "VARCHAR",
                "link_author": "VARCHAR", "link_title": "VARCHAR", "link_permalink": "VARCHAR", "post_hint": "VARCHAR",
                "is_self": "VARCHAR", "is_gallery": "VARCHAR", "is_video": "VARCHAR", "subreddit_type": "VARCHAR",
                "removed_by_category": "VARCHAR",
                "crosspost_parent_list": [{
                    "name": "VARCHAR", "author": "VARCHAR", "author_fullname": "VARCHAR", "title": "VARCHAR",
                    "selftext": "VARCHAR", "permalink": "VARCHAR", "created_utc": "VARCHAR", "score": "VARCHAR",
                    "num_comments": "VARCHAR", "num_crossposts": "VARCHAR", "url": "VARCHAR"
                }]
            }
        }') as told
    from pages
),

seen as (
    select
        * exclude (told),
        told.data as post,
        coalesce(told.kind = 't1' or told.data.name ^@ 't1_', false) as is_comment,
        told.data.crosspost_parent_list[1] as original,
        coalesce(told.data.body, told.data.selftext) as typed,
        coalesce(told.data.body_html, told.data.selftext_html) as html,
        'https://www.reddit.com' as site
    from understood
),

judged as (
    select
        *,
        -- a crosspost under the original's own title, and without words, adds nothing
        original.name is not null and coalesce(post.selftext, '') = '' and post.title is not distinct from original.title
            as is_repost,
        coalesce(original.author in ('[deleted]', '[removed]') or original.selftext in ('[deleted]', '[removed]'), false)
            as is_original_gone,
        regexp_matches(post.url, '^https?://([a-z0-9-]+\.)*(reddit\.com|redd\.it|redditmedia\.com)/', 'i') as is_at_reddit,
        case
            when post.removed_by_category <> '' then 'removed at Reddit (' || post.removed_by_category || ')'
            when post.author in ('[deleted]', '[removed]') or typed in ('[deleted]', '[removed]') then 'deleted at Reddit'
            when post.subreddit_type in ('private', 'employees_only', 'gold_only')
                then 'its community shows it to few (' || post.subreddit_type || ')'
        end as withheld_for
    from seen
),

read as materialized (
    select
        *,
        case when html is not null then plain_text(html) else typed end as words,
        case when html is not null then list_transform(html_links(html), lambda a: a.url)
            else addresses_in(typed) end as written
    from judged
)

select
    landed_file, -- the landed page it stands in
    asked_at, -- when the page was asked for
    platform, -- reddit
    account_id, -- whose posts they are
    post.name as native_id, -- t3_ and an id (a post), t1_ and an id (a comment)
    post.author_fullname as author_native_id, -- t2_ and an id
    post.author as author_handle, -- name
    null::varchar as author_name, -- not told with a post
    case when is_comment then 'reply' when is_repost then 'repost' when original.name is not null then 'quote'
        else 'original' end as kind, -- original, reply (a comment), repost or quote (a crosspost)
    case when not is_comment and not is_repost then post.title end as title, -- of the post
    case when not is_repost then coalesce(words, '') end as text, -- as a reader sees it; '' where a post is but an address
    html as html, -- as told
    null::varchar as language, -- not told
    case when post.permalink ^@ '/' then site || post.permalink end as url, -- permalink
    case when regexp_full_match(post.created_utc, '\d{1,11}(\.\d+)?')
        then strftime(make_timestamp(split_part(post.created_utc, '.', 1)::bigint * 1000000), '%Y-%m-%dT%H:%M:%SZ')
        end as created_at, -- when it was posted
    case when regexp_full_match(post.edited, '\d{1,11}(\.\d+)?')
        then strftime(make_timestamp(split_part(post.edited, '.', 1)::bigint * 1000000), '%Y-%m-%dT%H:%M:%SZ')
        end as edited_at, -- NULL: never edited
    case when is_comment then post.link_id else post.name end as thread_id, -- the post it belongs to
    null::varchar as content_warning, -- Reddit has labels instead
    list_filter([case when post.over_18 = 'true' then 'over 18' end, case when post.spoiler = 'true' then 'spoiler' end],
        lambda l: l is not null) as labels, -- as its author or community marked it
    null::varchar as disclosure, -- not told
    null::varchar as license, -- not told
    'public' as visibility, -- what few can see is withheld
    case when not is_repost and coalesce(post.score_hidden, 'false') <> 'true' then post.score end
        as likes, -- points: up less down; below 0 they are no number of likes
    case when not is_comment and not is_repost then post.num_comments end as replies, -- comments below a post, at any depth
    case when not is_comment and not is_repost then post.num_crossposts end as reposts, -- crossposts
    null::varchar as quotes, -- counted among the crossposts
    null::varchar as views, -- not told
    null::varchar as bookmarks, -- not told
    list_transform(each_once(
        case when not is_comment and not is_at_reddit then [post.url] else [] end
        || list_filter(coalesce(written, []), lambda u: regexp_matches(u, '^https?://', 'i'))
    ), lambda u: {
        'url': u, 'title': case when u = post.url then post.title end, 'author': null::varchar
    }) as links, -- the post's address, then those in its words
    case when is_comment or is_repost then [] when post.is_video = 'true' or post.post_hint = 'hosted:video'
        then [{'kind': 'video', 'url': post.url, 'alt': null::varchar}]
        when post.post_hint = 'image' or post.is_gallery = 'true'
        then [{'kind': 'image', 'url': post.url, 'alt': null::varchar}]
        else [] end as media, -- of its own
    list_transform(each_once(coalesce(regexp_extract_all(typed, '(?:^|[^\w/])/?u/([A-Za-z0-9_-]{2,20})', 1), [])), lambda n: {
        'native_id': null::varchar, 'handle': n, 'url': site || '/user/' || n || '/'
    }) as mentions, -- u/name in its words
    null::varchar[] as hashtags, -- Reddit has none
    case
        when is_comment and post.parent_id is not null then [{
            'relation': 'replied_to', 'native_id': post.parent_id,
            'url': case when post.parent_id = post.link_id then post.link_permalink
                else site || '/comments/' || substr(post.link_id, 4) || '/_/' || substr(post.parent_id, 4) || '/' end,
            'author_native_id': null::varchar,
            'author_handle': case when post.parent_id = post.link_id and post.link_author <> '[deleted]'
                then post.link_author end,
            'author_name': null::varchar,
            'text': case when post.parent_id = post.link_id and post.link_author <> '[deleted]' then post.link_title end,
            'created_at': null::varchar, 'state': null::varchar, 'likes': null::varchar, 'replies': null::varchar,
            'reposts': null::varchar, 'quotes': null::varchar, 'views': null::varchar
        }]
        when original.name is not null then [{
            'relation': case when is_repost then 'reposted' else 'quoted' end, 'native_id': original.name,
            'url': case when original.permalink ^@ '/' then site || original.permalink end,
            'author_native_id': case when not is_original_gone then original.author_fullname end,
            'author_handle': case when not is_original_gone then original.author end, 'author_name': null::varchar,
            'text': case when not is_original_gone
                then concat_ws(chr(10), original.title, nullif(original.selftext, '')) end,
            'created_at': case when regexp_full_match(original.created_utc, '\d{1,11}(\.\d+)?')
                then strftime(make_timestamp(split_part(original.created_utc, '.', 1)::bigint * 1000000), '%Y-%m-%dT%H:%M:%SZ')
                end,
            'state': case when is_original_gone then 'not found' else 'shown' end, 'likes': original.score,
            'replies': original.num_comments, 'reposts': original.num_crossposts, 'quotes': null::varchar,
            'views': null::varchar
        }]
        else []
    end as refs, -- what a comment answers, what a crosspost shows
    null::varchar as fault, -- none that only this platform has
    withheld_for as withheld, -- why it must not be kept
    case when withheld_for is not null then null
        when is_original_gone then json_merge_patch(record, '{"data": {"crosspost_parent_list": null}}')::varchar
        else verbatim(record) end as raw -- as told, without what is gone
from read
