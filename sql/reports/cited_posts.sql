-- The posts that the report rests on: whose, where, when, their first words. One row a post.
select
    p.post_id, p.platform, p.created_at, p.kind, p.title, p.text, p.url, p.canonical_url, p.author_name,
    p.author_handle, i.influencer_name, a.display_name, a.handle
from core.posts as p
left join core.accounts as a using (account_id)
left join core.influencers as i on i.influencer_id = a.influencer_id
where p.post_id in (select unnest($post_ids::varchar[]))
