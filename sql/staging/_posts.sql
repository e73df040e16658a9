-- One row per record of the landed pages, typed and bounded, with the fault that bars it.
-- grain: rowid (a record of a page)
-- `staging.staged` is what the load puts over sql/staging/<reading>.sql.
with told as (
    select
        * exclude (fault, withheld),
        fault as told_fault,
        -- NULL, and free, where nobody ever asked to be forgotten
        case
            when list_has_any(getvariable('forgotten'), [
                sha256(platform || ':' || account_id), sha256(platform || ':' || author_native_id),
                sha256(platform || ':' || author_handle)
            ]) then 'erased on request'
            else withheld
        end as withheld,
        utc(asked_at) as asked,
        utc(created_at) as created,
        coalesce(length(text), 0) as text_length
    from staging.staged
),

-- X's ids are one namespace: what a listed person said to the brand is found in the brand's mentions as well, and is
-- that person's all the same
authors as (
    select native_id as author_native_id, min(account_id) as authors_account
    from staging._accounts
    where platform = 'x' and native_id is not null
    group by native_id
)
select
    landed_name(landed_file) as landed_file,
    asked as seen_at,
    platform,
    coalesce(authors_account, account_id) as account_id,
    platform || ':' || native_id as post_id,
    native_id,
    told.author_native_id,
    author_handle,
    left(author_name, 500) as author_name,
    kind,
    left(replace(title, chr(0), ''), 2000) as title,
    replace(text, chr(0), '') as text,
    replace(html, chr(0), '') as html,
    left(language, 35) as language,
    case when url ^@ 'http://' or url ^@ 'https://' then url end as url,
    case
        when kind in ('article', 'video', 'episode') then canonical_url(url)
        when url ^@ 'https://' then url
    end as canonical_url,
    -- a date the platform does not tell, or one no post can have, is when we first saw it
    case when created between timestamp '1990-01-01' and asked + interval 10 minutes then created else asked end
        as created_at,
    case
        when created is null then 'first seen'
        when created between timestamp '1990-01-01' and asked + interval 10 minutes then 'told'
        else 'clamped'
    end as created_at_basis,
    case when utc(edited_at) between created and asked + interval 10 minutes
        then utc(edited_at) end as edited_at,
    thread_id,
    left(content_warning, 2000) as content_warning,
    list_slice(labels, 1, 50) as labels,
    disclosure,
    license,
    visibility,
    case when regexp_full_match(likes, '\d{1,15}') then likes::bigint end as likes,
    case when regexp_full_match(replies, '\d{1,15}') then replies::bigint end as replies,
    case when regexp_full_match(reposts, '\d{1,15}') then reposts::bigint end as reposts,
    case when regexp_full_match(quotes, '\d{1,15}') then quotes::bigint end as quotes,
    case when regexp_full_match(views, '\d{1,15}') then views::bigint end as views,
    case when regexp_full_match(bookmarks, '\d{1,15}') then bookmarks::bigint end as bookmarks,
    list_slice(links, 1, 100) as links,
    list_slice(media, 1, 100) as media,
    list_slice(mentions, 1, 100) as mentions,
    list_slice(hashtags, 1, 100) as hashtags,
    list_slice(refs, 1, 20) as refs,
    -- what makes a new version is a change of words, not of counts, cards or signed media addresses
    md5(concat_ws(chr(31), coalesce(title, ''), coalesce(text, ''), coalesce(content_warning, ''),
        coalesce(disclosure, ''))) as version_hash,
    withheld is not null as is_withheld,
    case
        when withheld is not null then 'withheld: ' || withheld
        when told_fault is not null then told_fault
        when coalesce(native_id, '') = '' then 'no id: the record is not what the platform documents'
        -- told so, the record is at fault; made so by a reading of ours, the whole load is (core._facts)
        when regexp_full_match(native_id, '-?\d+(\.\d+)?[eE][+-]?\d+|\d+\.0')
            -- the same number may be written in many ways
            and list_contains(
                list_transform(
                    regexp_extract_all(raw, '-?\d+(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+)'), lambda told: try_cast(told as double)
                ),
                try_cast(native_id as double))
            then 'an id that went through a number: ' || left(native_id, 40)
        when length(native_id) > 2000 then 'an id of ' || length(native_id) || ' characters; 2,000 is the most'
        when asked is null then 'no time of asking in its envelope'
        when coalesce(authors_account, account_id) is null then 'nobody on the list wrote it: no account of that platform'
        when kind is null or kind not in ('original', 'reply', 'repost', 'quote', 'article', 'video', 'episode')
            then 'kind ' || coalesce(kind, 'not told') || ' is none of ours'
        when text_length > 100000 then 'text of ' || text_length || ' characters; 100,000 is the most'
    end as fault,
    -- an id that went through a number no longer stands in the record it came from
    -- (a feed's id is made of the feed's and the entry's, an id made here is a digest)
    case
        when platform = 'feeds' or regexp_full_match(native_id, '[0-9a-f]{16,64}') or contains(raw, native_id) then true
        -- unescaping every record would cost a fifth of the load; CASE does it only where it is called for
        else contains(replace(raw, '\/', '/'), native_id)
    end as is_id_verbatim,
    case when fault is not null and withheld is null then left(raw, 200000) end as raw
from told
-- only X's: elsewhere one id may be several people's
left join authors on platform = 'x' and authors.author_native_id = told.author_native_id
