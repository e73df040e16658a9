-- How fast the brand answered those who addressed it in the last 28 days. One row, of counts: messages, and people.
select
    count(*) filter (state = 'answered') as answered,
    count(*) filter (state = 'answered' and not is_late) as answered_in_time,
    median(waiting_hours) filter (state = 'answered') as median_hours,
    count(*) filter (state = 'open') as open,
    count(*) filter (state = 'open' and is_late) as late,
    count(distinct coalesce(author_influencer_id, platform || ':' || author_handle, post_id)) filter (state = 'open') as open_people,
    count(distinct coalesce(author_influencer_id, platform || ':' || author_handle, post_id)) filter (state = 'open' and is_late)
        as late_people,
    count(*) filter (state = 'do not answer') as not_to_answer
from marts.reply_queue
