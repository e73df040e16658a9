-- One row is one counted post of the touched days and of the days read along with them.
-- grain: post_id
select
    p.post_id, a.influencer_id, p.account_id, p.platform, a.uses, p.kind, p.created_at,
    p.created_at::date as created_on,
    answers_to(p.likes, p.replies, p.reposts, p.quotes) as answers
from core.posts as p
join staging.counted_accounts as a using (account_id)
where p.created_at >= getvariable('read_from')
    and p.created_at::date in (select created_on from staging.touched_days)
