-- Who addressed us and still waits, whom do we owe an answer first, and what do they want?
select
    q.place, coalesce(i.influencer_name, q.author_handle) as who, q.tier, q.platform, q.triage, r.meaning as because, q.words as heard, q.sureness,
    q.waiting_hours, q.sla_hours, q.is_late, left(p.text, 120) as words, q.url
from marts.reply_queue as q
join marts.reply_rules as r using (rule)
left join core.influencers as i on i.influencer_id = q.author_influencer_id
join core.posts as p using (post_id)
where q.state = 'open'
order by q.place;
