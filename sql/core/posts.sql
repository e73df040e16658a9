-- One row is one public message as it reads now. Earlier wordings are in core.post_versions, earlier counts in
-- core.post_metrics. NULL is "they do not tell", 0 is "none".
-- grain: post_id
create table if not exists core.posts (
    post_id varchar not null, -- platform and native id, "bluesky:at://..."; the key everywhere
    platform varchar not null, -- where it was published: bluesky, mastodon, x, feeds, youtube, ...
    native_id varchar not null, -- the platform's own id, as text, digit for digit
    account_id varchar not null, -- the account in whose timeline it stood (core.accounts)
    author_native_id varchar, -- the platform's permanent id of who wrote it
    author_handle varchar, -- the author's handle when it was seen
    author_name varchar, -- the author's display name when it was seen
    kind varchar not null, -- original, reply, repost, quote, article, video or episode
    title varchar, -- title of an article, video or episode
    text varchar, -- the words as a reader sees them, without markup; NULL for a bare repost
    html varchar, -- the markup as the platform gave it: untrusted, never show it unescaped
    language varchar, -- language as declared by the author or platform; often wrong
    url varchar, -- permanent link to the post
    canonical_url varchar, -- the same without tracking; for articles, videos and episodes the address to credit
    created_at timestamp not null, -- when it was published (UTC), see created_at_basis
    created_at_basis varchar not null, -- told; first seen: no date was told; clamped: the date told was impossible
    edited_at timestamp, -- when the platform says it was last edited (UTC)
    thread_id varchar, -- native id of the first post of the conversation
    content_warning varchar, -- the author's own warning; it travels with the text
    labels varchar[], -- moderation and self-labels in force
    disclosure varchar, -- paid partnership as the platform flags it
    license varchar, -- licence where the platform or the feed states one
    visibility varchar, -- public or unlisted
    hashtags varchar[], -- hashtags as written, without the sign
    likes bigint, -- likes, favourites, hearts; for a repost NULL (they are the original's)
    replies bigint, -- answers
    reposts bigint, -- reposts, boosts, shares
    quotes bigint, -- quote posts
    views bigint, -- views, plays; never impressions of an advertisement
    bookmarks bigint, -- bookmarks, saves
    version_hash varchar not null, -- changes when the words change (title, text, warning, disclosure)
    is_edited boolean not null, -- true where we have seen other words, or the platform says it was edited
    first_seen_at timestamp not null, -- when we first heard it (UTC)
    last_seen_at timestamp not null, -- when we last heard it (UTC)
    landed_file varchar not null -- the landed page it was last read from
);

-- posts we know: by MERGE ...
merge into core.posts as kept
using (
    select
        p.* exclude (
            seen_at, created_at, created_at_basis, links, media, mentions, refs,
            is_withheld, fault, is_id_verbatim, raw
        ),
        -- a date we made up ourselves must not wander with every reading
        case when p.created_at_basis = 'told' then p.created_at else c.known_created_at end as created_at,
        case when p.created_at_basis = 'told' then 'told' else c.known_created_at_basis end as created_at_basis,
        c.was_edited or c.is_reworded or p.edited_at is not null as is_edited,
        c.first_seen_at,
        p.seen_at as last_seen_at
    from staging._changes as c
    join staging._posts as p on p.rowid = c.record
    where c.is_newest and c.is_known and c.change not in ('barred', 'late')
) as heard
on kept.post_id = heard.post_id
when matched then update by name;

-- ... and those we do not: a MERGE of them would join what is widest with all that is kept, five times as dear
insert into core.posts by name
select
    p.* exclude (seen_at, links, media, mentions, refs, is_withheld, fault, is_id_verbatim, raw),
    c.is_reworded or p.edited_at is not null as is_edited,
    c.first_seen_at,
    p.seen_at as last_seen_at
from staging._changes as c
join staging._posts as p on p.rowid = c.record
where c.is_newest and not c.is_known and c.change not in ('barred', 'late');
