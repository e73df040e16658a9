-- Which accounts do we hold to be one person's, since when, and why?
select i.influencer_name, a.platform, a.handle, l.linked_at, l.unlinked_at, l.evidence, a.verified_on
from core.account_links as l
join core.accounts as a using (account_id)
join core.influencers as i on i.influencer_id = l.influencer_id
order by i.influencer_name, a.platform, l.linked_at;
