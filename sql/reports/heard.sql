-- What was heard of the list in the week, by platform. One row a platform.
select
    v.platform, u.uses, count(*) as posts, count(*) filter (v.is_voice) as voices,
    count(distinct v.influencer_id) as people, count(distinct v.account_id) as accounts
from marts.post_voices as v
left join marts.platform_uses as u using (platform)
where v.week_start = $week_start
group by v.platform, u.uses
order by posts desc, v.platform
