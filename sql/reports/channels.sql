-- What each channel and kind of content earned, by the rule fixed beforehand. One row a channel and kind.
select
    v.account_id, v.platform, a.handle, v.content_kind, v.posts, v.answered, v.response_share, v.low_share,
    v.high_share, v.verdict, v.threshold_share, v.confidence, v.minimum_posts, v.posts_to_tell, v.window_from, v.window_to, v.fixed_on,
    v.is_fixed_before, v.invest_from, v.cull_below, v.what_would_change, v.reason, v.unsourced, v.unsourced_post_ids, v.evidence_post_ids
from marts.channel_verdicts as v
left join core.accounts as a using (account_id)
order by v.platform, v.account_id, v.content_kind <> 'all', v.content_kind
