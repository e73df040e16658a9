-- One row per breach of a rule about what a load is about to commit. Read after the MERGE, inside the transaction: the
-- increment alone cannot prove that a key stands once.
-- grain: table_name, rule, offender
with touched as (
    select distinct post_id from staging._changes where change not in ('barred', 'late')
),
newest as (
    select
        c.post_id, p.landed_file, p.platform, p.account_id, p.native_id, p.is_id_verbatim,
        hash(p.title, p.text, p.html) as words,
        hash(p.likes, p.replies, p.reposts, p.quotes, p.views, p.bookmarks) as counts
    from staging._changes as c
    join staging._posts as p on p.rowid = c.record
    where c.is_newest
),
kept as (
    select
        post_id, platform, native_id, account_id, kind, url, created_at_basis, version_hash,
        length(text) as text_length,
        hash(title, text, html) as words,
        hash(likes, replies, reposts, quotes, views, bookmarks) as counts
    from core.posts
    where post_id in (select post_id from touched)
),
offences as (
    select 'core.posts' as table_name, 'a post_id stands once' as rule, post_id as offender
    from kept group by post_id having count(*) > 1
    union all by name
    select 'core.posts' as table_name, 'every post understood is kept' as rule, post_id as offender
    from touched anti join kept using (post_id)
    union all by name
    select 'core.posts' as table_name, 'rows after = rows before + new posts' as rule,
        'before ' || getvariable('posts_before') || ', new ' || n.new_posts || ', after ' || a.posts as offender
    from (select count(distinct post_id) as new_posts from staging._changes where not is_known and change <> 'barred') as n,
        (select count(*) as posts from core.posts) as a
    where getvariable('posts_before') + n.new_posts <> a.posts
    union all by name
    select 'core.posts' as table_name, 'the key is platform and native id' as rule, post_id as offender
    from kept where post_id is distinct from platform || ':' || native_id
    union all by name
    select 'core.posts' as table_name, 'a native_id never went through a number' as rule, post_id as offender
    from kept where regexp_full_match(native_id, '-?\d+(\.\d+)?[eE][+-]?\d+|\d+\.0')
    union all by name
    select 'core.posts' as table_name, 'the kind is one of ours' as rule, post_id as offender
    from kept where kind not in ('original', 'reply', 'repost', 'quote', 'article', 'video', 'episode')
    union all by name
    select 'core.posts' as table_name, 'a url is a web address' as rule, post_id as offender
    from kept where not regexp_matches(url, '^https?://')
    union all by name
    select 'core.posts' as table_name, 'a date has its basis' as rule, post_id as offender
    from kept where created_at_basis not in ('told', 'first seen', 'clamped')
    union all by name
    select 'core.posts' as table_name, 'a version_hash is a digest' as rule, post_id as offender
    from kept where length(version_hash) <> 32
    union all by name
    select 'core.posts' as table_name, 'a text has at most 100,000 characters' as rule, post_id as offender
    from kept where text_length > 100000
    union all by name
    select 'core.posts' as table_name, 'a post stays on the platform that told it' as rule, k.post_id as offender
    from kept as k join newest as n using (post_id)
    where k.platform is distinct from n.platform or k.account_id is distinct from n.account_id
    union all by name
    select 'core.posts' as table_name, 'the platform is the one that was asked, or an archive was read' as rule,
        n.post_id as offender
    from newest as n join staging._envelopes as e using (landed_file)
    where e.platform <> 'archive' and n.platform <> e.platform
    union all by name
    select 'core.posts' as table_name, 'an id stands in its record digit for digit' as rule, post_id as offender
    from newest where not is_id_verbatim
    union all by name
    select 'core.posts' as table_name, 'words are kept as told' as rule, k.post_id as offender
    from kept as k join newest as n using (post_id)
    where k.words <> n.words
    union all by name
    select 'core.posts' as table_name, 'a count that was not told is NULL, one that was is kept' as rule,
        k.post_id as offender
    from kept as k join newest as n using (post_id)
    where k.counts <> n.counts
    union all by name
    select 'core.posts' as table_name, 'a post that is gone stays away' as rule, post_id as offender
    from core.posts where post_id in (select post_id from core.tombstones)
    union all by name
    select 'core.posts' as table_name, 'a repost tells no counts of its own' as rule, post_id as offender
    from kept
    where kind = 'repost' and counts <> hash(
        null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint)
    union all by name
    select 'core.post_metrics' as table_name, 'post and time stand once' as rule, post_id as offender
    from core.post_metrics where post_id in (select post_id from touched)
    group by post_id, counted_at having count(*) > 1
    union all by name
    select 'core.post_metrics' as table_name, 'the newest row is what core.posts says' as rule, k.post_id as offender
    from kept as k
    join (
        select
            post_id,
            arg_max(hash(likes, replies, reposts, quotes, views, bookmarks), counted_at) as counts
        from core.post_metrics where post_id in (select post_id from touched) group by post_id
    ) as m using (post_id)
    where m.counts <> k.counts
    union all by name
    select 'core.post_metrics' as table_name, 'counts belong to a post' as rule, post_id as offender
    from core.post_metrics anti join kept using (post_id)
    where post_metrics.rowid > getvariable('rows_before').post_metrics
    union all by name
    select 'core.post_versions' as table_name, 'post and time stand once' as rule, post_id as offender
    from core.post_versions where post_id in (select post_id from staging._changes where is_reworded)
    group by post_id, seen_at, version_hash having count(*) > 1
    union all by name
    select 'core.post_versions' as table_name, 'an edit keeps the words it replaced' as rule, post_id as offender
    from (select distinct post_id from staging._changes where is_reworded)
    anti join core.post_versions using (post_id)
    union all by name
    select 'core.post_links' as table_name, 'post and position stand once' as rule, post_id as offender
    from core.post_links where post_id in (select post_id from staging._links)
    group by post_id, position having count(*) > 1
    union all by name
    select 'core.post_links' as table_name, 'every link of a new post is kept' as rule, post_id as offender
    from staging._links anti join core.post_links using (post_id, position)
    union all by name
    select 'core.post_links' as table_name, 'a link belongs to a post' as rule, post_id as offender
    from core.post_links anti join kept using (post_id)
    where post_links.rowid > getvariable('rows_before').post_links
    union all by name
    select 'core.post_links' as table_name, 'a link leads to a page in core.links' as rule, post_id as offender
    from core.post_links where post_id in (select post_id from staging._links)
        and link_id not in (select link_id from core.links)
    union all by name
    select 'core.profile_links' as table_name, 'an address stands once a profile' as rule,
        account_id || ' ' || url as offender
    from core.profile_links where account_id in (select account_id from staging._profile_links)
    group by account_id, url having count(*) > 1
    union all by name
    select 'core.links' as table_name, 'a link_id stands once' as rule, link_id as offender
    from core.links where link_id in (select link_id from staging._links)
    group by link_id having count(*) > 1
    union all by name
    select 'core.post_media' as table_name, 'media belong to a post' as rule, post_id as offender
    from core.post_media anti join kept using (post_id)
    where post_media.rowid > getvariable('rows_before').post_media
    union all by name
    select 'core.post_mentions' as table_name, 'mentions belong to a post' as rule, post_id as offender
    from core.post_mentions anti join kept using (post_id)
    where post_mentions.rowid > getvariable('rows_before').post_mentions
    union all by name
    select 'core.post_references' as table_name, 'a repost names its original' as rule, post_id as offender
    from kept
    where kind = 'repost' and post_id not in (
        select post_id from core.post_references where relation = 'reposted')
    union all by name
    select 'core.accounts' as table_name, 'an account_id stands once' as rule, account_id as offender
    from core.accounts group by account_id having count(*) > 1
    union all by name
    select 'core.accounts' as table_name, 'the account of a post is known' as rule, account_id as offender
    from kept where account_id not in (select account_id from core.accounts)
    union all by name
    select 'ops.fetches' as table_name, 'a page came through whole' as rule, e.landed_file as offender
    from staging._envelopes as e
    left join (select landed_file, count(*) as records from staging._posts group by landed_file) as p using (landed_file)
    where e.records is not null and e.reading <> '' and e.records <> coalesce(p.records, 0)
    union all by name
    select 'ops.fetches' as table_name, 'in = loaded + duplicates + rejected' as rule, f.landed_file as offender
    from ops.fetches as f join staging._envelopes as e using (landed_file)
    where f.records is not null and f.reading <> '' and f.records <> f.new_posts + f.edited_posts + f.recounted_posts
        + f.unchanged_posts + f.late_posts + f.barred_posts + f.rejected_records
    union all by name
    select 'ops.fetches' as table_name, 'a landed file is loaded once' as rule, landed_file as offender
    from ops.fetches where landed_file in (select landed_file from staging._envelopes)
    group by landed_file having count(*) > 1
    union all by name
    select 'ops.rejects' as table_name, 'what must not be kept is not kept' as rule, native_id as offender
    from ops.rejects where reason ^@ 'withheld' and raw is not null
        and landed_file in (select landed_file from staging._envelopes)
    union all by name
    select 'ops.rejects' as table_name, 'a record that is refused is kept, with its reason' as rule, landed_file as offender
    from (
        select landed_file, count(*) as refused from staging._posts where fault is not null group by landed_file
    ) as p
    left join (
        select landed_file, count(*) as kept from ops.rejects
        where landed_file in (select landed_file from staging._envelopes) group by landed_file
    ) as r using (landed_file)
    where p.refused is distinct from r.kept
    union all by name
    select 'ops.cursors' as table_name, 'a cursor moves with the page it covers' as rule, e.account_id as offender
    from (
        select account_id, landed_file, cursor::varchar as cursor
        from staging._envelopes
        where account_id is not null and json_type(cursor) = 'OBJECT'
        qualify row_number() over (partition by account_id order by run_id desc, landed_file desc) = 1
    ) as e
    left join ops.cursors as k using (account_id)
    where k.landed_file is distinct from e.landed_file or k.cursor::varchar is distinct from e.cursor
    union all by name
    select 'ops.cursors' as table_name, 'an account has one cursor' as rule, account_id as offender
    from ops.cursors group by account_id having count(*) > 1
)
select table_name, rule, offender from offences
