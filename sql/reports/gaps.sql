-- What they care about and the brand has nothing on, the largest gap first; and to which form those who care respond
-- most, of all they were seen to respond to. One row a topic.
with responses as (
    select distinct g.topic_id, m.influencer_id, m.responds_to, m.response_sample
    from marts.content_gaps as g
    join marts.content_matches as m on list_contains(g.influencer_ids, m.influencer_id)
    where m.responds_to is not null
),
forms as (
    select
        topic_id, responds_to as form, sum(response_sample)::bigint as form_responses,
        count(distinct influencer_id) as form_people,
        row_number() over (partition by topic_id order by sum(response_sample) desc, responds_to) as form_place
    from responses
    group by topic_id, responds_to
)
select
    g.recommendation_id, g.topic_id, n.topic_name, g.place, g.score, g.people, g.rising_people, g.trend, g.items,
    g.influencer_ids, g.own_words, g.questions, g.link_ids, g.brief, g.reason, g.evidence_post_ids, g.expires_at,
    g.decided, g.decided_on, f.form, f.form_responses, f.form_people,
    (
        select list({'title': coalesce(l.title, l.canonical_url), 'url': l.canonical_url} order by l.link_id)
        from core.links as l where list_contains(g.link_ids, l.link_id)
    ) as pages,
    -- as the brief has them: of names and pages the first three
    (
        select list(i.influencer_name order by list_position(g.influencer_ids, i.influencer_id))
        from core.influencers as i where list_contains(g.influencer_ids[:3], i.influencer_id)
    ) as first_names,
    (
        select list(coalesce(nullif(l.title, ''), l.canonical_url) order by list_position(g.link_ids, l.link_id))
        from core.links as l where list_contains(g.link_ids[:3], l.link_id)
    ) as first_pages
from marts.content_gaps as g
left join marts.topics as n using (topic_id)
left join forms as f on f.topic_id = g.topic_id and f.form_place = 1
where g.expires_at > $as_of
order by g.place, g.topic_id
limit 20
