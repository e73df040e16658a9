-- One row is one thing the brand has put into its own accounts: a post it reposted or quoted, or a page it linked to.
-- grain: shared_key
select r.referenced_post_id as shared_key
from core.post_references as r
join core.posts as p using (post_id)
join core.accounts as a using (account_id)
where a.is_brand and r.relation in ('reposted', 'quoted') and r.referenced_post_id is not null
    and p.created_at <= getvariable('as_of')
union
select l.link_id as shared_key
from core.post_links as l
join core.posts as p using (post_id)
join core.accounts as a using (account_id)
where a.is_brand and p.created_at <= getvariable('as_of')
union
select url_key(p.canonical_url) as shared_key
from core.posts as p
join core.accounts as a using (account_id)
where a.is_brand and p.canonical_url is not null and p.created_at <= getvariable('as_of')
