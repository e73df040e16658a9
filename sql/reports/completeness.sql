-- Every listed account in the week: heard to the end or not, and why. One row an account; what is missing comes first.
select
    c.account_id, c.influencer_id, i.influencer_name, c.platform, a.handle, c.state, c.reason, c.heard_until
from marts.completeness as c
join core.influencers as i using (influencer_id)
left join core.accounts as a using (account_id)
where c.week_start = $week_start
order by c.state = 'complete', c.state, c.platform, i.influencer_name, c.account_id
