-- Where is each person of the list, how much do they post there, and when are they to be found?
select
    i.influencer_name, i.tier, p.platform, p.state, p.posts_per_week, p.formats, p.best_weekday, p.best_from_hour,
    p.best_to_hour, p.best_sample, p.response_hours, p.confidence, p.reason
from marts.presence as p
join core.influencers as i using (influencer_id)
where p.state <> 'not observed'
order by i.tier, i.influencer_name, p.posts + p.shared desc, p.platform;
