-- Who addressed the brand and waits, the most overdue first; then those not to be answered. One row a post.
select
    q.recommendation_id, q.post_id, q.platform, q.url, q.addressed_by, q.author_influencer_id, q.author_name,
    q.author_handle, q.tier, q.created_at, q.place, q.state, q.waiting_hours, q.sla_hours, q.due_at, q.is_late, q.triage,
    q.rule, q.words, q.sureness, q.second_triage, c.copied_on, q.reason, q.evidence_post_ids, q.expires_at, q.decided,
    q.decided_on, p.text, p.title
from marts.reply_queue as q
left join core.posts as p using (post_id)
left join (
    select copy_of_post_id as post_id, list(distinct platform order by platform) as copied_on
    from marts.reply_queue where copy_of_post_id is not null group by all
) as c on c.post_id = q.post_id
where q.state in ('open', 'do not answer') and (q.expires_at is null or q.expires_at > $as_of)
order by q.state = 'do not answer', q.place nulls last, q.due_at nulls last, q.post_id
limit 60
