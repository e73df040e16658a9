-- Which further accounts do people on the list seem to have, how surely, by what evidence, and which line adds them?
select i.influencer_name, p.platform, p.handle, p.score, p.method, p.evidence, p.evidence_urls, p.told_at, p.csv_row
from marts.account_proposals as p
join core.influencers as i using (influencer_id)
where p.held_by_influencer_id is null and p.decided is null
order by p.score desc, i.influencer_name, p.platform, p.handle;
