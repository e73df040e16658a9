-- One row is one platform whose posts may not be used like any other: what config/brand.yaml says of it.
-- grain: platform
create table if not exists marts.platform_uses (
    platform varchar not null, -- as in core.posts
    uses varchar not null -- individual, or list only: it counts for the whole list and rests on no person
);

delete from marts.platform_uses;

insert into marts.platform_uses by name
select platform, uses
from configured_uses;
