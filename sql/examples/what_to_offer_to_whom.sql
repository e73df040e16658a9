-- Which piece of ours should be offered to whom, why, where, when, and with which link?
select
    c.title, i.influencer_name, m.score, m.reason, m.angle_words, m.platform, m.handle,
    m.best_weekday, m.best_from_hour, m.best_sample, m.tracked_url
from marts.content_matches as m
join core.content_items as c using (content_item_id)
join core.influencers as i using (influencer_id)
order by m.score desc;
