-- Everyone who is listed and has not opted out: who they are, and how much was heard in the week. One row a person.
with heard as (
    select
        influencer_id, count(*) filter (is_personal) as posts, count(*) filter (is_personal and kind = 'repost') as reposts
    from marts.post_voices
    where week_start = $week_start
    group by influencer_id
),
accounts as (
    select influencer_id, count(*) as accounts, count(*) filter (state = 'complete') as complete_accounts
    from marts.completeness
    where week_start = $week_start
    group by influencer_id
)
select
    i.influencer_id, i.influencer_name, i.role, i.organisation, i.tier, i.lists, coalesce(h.posts, 0) as posts,
    coalesce(h.reposts, 0) as reposts, coalesce(a.accounts, 0) as accounts,
    coalesce(a.complete_accounts, 0) as complete_accounts
from core.influencers as i
left join heard as h using (influencer_id)
left join accounts as a using (influencer_id)
where i.is_listed and not i.is_opted_out
order by i.tier nulls last, i.influencer_name, i.influencer_id
