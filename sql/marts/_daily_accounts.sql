-- One row is one account's posts of one day: how many, and what their audience did.
-- grain: account_id, created_on
create table if not exists marts._daily_accounts (
    account_id varchar not null, -- core.accounts
    created_on date not null, -- the day (UTC)
    influencer_id varchar not null, -- whose account it was held to be
    uses varchar not null, -- as in marts.post_voices
    posts bigint not null, -- posts
    answered_posts bigint not null, -- posts whose counts were told
    answers_log decimal(18, 6) not null -- sum of ln(1 + answers) of these
);

delete from marts._daily_accounts
where created_on in (select created_on from staging.touched_days where is_touched);

insert into marts._daily_accounts by name
select
    account_id, created_on, influencer_id, uses,
    count(*) as posts,
    count(answers) as answered_posts,
    coalesce(sum(ln(1 + answers)::decimal(18, 6)), 0)::decimal(18, 6) as answers_log
from (
    select
        p.account_id, p.created_at::date as created_on, a.influencer_id, a.uses,
        answers_to(p.likes, p.replies, p.reposts, p.quotes) as answers
    from core.posts as p
    join staging.counted_accounts as a using (account_id)
    where p.created_at >= getvariable('touched_from')
)
where created_on in (select created_on from staging.touched_days where is_touched)
group by all
order by created_on, account_id;
