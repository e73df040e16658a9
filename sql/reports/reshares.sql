-- The reshares on the list now, in the order to look at them. One row a recommendation.
select
    r.recommendation_id, r.place, r.post_id, r.platform, r.url, r.title, p.text, r.author_influencer_id, r.author_name,
    r.author_handle, r.sharer_influencer_id, r.topic_id, n.topic_name, r.source, r.reason, r.score, r.created_at, r.expires_at,
    r.last_seen_online_at, r.origin_from, r.origin_from_url, r.origin_via, r.origin_via_url, r.origin_publisher,
    r.origin_aggregator, r.credit_lines, r.share_action, r.share_urls, r.license, r.permission, r.safety_flags,
    r.disclosure, r.evidence_post_ids, r.response_part, r.pace_part, r.interest_part, r.rarity_part, r.pickup_part,
    r.kind, r.tier, r.age_hours, r.shared_post_id, r.pickups, r.pace_ratio, r.usual_of,
    a.influencer_name, s.influencer_name as sharer_name
from marts.reshare_recommendations as r
left join core.posts as p using (post_id)
left join marts.topics as n using (topic_id)
left join core.influencers as a on a.influencer_id = r.author_influencer_id
left join core.influencers as s on s.influencer_id = r.sharer_influencer_id
where r.is_current and r.expires_at > $as_of
order by r.place, r.recommendation_id
