-- One row is one part somebody had in what a candidate shares: who made it, found it, published it, listed it, and how
-- we know. What nobody tells stays unknown; the earliest post we know of a page is not taken for its origin.
-- grain: post_id, role, position
create table if not exists marts.post_origins (
    post_id varchar not null, -- marts.reshare_candidates
    role varchar not null, -- author, finder, publisher or aggregator
    position integer not null, -- 1 for the first of a role
    named varchar not null, -- who, as written or as displayed
    influencer_id varchar, -- core.influencers; NULL: not on the list, or not known to be
    account_id varchar, -- core.accounts; NULL likewise
    handle varchar, -- their handle where it was told
    platform varchar, -- the platform of that handle
    url varchar, -- where they, or what they made, can be found
    found_by varchar not null, -- author of the post, reposted by, canonical link, link card, site, or text
    words varchar -- the words that told, where words did
);

delete from marts.post_origins;

insert into marts.post_origins by name
select * from traced_origins
order by post_id, role, position;
