-- One row per breach of a rule about the list of reshares about to be committed.
-- grain: table_name, rule, offender
with current as (
    select * from marts.reshare_recommendations where is_current
),
offences as (
    select 'marts.reshare_recommendations' as table_name, 'a recommendation stands once' as rule,
        recommendation_id as offender
    from marts.reshare_recommendations group by recommendation_id having count(*) > 1
    union all by name
    select 'marts.reshare_recommendations' as table_name, 'what is listed was seen online within six hours' as rule,
        recommendation_id as offender
    from current where last_seen_online_at < getvariable('as_of') - interval 6 hours
    union all by name
    select 'marts.reshare_recommendations' as table_name, 'what is listed has not expired' as rule,
        recommendation_id as offender
    from current where expires_at <= getvariable('as_of')
    union all by name
    select 'marts.reshare_recommendations' as table_name, 'what is gone is not listed' as rule, recommendation_id as offender
    from current where post_id in (select post_id from core.tombstones)
    union all by name
    select 'marts.reshare_recommendations' as table_name, 'what is barred is not listed' as rule,
        recommendation_id as offender
    from current where post_id in (select post_id from marts.reshare_candidates where barred_by is not null)
    union all by name
    select 'marts.reshare_recommendations' as table_name, 'what is listed is decided on by nobody, or for later' as rule,
        recommendation_id as offender
    from current
    where decided = 'never'
        or (decided in ('no', 'done') and decided_on > getvariable('as_of')::date - interval 1 day)
    union all by name
    select 'marts.reshare_recommendations' as table_name, 'places are 1, 2, 3 ...' as rule, recommendation_id as offender
    from (select recommendation_id, place, row_number() over (order by place) as counted from current)
    where place is distinct from counted
    union all by name
    select 'marts.reshare_recommendations' as table_name, 'no person, source or topic is above its cap' as rule, who as offender
    from (
        select coalesce(author_influencer_id, platform || ':' || author_handle) as who, 'per_person' as cap, count(*) as listed
        from current group by all
        union all by name
        select source as who, 'per_source' as cap, count(*) as listed from current group by all
        union all by name
        select topic_id as who, 'per_topic' as cap, count(*) as listed
        from current where topic_id is not null group by all
        union all by name
        select 'the list' as who, 'list_length' as cap, count(*) as listed from current
    )
    join reshare_caps using (cap)
    where listed > most
    union all by name
    select 'marts.reshare_recommendations' as table_name, 'every line of credit has a link' as rule,
        recommendation_id as offender
    from current where list_bool_or(list_transform(map_values(credit_lines), lambda line: not contains(line, '://')))
    union all by name
    select 'marts.reshare_recommendations' as table_name, 'what is listed says why' as rule, recommendation_id as offender
    from current where coalesce(reason, '') = '' or len(evidence_post_ids) = 0
    union all by name
    select 'marts.reshare_candidates' as table_name, 'a candidate stands once' as rule, post_id as offender
    from marts.reshare_candidates group by post_id having count(*) > 1
    union all by name
    select 'marts.reshare_candidates' as table_name, 'parts and score are 0 to 1' as rule, post_id as offender
    from marts.reshare_candidates
    where least(fit_part, interest_part, tier_part, response_part, pace_part, pickup_part, freshness_part, rarity_part,
            score) < 0
        or greatest(fit_part, interest_part, tier_part, response_part, pace_part, pickup_part, freshness_part, rarity_part,
            score) > 1
    union all by name
    select 'marts.reshare_rules' as table_name, 'weights come to one' as rule, 'sum ' || sum(rule_value) as offender
    from marts.reshare_rules where rule like '%\_part' escape '\' having sum(rule_value) <> 1
    union all by name
    select 'marts.account_habits' as table_name, 'nothing is made of an account on a list-only platform' as rule,
        account_id as offender
    from marts.account_habits
    where platform in (select platform from reshare_platforms where uses <> 'individual')
)
select table_name, rule, offender from offences
