-- Which of our channels is answered often enough, by which rule, and what would change the verdict?
select account_id, content_kind, verdict, answered, posts, low_share, high_share, threshold_share, posts_to_tell, fixed_on, what_would_change, unsourced
from marts.channel_verdicts
order by account_id, content_kind <> 'all', content_kind;
