-- Whom to offer which piece of the brand's, the best match of each piece first. One row a piece and person.
select
    m.recommendation_id, m.content_item_id, c.title, c.canonical_url, c.form, c.offer, c.published_at, c.faults,
    m.influencer_id, m.place, m.score, m.topic_id, n.topic_name, m.angle_words, m.platform, m.handle, m.responds_to, m.responds_by,
    m.response_sample, m.best_weekday, m.best_from_hour, m.best_to_hour, m.best_sample, m.time_zone, m.tracked_url,
    m.reason, i.influencer_name, m.tier, m.times_the_list, m.posts_in_28_days, m.confidence, m.evidence_post_ids, m.expires_at, m.decided, m.decided_on,
    max(m.score) over (partition by m.content_item_id) as best_score
from marts.content_matches as m
left join core.content_items as c using (content_item_id)
left join marts.topics as n using (topic_id)
left join core.influencers as i on i.influencer_id = m.influencer_id
where m.expires_at > $as_of
order by best_score desc, m.content_item_id, m.place, m.influencer_id
limit 60
