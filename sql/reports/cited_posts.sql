-- The posts that the report rests on: whose, where, when, their first words; of a repost those that it passes on.
-- One row a post.
select
    p.post_id, p.platform, p.created_at, p.kind, p.title, p.text, p.url, p.canonical_url, p.author_name,
    p.author_handle, i.influencer_name, a.display_name, a.handle,
    (
        select coalesce(o.title, o.text, r.text)
        from core.post_references as r left join core.posts as o on o.post_id = r.referenced_post_id
        where r.post_id = p.post_id and r.relation = 'reposted'
        order by r.position limit 1
    ) as reposted
from core.posts as p
left join core.accounts as a using (account_id)
left join core.influencers as i on i.influencer_id = a.influencer_id
where p.post_id in (select unnest($post_ids::varchar[]))
