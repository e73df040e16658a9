-- One row per breach of a rule about the marts that a profile step is about to commit. Read inside the transaction,
-- about the days and weeks it touched.
-- grain: table_name, rule, offender
with days as (
    select created_on from staging.touched_days where is_touched
),
voices as not materialized (
    select * from marts.post_voices
    where created_at >= getvariable('touched_from') and created_on in (select created_on from days)
),
-- a first copy is at most three hops of three days before
firsts as not materialized (
    select * from marts.post_voices where created_at >= getvariable('touched_from') - interval 9 days
),
profiles as not materialized (
    select * from marts.interest_profiles where week_start >= getvariable('first_week')
),
pages as not materialized (
    select *
    from marts.shared_links
    where link_id in (
        select link_id from marts.shared_links where week_start >= getvariable('first_week')
        union all
        select link_id from core.links where noted_at > getvariable('noted_from')
    )
),
sums as not materialized (
    select * from marts._daily_topics where created_on in (select created_on from staging.resummed_days)
),
offences as (
    select 'marts.post_voices' as table_name, 'a post_id stands once' as rule, post_id as offender
    from voices group by post_id having count(*) > 1
    union all by name
    select 'marts.post_voices' as table_name, 'every post of a listed influencer has its voice' as rule, post_id as offender
    from (
        select p.post_id
        from core.posts as p
        join staging.counted_accounts as a using (account_id)
        -- where they are as many they are the same: the rules beside this one say that none stands there wrongly
        where p.created_at >= getvariable('touched_from') and p.created_at::date in (
            select t.created_on
            from staging.touched_days as t
            left join (select created_on, count(*) as posts from voices group by all) as v using (created_on)
            where t.is_touched and t.posts <> coalesce(v.posts, 0)
        )
    ) anti join marts.post_voices using (post_id)
    union all by name
    select 'marts.post_voices' as table_name, 'a voice belongs to a post that is there' as rule, post_id as offender
    from voices anti join (select post_id from core.posts where created_at >= getvariable('touched_from')) using (post_id)
    union all by name
    select 'marts.post_voices' as table_name, 'a voice is of one person' as rule, v.post_id as offender
    from voices as v join firsts as f on f.post_id = v.voice_id
    where v.voice_id <> v.post_id and f.influencer_id <> v.influencer_id
    union all by name
    select 'marts.post_voices' as table_name, 'the first copy is earlier, on another account, and there' as rule,
        v.post_id as offender
    from (select * from voices where not is_voice or voice_id <> post_id) as v
    left join firsts as f on f.post_id = v.voice_id
    where f.post_id is null or (not v.is_voice and (f.created_at > v.created_at or f.post_id = v.post_id))
    union all by name
    select 'marts.post_voices' as table_name, 'nobody is counted who opted out or is not listed' as rule,
        influencer_id as offender
    from (select distinct influencer_id from marts.post_voices)
    where influencer_id not in (select influencer_id from core.influencers where is_listed and not is_opted_out)
    union all by name
    select 'marts.post_voices' as table_name, 'a list-only post rests on no person' as rule, post_id as offender
    from voices where is_personal and uses <> 'individual'
    union all by name
    select 'marts._daily_accounts' as table_name, 'its posts are the posts there are' as rule, account_id as offender
    from (
        select account_id, created_on, count(*) as counted from voices group by all
    ) as v
    full join (
        select account_id, created_on, posts from marts._daily_accounts where created_on in (select created_on from days)
    ) as k using (account_id, created_on)
    where v.counted is distinct from k.posts
    union all by name
    select 'marts._daily_topics' as table_name, 'person, topic and day stand once' as rule, influencer_id as offender
    from sums group by influencer_id, topic_id, created_on having count(*) > 1
    union all by name
    select 'marts._daily_topics' as table_name, 'no sensitive topic lands on a person' as rule, topic_id as offender
    from sums where topic_id not in (select topic_id from marts.topics where not is_sensitive)
    union all by name
    select 'marts._daily_topics' as table_name, 'no day weighs more than its posts' as rule, s.influencer_id as offender
    from (select influencer_id, created_on, sum(weight) as weight from sums group by all) as s
    left join (
        select influencer_id, created_on, sum(weight) as weight, count(*) as posts
        from marts.post_voices
        where is_personal and created_at >= getvariable('touched_from')
            and created_on in (select created_on from staging.resummed_days)
        group by all
    ) as v using (influencer_id, created_on)
    where v.weight is null or s.weight > v.weight + 0.00001 * v.posts
    union all by name
    select 'marts.interest_profiles' as table_name, 'person, topic and week stand once' as rule, influencer_id as offender
    from profiles group by influencer_id, topic_id, week_start having count(*) > 1
    union all by name
    select 'marts.interest_profiles' as table_name, 'no sensitive topic lands on a person' as rule, influencer_id as offender
    from profiles where topic_id not in (select topic_id from marts.topics where not is_sensitive)
    union all by name
    select 'marts.interest_profiles' as table_name, 'nobody is counted who opted out or is not listed' as rule,
        influencer_id as offender
    from (select distinct influencer_id from profiles)
    where influencer_id not in (select influencer_id from core.influencers where is_listed and not is_opted_out)
    union all by name
    select 'marts.interest_profiles' as table_name, 'the long shares of a person add up to one' as rule, influencer_id as offender
    from profiles group by influencer_id, week_start having abs(sum(long_share) - 1) > 0.000002 * count(*)
    union all by name
    select 'marts.interest_profiles' as table_name, 'an estimate lies in its interval' as rule, influencer_id as offender
    from profiles where interest_share < low_share or interest_share > high_share
    union all by name
    select 'marts.interest_profiles' as table_name, 'every number has its posts' as rule, influencer_id as offender
    from profiles where len(evidence_post_ids) not between 1 and 5
    union all by name
    select 'marts.interest_profiles' as table_name, 'evidence is by the person and is there' as rule, e.post_id as offender
    from (
        select distinct influencer_id, unnest(evidence_post_ids) as post_id from profiles
    ) as e
    left join marts.post_voices as v using (post_id)
    where v.post_id is null or v.influencer_id <> e.influencer_id or not v.is_personal
    union all by name
    select 'marts.interest_profiles' as table_name, 'everybody counted that week is there' as rule, influencer_id as offender
    from (select distinct influencer_id, monday(created_on) as week_start from sums)
    anti join marts.interest_profiles using (influencer_id, week_start)
    union all by name
    select 'marts.memory_weights' as table_name, 'the weights of the memories add up to one' as rule, holds_from::varchar as offender
    from marts.memory_weights where abs(short_weight + middle_weight + long_weight + list_weight - 1) > 0.0003
    union all by name
    select 'marts.topic_trends' as table_name, 'topic and week stand once' as rule, topic_id as offender
    from marts.topic_trends group by topic_id, week_start having count(*) > 1
    union all by name
    select 'marts.topic_trends' as table_name, 'the shares of a week add up to one' as rule, week_start::varchar as offender
    from marts.topic_trends where voice_share is not null
    group by week_start having abs(sum(voice_share) - 1) > 0.000002 * count(*)
    union all by name
    select 'marts.topic_trends' as table_name, 'nobody is named with a sensitive topic' as rule, topic_id as offender
    from marts.topic_trends where is_sensitive and (top_influencer_id is not null or len(evidence_post_ids) > 0)
    union all by name
    select 'marts.shared_links' as table_name, 'page and week stand once' as rule, link_id as offender
    from pages group by link_id, week_start having count(*) > 1
    union all by name
    select 'marts.shared_links' as table_name, 'people, voices and posts: never more of the former' as rule,
        link_id as offender
    from pages
    where people > voices or voices > posts or people > people_ever or people <> len(influencer_ids)
    union all by name
    select 'marts.rising_phrases' as table_name, 'phrase and week stand once' as rule, phrase as offender
    from marts.rising_phrases group by phrase, week_start having count(*) > 1
    union all by name
    select 'marts.completeness' as table_name, 'account and week stand once' as rule, account_id as offender
    from marts.completeness group by account_id, week_start having count(*) > 1
)
select table_name, rule, offender from offences
