-- What decisions.csv names, as far as the tables still know it. One row a recommendation.
select recommendation_id, 'reshare' as advice, coalesce(title, author_name, url) as what, url
from marts.reshare_recommendations
union all
select m.recommendation_id, 'offer', coalesce(c.title, c.canonical_url), c.canonical_url
from marts.content_matches as m left join core.content_items as c using (content_item_id)
union all
select g.recommendation_id, 'gap', n.topic_name, null
from marts.content_gaps as g left join marts.topics as n using (topic_id)
union all
select recommendation_id, 'reply', coalesce(author_name, author_handle), url
from marts.reply_queue
order by recommendation_id, advice
