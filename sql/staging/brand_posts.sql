-- One row is one post that the brand itself published, until as_of. What others wrote stands in its timeline too, where
-- its mentions are read.
-- grain: post_id
select
    p.post_id, p.account_id, p.platform, p.kind, p.title, p.text, p.created_at, p.url, p.thread_id,
    coalesce(a.handle_now, a.handle) as handle,
    case when p.canonical_url is not null then url_key(p.canonical_url) end as link_id, -- its own page
    exists (from core.post_links as l where l.post_id = p.post_id) as has_link,
    exists (from core.post_media as m where m.post_id = p.post_id) as has_media
from core.posts as p
join core.accounts as a using (account_id)
where
    a.is_brand
    and p.created_at <= getvariable('as_of')
    and (
        p.kind in ('article', 'video', 'episode')
        or p.author_native_id is null
        or a.native_id is null
        or p.author_native_id = a.native_id
    )
