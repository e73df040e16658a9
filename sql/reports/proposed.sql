-- Every reshare that was proposed in the week and the week before, and how it stands. One row a recommendation.
select recommendation_id, 'reshare' as advice, coalesce(title, author_name, url) as what, url, state, state_at, listed_at
from marts.reshare_recommendations
where listed_at >= $week_start - interval 7 days and listed_at <= $as_of
order by listed_at desc, recommendation_id
