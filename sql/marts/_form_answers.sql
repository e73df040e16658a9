-- One row is how posts of one form do against what is usual: on a platform, and for one account drawn to that.
-- grain: platform, account_id, form
create table if not exists marts._form_answers (
    platform varchar not null, -- where
    account_id varchar, -- whose; NULL: everybody's there
    form varchar not null, -- form_of(...)
    posts bigint not null, -- posts it rests on
    log_ratio decimal(12, 6) not null -- mean of ln((1 + answers) / (1 + usual answers)), drawn to the mean of more posts
);

delete from marts._form_answers;

insert into marts._form_answers by name
with grown as (
    select
        r.platform, r.account_id, r.form,
        ln((1 + r.answers / coalesce(g.answered_share, assumed_growth(r.counted_hours, f.half_life_hours)))
            / (1 + coalesce(h.usual_answers, p.usual_answers)))::decimal(12, 6) as log_ratio,
        f.uses
    from staging.recent_posts as r
    join reshare_platforms as f using (platform)
    join marts._platform_habits as p using (platform)
    left join marts.account_habits as h using (account_id, platform)
    left join marts._answer_growth as g on g.platform = r.platform and g.age_step = growth_step(r.counted_hours)
    where r.answers is not null and coalesce(h.usual_answers, p.usual_answers) is not null
),
everybody as (
    select platform, form, count(*) as posts, (sum(log_ratio) / (count(*) + 20))::decimal(12, 6) as log_ratio
    from grown
    group by all
)
select platform, null as account_id, form, posts, log_ratio from everybody
union all by name
select
    g.platform, g.account_id, g.form, count(*) as posts,
    ((sum(g.log_ratio) + 20 * any_value(e.log_ratio)) / (count(*) + 20))::decimal(12, 6) as log_ratio
from grown as g
join everybody as e using (platform, form)
where g.uses = 'individual'
group by g.platform, g.account_id, g.form
order by platform, account_id, form;
