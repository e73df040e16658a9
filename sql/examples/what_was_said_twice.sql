-- Which messages did somebody publish on several accounts, and how were the copies known?
select
    i.influencer_name, first.platform as first_on, v.platform as then_on, v.matched_by,
    v.created_at - first.created_at as later_by, first.post_id, v.post_id as copy_post_id
from marts.post_voices as v
join marts.post_voices as first on first.post_id = v.voice_id
join core.influencers as i on i.influencer_id = v.influencer_id
where not v.is_voice
order by i.influencer_name, v.created_at;
