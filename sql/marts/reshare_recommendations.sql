-- One row is one reshare ever proposed. The present list is `where is_current order by place`; the others are its memory,
-- so that nothing is proposed again too soon. Once a post is gone its row keeps no words.
-- grain: recommendation_id
create table if not exists marts.reshare_recommendations (
    recommendation_id varchar not null, -- made of the post_id, the same in every list: what decisions.csv names
    post_id varchar not null, -- core.posts, or the original of a repost in core.post_references
    listed_at timestamp not null, -- as of when it was first proposed (UTC)
    is_current boolean not null, -- true: on the list now
    place integer, -- 1 for the first on the list; NULL: not on it
    state varchar not null, -- current, expired, not taken up, displaced, not seen online, gone, barred, shared by us; or as decided: done, no, later, never
    state_at timestamp not null, -- since when (UTC)
    platform varchar not null, -- where it was published
    url varchar not null, -- where it is
    title varchar, -- title of an article, video or episode
    author_influencer_id varchar, -- core.influencers; NULL: its author is not on the list
    author_name varchar, -- its author as displayed
    author_handle varchar, -- its author's handle
    sharer_influencer_id varchar not null, -- who brought it: its author, or the listed person who reposted it
    topic_id varchar, -- the brand's topic it fits best; NULL: none
    source varchar not null, -- what the cap a source counts
    link_id varchar, -- core.links: the page it is or points to
    voice_id varchar not null, -- copies of one message share it
    score decimal(9, 6) not null, -- what it was ranked by: the parts times their weights in marts.reshare_rules
    fit_part decimal(9, 6) not null, -- as in marts.reshare_candidates, and so the other parts
    interest_part decimal(9, 6) not null, -- its author keeps coming back to the topic
    tier_part decimal(9, 6) not null, -- how much the brand wants to be heard by its author
    response_part decimal(9, 6) not null, -- what such posts get against the author's usual
    pace_part decimal(9, 6) not null, -- its answers against the usual for its age
    pickup_part decimal(9, 6) not null, -- listed people who pass it on
    freshness_part decimal(9, 6) not null, -- how young it was
    rarity_part decimal(9, 6) not null, -- how seldom its author posts
    reason varchar, -- why, in one sentence, told from what stands in this row
    kind varchar, -- as in core.posts
    tier integer, -- of its author, as this list was made; NULL: not on the list
    age_hours decimal(12, 4), -- how old it was then; NULL: written before a row kept what its reason is told from
    shared_post_id varchar, -- the sharer's repost it came by; NULL: it is the author's own
    pickups bigint, -- listed people who passed it on, the sharer not counted
    pace_ratio decimal(12, 4), -- its answers against the usual for its age; NULL: not told
    usual_of varchar, -- whose usual that is: author or platform
    evidence_post_ids varchar[] not null, -- the post, and who passed it on
    created_at timestamp not null, -- when it was published (UTC)
    expires_at timestamp not null, -- too old to share from then on (UTC)
    last_seen_online_at timestamp not null, -- when it was last seen to be there (UTC)
    origin_from varchar, -- who made what is shared; NULL: unknown
    origin_from_url varchar, -- where they, or it, can be found
    origin_via varchar, -- through whom it came here; NULL: nobody, or unknown
    origin_via_url varchar, -- where
    origin_publisher varchar, -- the outlet or site it stands on; NULL: unknown
    origin_aggregator varchar, -- the list or forum it was found on, as told; never a person
    credit_lines map(varchar, varchar), -- platform -> the line to post there, within its limit
    share_action varchar not null, -- repost, boost, reshare or link: the native way on its own platform
    share_urls map(varchar, varchar), -- platform -> a link that opens the sharing there
    license varchar, -- licence as stated; NULL: none stated, all rights reserved
    permission varchar not null, -- not needed (and why), or needed
    safety_flags varchar[] not null, -- what a person should look at first
    disclosure varchar, -- paid partnership: it travels along
    is_shared_by_us boolean not null, -- true: the brand has shared it
    decided varchar, -- the last word of config/decisions.csv: done, no, later, never; NULL: none yet
    decided_on date -- on which day; NULL: the file does not say
);

-- a rerun forgets what this list, or a later one, had said
delete from marts.reshare_recommendations where listed_at >= getvariable('as_of');

update marts.reshare_recommendations
set is_current = true, state = 'current', state_at = listed_at
where state_at >= getvariable('as_of');

update marts.reshare_recommendations as kept
set
    is_current = false, place = null, state = c.state, state_at = getvariable('as_of'),
    is_shared_by_us = kept.is_shared_by_us or c.state = 'shared by us',
    title = case when c.state <> 'gone' then title end,
    reason = case when c.state <> 'gone' then reason end,
    credit_lines = case when c.state <> 'gone' then credit_lines end,
    share_urls = case when c.state <> 'gone' then share_urls end
from closed_reshares as c
where c.recommendation_id = kept.recommendation_id;

delete from marts.reshare_recommendations
where recommendation_id in (select recommendation_id from chosen_reshares);

insert into marts.reshare_recommendations by name
select
    recommendation_id, post_id, listed_at, true as is_current, place, 'current' as state, listed_at as state_at, platform, url,
    title, author_influencer_id, author_name, author_handle, sharer_influencer_id, topic_id, source, link_id, voice_id, score,
    fit_part, interest_part, tier_part, response_part, pace_part, pickup_part, freshness_part, rarity_part, reason,
    kind, tier, age_hours, shared_post_id, pickups, pace_ratio, usual_of,
    evidence_post_ids, created_at, expires_at, last_seen_online_at, origin_from, origin_from_url, origin_via, origin_via_url,
    origin_publisher, origin_aggregator,
    map(list_transform(credit_lines, lambda one: one.platform), list_transform(credit_lines, lambda one: one.words))
        as credit_lines,
    share_action,
    map(list_transform(share_urls, lambda one: one.platform), list_transform(share_urls, lambda one: one.words))
        as share_urls,
    license, permission, safety_flags, disclosure, false as is_shared_by_us, null as decided, null as decided_on
from chosen_reshares
order by place;

update marts.reshare_recommendations set decided = null, decided_on = null where decided is not null;

update marts.reshare_recommendations as kept
set decided = d.decided, decided_on = d.decided_on
from decided_reshares as d
where d.recommendation_id = kept.recommendation_id;
