-- One row per breach of a rule about the marts of advice that a step is about to commit. Read inside the transaction.
-- grain: table_name, rule, offender
with listed as (
    select influencer_id from core.influencers where is_listed and not is_opted_out
),
list_only as (
    select a.account_id
    from core.accounts as a join advice_platforms as f using (platform)
    where f.uses = 'list only' and not a.is_brand
),
named as (
    select 'marts.presence' as table_name, influencer_id from marts.presence
    union all by name
    select 'marts.content_matches' as table_name, influencer_id from marts.content_matches
    union all by name
    select 'marts.outcomes' as table_name, influencer_id from marts.outcomes
    union all by name
    select 'marts.brand_mentions' as table_name, influencer_id from marts.brand_mentions where influencer_id is not null
    union all by name
    select 'marts.reply_queue' as table_name, author_influencer_id as influencer_id from marts.reply_queue
    where author_influencer_id is not null
    union all by name
    select 'marts.content_gaps' as table_name, unnest(influencer_ids) as influencer_id from marts.content_gaps
),
told as (
    -- evidence about persons
    select 'marts.presence' as table_name, unnest(evidence_post_ids) as post_id from marts.presence
    union all by name
    select 'marts.content_matches' as table_name, unnest(evidence_post_ids) as post_id from marts.content_matches
    union all by name
    select 'marts.content_gaps' as table_name, unnest(evidence_post_ids) as post_id from marts.content_gaps
    union all by name
    select 'marts.outcomes' as table_name, unnest(evidence_post_ids) as post_id from marts.outcomes
),
offences as (
    select 'core.content_items' as table_name, 'an item stands once' as rule, content_item_id as offender
    from core.content_items group by content_item_id having count(*) > 1
    union all by name
    select 'core.content_items' as table_name, 'an item is a post of the brand' as rule, content_item_id as offender
    from core.content_items anti join staging.brand_posts using (post_id)
    union all by name
    select 'marts.brand_mentions' as table_name, 'post and name stand once' as rule, post_id as offender
    from marts.brand_mentions group by post_id, named having count(*) > 1
    union all by name
    select 'marts.brand_mentions' as table_name, 'a list-only post names nobody' as rule, b.post_id as offender
    from marts.brand_mentions as b join core.posts as p using (post_id)
    where p.account_id in (select account_id from list_only) and (b.influencer_id is not null or b.account_id is not null)
    union all by name
    select 'marts.presence' as table_name, 'person and platform stand once' as rule, influencer_id as offender
    from marts.presence group by influencer_id, platform having count(*) > 1
    union all by name
    select 'marts.presence' as table_name, 'no row rests on a list-only platform' as rule, influencer_id as offender
    from marts.presence as p join advice_platforms as f using (platform) where f.uses = 'list only'
    union all by name
    select 'marts.presence' as table_name, 'nobody is called dormant who was not read for three weeks' as rule,
        influencer_id as offender
    from marts.presence where state = 'dormant' and (heard_days < 21 or last_heard_at is null)
    union all by name
    select 'marts.presence' as table_name, 'who is not listed there is not observed' as rule, influencer_id as offender
    from marts.presence where len(account_ids) = 0 and state <> 'not observed'
    union all by name
    select 'marts.platform_shortlist' as table_name, 'size and place stand once' as rule, set_size::varchar as offender
    from marts.platform_shortlist group by set_size, place having count(*) > 1
    union all by name
    select 'marts.platform_shortlist' as table_name, 'what may not be chosen is not' as rule, s.platform as offender
    from (select distinct unnest(platforms) as platform from marts.platform_shortlist) as s
    where s.platform not in (select platform from marts.platform_reach where is_allowed)
    union all by name
    select 'marts.platform_shortlist' as table_name, 'a larger best set reaches no less' as rule, a.set_size::varchar as offender
    from marts.platform_shortlist as a
    join marts.platform_shortlist as b on b.set_size = a.set_size - 1 and b.place = 1
    where a.place = 1 and a.reach_share < b.reach_share
    union all by name
    select 'marts.platform_shortlist' as table_name, 'everybody is reached, lost or unknown' as rule, set_size::varchar as offender
    from marts.platform_shortlist
    where people + len(lost_ids) + len(unknown_ids) <> (select count(*) from listed)
    union all by name
    select 'marts.platform_shortlist' as table_name, 'one set is chosen' as rule, 'the shortlist' as offender
    from marts.platform_shortlist having count(*) > 0 and count(*) filter (is_chosen) <> 1
    union all by name
    select 'marts.reply_queue' as table_name, 'a post stands once' as rule, post_id as offender
    from marts.reply_queue group by post_id having count(*) > 1
    union all by name
    select 'marts.reply_queue' as table_name, 'a troll is not to be answered' as rule, post_id as offender
    from marts.reply_queue where triage = 'troll' and (state = 'open' or place is not null)
    union all by name
    select 'marts.reply_queue' as table_name, 'every triage names its rule' as rule, post_id as offender
    from marts.reply_queue where rule = '' or (triage = 'troll' and words = '' and (rule <> 'reads like trolling' or shares is null))
    union all by name
    select 'marts.reply_queue' as table_name, 'a copy is of one that is none, and has no place' as rule, q.post_id as offender
    from marts.reply_queue as q left join marts.reply_queue as o on o.post_id = q.copy_of_post_id
    where (q.copy_of_post_id is not null) <> (q.state = 'copy')
        or (q.copy_of_post_id is not null and (q.place is not null or o.post_id is null or o.copy_of_post_id is not null))
    union all by name
    select 'marts.reply_queue' as table_name, 'an answer is by the brand and came after' as rule, q.post_id as offender
    from marts.reply_queue as q left join staging.brand_posts as b on b.post_id = q.answer_post_id
    where q.answer_post_id is not null and (b.post_id is null or q.answered_at < q.created_at)
    union all by name
    select 'marts.content_matches' as table_name, 'item and person stand once' as rule, content_item_id as offender
    from marts.content_matches group by content_item_id, influencer_id having count(*) > 1
    union all by name
    select 'marts.content_matches' as table_name, 'a recommendation stands once' as rule, recommendation_id as offender
    from marts.content_matches group by recommendation_id having count(*) > 1
    union all by name
    select 'marts.content_matches' as table_name, 'no more people an item than its cap' as rule, content_item_id as offender
    from marts.content_matches group by content_item_id having count(*) > 5
    union all by name
    select 'marts.content_matches' as table_name, 'no more items a person than the cap' as rule, influencer_id as offender
    from marts.content_matches group by influencer_id having count(*) > 5
    union all by name
    select 'marts.content_matches' as table_name, 'no sensitive topic matches a person' as rule, recommendation_id as offender
    from marts.content_matches where topic_id not in (select topic_id from marts.topics where not is_sensitive)
    union all by name
    select 'marts.content_matches' as table_name, 'what was answered never, no or done stays away' as rule,
        recommendation_id as offender
    from marts.content_matches join advice_decisions as n using (recommendation_id) where n.decided in ('never', 'no', 'done')
    union all by name
    select 'marts.content_matches' as table_name, 'a link bears its marks once' as rule, recommendation_id as offender
    from marts.content_matches
    where tracked_url is not null and len(regexp_extract_all(tracked_url, '[?&]utm_source=')) <> 1
    union all by name
    select 'marts.content_matches' as table_name, 'nothing that is listed has expired' as rule, recommendation_id as offender
    from marts.content_matches where expires_at <= getvariable('as_of')
    union all by name
    select 'marts.content_gaps' as table_name, 'a topic stands once' as rule, topic_id as offender
    from marts.content_gaps group by topic_id having count(*) > 1
    union all by name
    select 'marts.content_gaps' as table_name, 'no sensitive topic is a gap' as rule, topic_id as offender
    from marts.content_gaps where topic_id not in (select topic_id from marts.topics where not is_sensitive)
    union all by name
    select 'marts.content_gaps' as table_name, 'several people care' as rule, topic_id as offender
    from marts.content_gaps where people < 2 or people <> len(influencer_ids) or rising_people > people
    union all by name
    select 'marts.channel_verdicts' as table_name, 'account and kind stand once' as rule, account_id as offender
    from marts.channel_verdicts group by account_id, content_kind having count(*) > 1
    union all by name
    select 'marts.channel_verdicts' as table_name, 'small samples are not judged' as rule, account_id as offender
    from marts.channel_verdicts where posts < minimum_posts and verdict <> 'not enough data'
    union all by name
    select 'marts.channel_verdicts' as table_name, 'a share lies in its interval' as rule, account_id as offender
    from marts.channel_verdicts
    where answered > posts or response_share not between low_share - 0.000001 and high_share + 0.000001
    union all by name
    select 'marts.channel_verdicts' as table_name, 'useful and selling make all' as rule, account_id as offender
    from marts.channel_verdicts group by account_id
    having coalesce(sum(posts) filter (content_kind in ('useful', 'selling')), 0)
        <> coalesce(sum(posts) filter (content_kind = 'all'), 0)
    union all by name
    select 'marts.outcomes' as table_name, 'act and person stand once' as rule, act_id as offender
    from marts.outcomes group by act_id, influencer_id having count(*) > 1
    union all by name
    select 'marts.outcomes' as table_name, 'a response comes after the act and in time' as rule, act_id as offender
    from marts.outcomes where response_at <= act_at or response_at > watched_until
    union all by name
    select 'marts' as table_name, 'nobody is named who opted out or is not listed' as rule,
        table_name || ': ' || influencer_id as offender
    from named where influencer_id not in (select influencer_id from listed)
    union all by name
    select 'marts' as table_name, 'no evidence about a person lies on a list-only platform' as rule,
        table_name || ': ' || t.post_id as offender
    from told as t join core.posts as p using (post_id) where p.account_id in (select account_id from list_only)
    union all by name
    select 'marts' as table_name, 'evidence is there' as rule, table_name || ': ' || t.post_id as offender
    from told as t where t.post_id not in (select post_id from core.posts)
)
select table_name, rule, offender from offences
