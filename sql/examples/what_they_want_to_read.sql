-- What do several people of the list care about that we have written nothing on, and what do they ask?
select t.topic_name, g.people, g.rising_people, g.trend, g.own_words, q.told.question as question, g.brief
from marts.content_gaps as g
join marts.topics as t using (topic_id)
left join lateral (select unnest(g.questions) as told) as q on true
order by g.place, question;
