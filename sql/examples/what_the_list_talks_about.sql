-- What does the whole list talk about, week by week, and what rises or fades?
select
    w.week_start, t.topic_name, w.posts, w.people, w.voice_share, w.voice_share_before, w.change_ratio, w.trend
from marts.topic_trends as w
join marts.topics as t using (topic_id)
where w.posts > 0
order by w.week_start desc, w.voice_share desc;
