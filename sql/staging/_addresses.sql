-- One row per distinct address that the posts of this load link to, in its canonical form. What is no web address
-- (mailto:, javascript:, junk) has none and is left out.
-- grain: url
select
    url,
    address.canonical_url as canonical_url,
    address.url_key as link_id,
    address.site as site
from (
    select url, web_address(url) as address
    from (
        select distinct unnest(list_transform(links, lambda link: link.url)) as url
        from staging._posts
        where fault is null
    )
)
where address.canonical_url is not null
