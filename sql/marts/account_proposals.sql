-- One row is one further account that a listed person seems to have, by what their own accounts and pages say; a person
-- decides, nothing is linked by a guess. Proposed anew every week, until it stands in config/accounts.csv.
-- grain: recommendation_id
create table if not exists marts.account_proposals (
    recommendation_id varchar not null, -- "account-" and what is made of person and account
    influencer_id varchar not null, -- core.influencers
    platform varchar not null, -- where it is
    handle varchar not null, -- as config/accounts.csv would have it
    url varchar, -- where a person would look at it
    score decimal(9, 6) not null, -- 1 proven, 0.9 each names the other, 0.7 two voices of theirs say so, 0.6 one does
    method varchar, -- of the strongest evidence: domain handle, verified field, reciprocal rel=me, mutual links, page link, profile link
    evidence varchar not null, -- what says so, in words, the strongest first
    evidence_account_ids varchar[] not null, -- which accounts say so, or name the page that does (core.accounts)
    evidence_urls varchar[], -- where it can be seen, the strongest first
    told_at timestamp, -- when the newest of it was told (UTC); NULL: not known
    held_by_influencer_id varchar, -- whose account it is by config/accounts.csv; NULL: nobody's yet
    csv_row varchar not null, -- the line to add to config/accounts.csv
    reason varchar not null, -- in one sentence
    decided varchar, -- as config/decisions.csv has it; NULL: nothing yet
    decided_on date -- when
);

delete from marts.account_proposals;

insert into marts.account_proposals by name
select
    recommendation('account', p.influencer_id || '|' || p.account_id) as recommendation_id,
    p.influencer_id, p.platform, p.handle, p.url, p.score, p.method, p.evidence,
    p.evidence_account_ids, p.evidence_urls, p.told_at,
    a.influencer_id as held_by_influencer_id, p.csv_row,
    i.influencer_name || ' seems to be ' || p.handle || ' on ' || p.platform || ': ' || p.evidence
        || case when a.influencer_id is not null then ', but it is listed as ' || a.influencer_id || '''s' else '' end || '.' as reason,
    d.decided, d.decided_on
from proposed_accounts as p
join core.influencers as i using (influencer_id)
left join core.accounts as a on a.account_id = p.account_id and a.is_listed
left join advice_decisions as d on d.recommendation_id = recommendation('account', p.influencer_id || '|' || p.account_id)
where
    i.is_listed and not i.is_opted_out
    and (a.account_id is null or (a.influencer_id is not null and a.influencer_id <> p.influencer_id))
    and d.decided is distinct from 'never' and d.decided is distinct from 'no'
    -- who was erased on request is not proposed
    and not exists (
        select 1 from ops.suppressions as s
        where s.subject = 'name'
            and (s.id_hash = sha256(p.platform || ':' || p.account_id) or s.id_hash = sha256(p.platform || ':' || p.handle))
    )
order by p.score desc, p.influencer_id, p.account_id;
